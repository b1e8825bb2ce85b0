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
        ("£5, Zoë, Łódź, \u200f, 👍", "£5, Zoë, Łódź, \u200f, 👍"),
    ],
)
def test_what_a_terminal_would_obey_is_not_recorded(typed: str, recorded: str) -> None:
    assert Withdraw(reason=typed).reason == recorded


def test_control_characters_alone_are_no_words() -> None:
    with pytest.raises(ValueError, match="at least 1 character"):
        Withdraw(reason=" \x00\x1b\r\n")
