"""What people do in the demonstration can be done when they do it, but for the one thing that is refused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from command_line.demonstrated_steps import LEADS, REFERRER, referral, steps
from notifications.dates import LONDON
from procedures.review_course import ReviewPosition as P
from states.decision import Refusal
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import lead


def test_agencies_are_answered_for_by_whom_the_directory_says() -> None:
    assert {agency: lead(agency) for agency in LEADS} == LEADS


@pytest.mark.parametrize("morning", ["2026-11-25 14:30", "2026-12-21 09:00", "2027-03-24 10:00"])
def test_every_step_is_taken_but_sending_it_unratified(morning: str) -> None:
    now = datetime.fromisoformat(morning).replace(tzinfo=LONDON)
    world = ReviewWorld.of(REFERRER, referral(now.date()), now)
    to_do = steps(now, world.rules)
    assert [step.at for step in to_do] == sorted(step.at for step in to_do)
    for step in to_do:
        world.until(step.at)
        answer = world.ask(step.actor, step.action(world.now))
        if step.refused:
            assert isinstance(answer, Refusal)
            assert "Still to ratify: Health." in answer.reason
        else:
            world.keep(answer)
    assert world.at is P.RAPID_REVIEW_SIGN_OFF


def test_another_directory_is_not_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner  # noqa: PLC0415

    from command_line.main import application  # noqa: PLC0415

    (tmp_path / "mine").write_text("keep")
    result = CliRunner().invoke(application("demo"), ["demo", "--home", str(tmp_path)])
    assert result.exit_code == 2
    assert "Choose another directory with --home" in result.output
    assert (tmp_path / "mine").read_text() == "keep"
