"""Where somebody goes once they are signed in: a page of ours, and no other address."""

from __future__ import annotations

import re

START = "/my-work"
SIGN_OUT = "/sign-out"
"""Where whoever signs in again comes back to. It is never taken from an address: see `local_path`."""
_LOCAL = re.compile(r"/(?![/\\])[A-Za-z0-9/_.?=&%+-]{0,200}")


def local_path(text: str | None) -> str:
    """A path on these pages as it was asked for, or that of one's own work for anything else."""
    return text if text and _LOCAL.fullmatch(text) and not text.startswith("/sign-") else START
