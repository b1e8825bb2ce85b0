"""The key that a write is sent with, so that asking twice does it once."""

from __future__ import annotations

import re

from fastapi import Request

from web.api.problem import KEY_NEEDED, Problem

HEADER = "Idempotency-Key"
_QUOTED = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_BARE = re.compile(r"[A-Za-z0-9._:~-]+")
LONGEST = 255


def key_of(request: Request) -> str:
    """The key of a request: a string in double quotes, as the IETF draft has it, or a bare word such as a UUID.

    Problem if there is none, or more than one, or if it cannot be read.
    """
    given = request.headers.getlist(HEADER)
    if len(given) != 1:
        raise Problem(
            KEY_NEEDED,
            f"Send the header {HEADER} with a value of your own for this write, such as a new UUID. Send the same "
            "value again when you try again.",
        )
    text = given[0].strip()
    quoted = _QUOTED.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text
    if not key or len(key) > LONGEST or not (quoted or _BARE.fullmatch(text)):
        raise Problem(KEY_NEEDED, f"Write the {HEADER} as a text of 1 to {LONGEST} characters in double quotes.")
    return key
