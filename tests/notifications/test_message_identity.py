"""One key, one Message-ID, and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.message_identity import key_of, keys_in, message_id, thread_id
from notifications.notice import KEY_FORM, Notice, NoticeError

KEYS = st.from_regex(KEY_FORM, fullmatch=True)
# RFC 5322, 3.6.4: the left side of a Message-ID is a dot-atom.
DOT_ATOM = re.compile(r"<[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@example\.org>", re.ASCII)


@given(KEYS)
def test_a_key_comes_back_from_its_message_id(key: str) -> None:
    identifier = message_id(key, "example.org")
    assert key_of(identifier) == key
    assert DOT_ATOM.fullmatch(identifier)


@given(KEYS, KEYS)
def test_two_keys_never_share_a_message_id(one: str, other: str) -> None:
    assert (message_id(one, "example.org") == message_id(other, "example.org")) == (one == other)


def test_a_message_id_can_be_read_by_people_too() -> None:
    assert message_id("D-2026-0001:7:email", "example.org") == "<gt.D-2026-0001=3A7=3Aemail@example.org>"


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "<20261203.1234@mail.example.org>",
        "<gt.@example.org>",
        "<gt.a=zz@example.org>",
        "<gt.a=20b=0A@example.org>",
        thread_id("D-2026-0001", "example.org"),
    ],
)
def test_what_is_not_a_notices_message_id(identifier: str) -> None:
    assert key_of(identifier) is None


def test_the_keys_in_a_header_of_references() -> None:
    header = f"{thread_id('D-1', 'x.org')}\r\n {message_id('a:1', 'x.org')} <other@x.org>\t{message_id('b', 'x.org')}"
    assert keys_in(header) == ["a:1", "b"]


@pytest.mark.parametrize("key", ["", "with a space", "line\nbreak", "-begins", "ends:", "ä", "x" * 201])
def test_what_cannot_be_a_key(key: str) -> None:
    with pytest.raises(NoticeError, match="cannot be a notice's key"):
        Notice(key, "owed", "D-2026-0001", {}, "Health visitor, HCRG")


@pytest.mark.parametrize("reference", ["D 1", "D/1", "../D-1", "x" * 41])
def test_what_cannot_be_a_reference(reference: str) -> None:
    with pytest.raises(NoticeError, match="not a case reference"):
        Notice("key", "owed", reference, {}, "Health visitor, HCRG")
