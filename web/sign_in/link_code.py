"""What a sign-in link is bound to: the browser in which it was asked for, and a code that is shown there.

The code is made before anything is looked up, and shown to whoever asks, so it tells nobody whether an address exists.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from workflows.secret import keyed_hash

DIGITS = 6
_ASKED = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Asking:
    """One time that a link is asked for: the browser's visitor token, and the name of this time, which is random."""

    visitor: str
    asked: str

    def code(self, secret: bytes) -> str:
        """The code: six digits that nobody can tell without the secret, and that only this browser is shown.

        It is made and not kept, so the page can be loaded again, and there is no row for an address that is not there.
        """
        made = keyed_hash(secret, "code shown for a link", f"{self.visitor} {self.asked}")
        return f"{int(made, 16) % 10**DIGITS:0{DIGITS}}"


def new_asking(visitor: str) -> Asking:
    """A link is asked for in a browser, known by its visitor's token."""
    return Asking(visitor, secrets.token_urlsafe(16))


def asking_of(visitor: str | None, asked: str) -> Asking | None:
    """The asking that a page is about; None if this browser has asked for nothing, or it is none of ours."""
    return Asking(visitor, asked) if visitor and _ASKED.fullmatch(asked) else None


def visitor_hash(secret: bytes, link: str, visitor: str) -> str:
    """What is kept with a link of the browser in which it was asked for."""
    return keyed_hash(secret, "browser of a link", f"{link} {visitor}")


def code_hash(secret: bytes, link: str, code: str) -> str:
    """What is kept with a link of its code. Without the secret six digits are soon tried out."""
    return keyed_hash(secret, "code of a link", f"{link} {code}")


def typed_code(text: str) -> str | None:
    """A code as somebody typed it, with spaces or hyphens perhaps; None if it is no code at all."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else None


def in_groups(code: str) -> str:
    """A code as it is read out: in two groups."""
    half = DIGITS // 2
    return f"{code[:half]} {code[half:]}"
