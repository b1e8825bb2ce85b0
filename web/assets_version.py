"""The word by which browsers tell one version of the assets from another."""

from __future__ import annotations

import hashlib
from pathlib import Path

from workflows.settings import SettingsError

ROOM = Path(__file__).parent
LOOK, FRONTEND = ROOM / "look", ROOM / "static"


def assets_version() -> str:
    """A hash of all assets. SettingsError if those that the set-up fetches are not there."""
    if not (FRONTEND / "govuk-frontend.min.css").is_file():
        raise SettingsError(f"The assets of the pages are not in {FRONTEND}. Run: make setup")
    found = hashlib.sha256()
    for path in sorted((*LOOK.iterdir(), *FRONTEND.iterdir())):
        if path.is_file():
            found.update(path.read_bytes())
    return found.hexdigest()[:12]
