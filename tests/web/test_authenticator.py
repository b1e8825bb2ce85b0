"""Codes of authenticator apps: those of RFC 6238, near now and no further, of a secret that only we can make."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.sign_in.authenticator import app_address, app_secret, in_fours, picture_of, step_of_code

# RFC 6238, appendix B: the secret is the ASCII text 12345678901234567890; of its eight digits an app shows six.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]
NOW = datetime(2027, 3, 28, 0, 59, 45, tzinfo=UTC)  # a quarter of a minute before clocks go forward
APP = app_secret(b"s" * 32, "health_visitor_hcrg", "a" * 64)


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert step_of_code(RFC_SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(
    ("away", "taken"), [(-61, False), (-45, True), (-30, True), (0, True), (14, True), (30, True), (45, False)]
)
def test_a_code_of_the_step_before_or_after_is_taken_and_none_further_away(away: int, taken: bool) -> None:
    at = NOW + timedelta(seconds=away)
    step = step_of_code(APP, pyotp.TOTP(APP).at(at), NOW)
    assert step == (int(at.timestamp()) // 30 if taken else None)


@given(st.text(max_size=8))
def test_nothing_else_is_a_code(text: str) -> None:
    near = {pyotp.TOTP(APP).at(NOW + timedelta(seconds=30 * step)) for step in (-1, 0, 1)}
    assert (step_of_code(APP, text, NOW) is not None) == (text in near) if text.isascii() else True


def test_the_secret_is_of_its_person_salt_and_place() -> None:
    others = (
        app_secret(b"t" * 32, "health_visitor_hcrg", "a" * 64),
        app_secret(b"s" * 32, "school_nurse_hcrg", "a" * 64),
        app_secret(b"s" * 32, "health_visitor_hcrg", "b" * 64),
    )
    assert len({APP, *others}) == 4
    assert re.fullmatch("[A-Z2-7]{32}", APP), "160 bits, as RFC 4226 recommends"
    assert in_fours(APP).replace(" ", "") == APP


def test_what_an_app_is_given_names_the_post_and_no_person() -> None:
    address = app_address(APP, "Health visitor, HCRG")
    assert unquote(address).startswith("otpauth://totp/Golden Thread:Health visitor, HCRG?")
    assert f"secret={APP}" in address
    picture = picture_of(address)
    assert picture.startswith("<svg ")
    assert "style=" not in picture, "the policy of the pages would not let it work"
