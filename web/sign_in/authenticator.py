"""Codes of authenticator apps (RFC 6238): what an app is given, and whether a code is of a step of time near now."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime

import pyotp
import segno

from workflows.secret import keyed_hash

ISSUER = "Golden Thread"
STEP_SECONDS = 30
"""The step of RFC 6238, 5.2, which every app knows."""

STEPS_BESIDE = 1
"""Steps before and after the present one whose codes are taken: clocks differ, and people type slowly (RFC 6238, 6)."""

SECRET_BYTES = 20
"""As long as RFC 4226, 4, recommends."""


def app_secret(secret: bytes, person: str, salt: str) -> str:
    """What an app is given, in base 32. It is made from the secret outside the database, and kept nowhere."""
    made = bytes.fromhex(keyed_hash(secret, "authenticator app", f"{person} {salt}"))
    return base64.b32encode(made[:SECRET_BYTES]).decode()


def step_of_code(app: str, code: str, now: datetime) -> int | None:
    """The step of time whose code it is, out of those near `now` (real time, aware); None if it is of none of them."""
    present = int(now.timestamp()) // STEP_SECONDS
    codes = pyotp.TOTP(app, interval=STEP_SECONDS)
    for step in range(present - STEPS_BESIDE, present + STEPS_BESIDE + 1):
        if hmac.compare_digest(codes.at(step * STEP_SECONDS), code):
            return step
    return None


def app_address(app: str, title: str) -> str:
    """The address by which an app learns its secret. `title` is the post, under which the app lists it."""
    return pyotp.TOTP(app, interval=STEP_SECONDS).provisioning_uri(name=title, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The address as a QR code: SVG, to stand in a page. No style stands in it, which our policy would not let work."""
    return segno.make(address, error="m", micro=False).svg_inline(scale=5, border=4, dark="#000", light="#fff")


def in_fours(app: str) -> str:
    """A secret as it is typed by hand: in groups of four letters."""
    return " ".join(app[place : place + 4] for place in range(0, len(app), 4))
