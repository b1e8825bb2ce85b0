"""What a person types into an action, as it is recorded."""

import pytest

from states.actions import Withdraw


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("\x1b[2J\x1b[31mAgreed\x07\x00.", "[2J[31mAgreed."),
        ("First.\r\nSecond.\rThird.\u2028Fourth.\x85Fifth.", "First.\nSecond.\nThird.\nFourth.\nFifth."),
        ("Name\tDate\n\nNothing else.", "Name\tDate\n\nNothing else."),
        ("\x9b31mRed.", "31mRed."),
        ("They \u202eton\u202c agreed, \u2066\u05e9\u05dc\u05dd\u2069.", "They ton agreed, \u05e9\u05dc\u05dd."),
        ("\ufeff Pasted.\u200b\u00a0", "Pasted."),
        ("£5, Zoë, Łódź, \u200f, 👍", "£5, Zoë, Łódź, \u200f, 👍"),
    ],
)
def test_what_a_terminal_would_obey_or_nobody_can_see_is_not_recorded(typed: str, recorded: str) -> None:
    assert Withdraw(reason=typed).reason == recorded


@pytest.mark.parametrize("typed", [" \x00\x1b\r\n", "\u200b\ufeff\u2060 \u202e\u3000"])
def test_what_nobody_can_see_is_no_word(typed: str) -> None:
    with pytest.raises(ValueError, match="at least 1 character"):
        Withdraw(reason=typed)
