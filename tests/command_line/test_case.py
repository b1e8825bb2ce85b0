"""`goldenthread case`: what somebody is told whose action cannot be understood, and what is shown of a case."""

import json
import re
from pathlib import Path

import pytest

from tests.command_line.conftest import Typed
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER

FEW_WORDS = "expected a code, or a few words as the procedure has them,"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            ("to=" + "x" * 120, "reason=A reason."),
            f"to: {FEW_WORDS} of at most 100 characters, and this has 120",
        ),
        (("to=court", "reason=" + "x" * 20_001), "reason: expected at most 20,000 characters, and this has 20,001"),
        (("to=", "reason=A reason."), "to: this is empty"),
        (("to=court",), "reason: this is needed and is not there"),
        (("to=court", "reason=x", "reson=x"), "reson: there is no such field; did you mean reason?"),
    ],
    ids=["too long for a code", "too long for an account", "empty", "missing", "misspelt"],
)
def test_a_field_that_will_not_do_is_named_with_what_was_expected(
    settled_in: Typed, fields: tuple[str, ...], said: str
) -> None:
    result = settled_in.type_in("case", "act", settled_in.reference, "hand_over", "--as", SOCIAL_WORKER, *fields)
    assert result.exit_code == 2
    assert result.stderr == f"The action hand_over cannot be done like this:\n{said}\n"


@pytest.mark.parametrize(
    ("action", "actor", "said"),
    [
        ("answer", HEALTH_VISITOR, "This is not yours to do"),
        ("reject_answer", HEALTH_VISITOR, "You cannot do this now. The responding side is to answer first."),
        ("answer", "somebody", "'somebody' is not in the directory."),
    ],
    ids=["somebody else's", "not now", "unknown person"],
)
def test_what_no_field_can_change_is_said_before_fields_are_asked_for(
    settled_in: Typed, action: str, actor: str, said: str
) -> None:
    result = settled_in.type_in("case", "act", settled_in.reference, action, "--as", actor)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert "needed" not in result.stderr


def test_a_disagreement_is_shown_in_words(settled_in: Typed) -> None:
    settled_in.type_in("case", "act", settled_in.reference, "acknowledge", "--as", SOCIAL_WORKER)
    shown = settled_in.type_in("case", "show", settled_in.reference)
    assert shown.exit_code == 0, shown.stderr
    assert "the responding side is to answer" in shown.stdout
    assert "Acknowledged it" in shown.stdout
    assert "__" not in shown.stdout
    assert ".answering" not in shown.stdout


def test_instants_in_json_are_written_as_iso_8601_has_them(settled_in: Typed) -> None:
    """`2026-11-02T09:00:00+00:00`, with the T that a strict reader looks for."""
    (line,) = json.loads(settled_in.type_in("case", "list", "--json").stdout)
    shown = json.loads(settled_in.type_in("case", "show", settled_in.reference, "--json").stdout)
    for text in (line["raised_at"], line["next_due"], shown["entries"][0]["at"], shown["entries"][0]["recorded_at"]):
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?\+00:00", text), text


def test_a_case_that_has_ended_says_how_and_names_nobody_once_it_is_closed(settled_in: Typed) -> None:
    act = ("case", "act", settled_in.reference)
    settled_in.type_in(*act, "withdraw", "reason=It was a misunderstanding.", "--as", HEALTH_VISITOR)
    assert "\n  it ended: withdrawn\n  next step with Health visitor" in settled_in.type_in(
        "case", "show", settled_in.reference
    ).stdout  # fmt: skip
    duty = ("finish_duty", "duty=tell_other_side_of_withdrawal", "text=Told by telephone.")
    settled_in.type_in(*act, *duty, "--as", HEALTH_VISITOR)
    shown = settled_in.type_in("case", "show", settled_in.reference).stdout
    assert "Closed\n  it ended: withdrawn\n" in shown
    assert "nobody" not in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"responding_practitioner": "socialworker_ecc"},
            "responding_practitioner: Choose a person of the other agency",
        ),
        ({"responding_agency": "esex"}, "responding_agency: The directory has no agency 'esex'."),
        ({"category": "treshold"}, "category: 'treshold' is not a category of this procedure."),
    ],
)
def test_what_cannot_be_raised_names_the_field_and_nothing_is_written(
    settled_in: Typed, tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    fields = {
        "responding_agency": "essex_county_council",
        "responding_practitioner": SOCIAL_WORKER,
        "category": "threshold",
        "about": "A rehearsal.",
        "tried": "A call.",
        "would_settle": "A visit.",
    }
    file = tmp_path / "disagreement.yaml"
    file.write_text(json.dumps(fields | wrong), encoding="utf-8")
    result = settled_in.type_in("case", "raise", file, "--as", HEALTH_VISITOR)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(said)
    assert len(json.loads(settled_in.type_in("case", "list", "--json").stdout)) == 1


def test_what_a_person_can_do_now_is_listed_with_its_fields_and_why_not_the_rest(settled_in: Typed) -> None:
    listed = settled_in.type_in("case", "actions", settled_in.reference, "--as", SOCIAL_WORKER).stdout
    assert listed.startswith(f"{settled_in.reference}: open now to Social worker")
    open_now, others = listed.split("Not open to them now, and why:")
    assert "  answer answer=...\n" in open_now
    assert "\n  settle " not in open_now
    assert "it is for the practitioner who raised it" in others
    of_another = settled_in.type_in("case", "actions", settled_in.reference, "--as", "paramedic_ambulance", "--json")
    assert {one["standing"] for one in json.loads(of_another.stdout)} <= {"not_yours", "not_open_now"}
    nobody = settled_in.type_in("case", "actions", settled_in.reference, "--as", "nobody")
    assert (nobody.exit_code, nobody.stderr) == (1, "'nobody' is not in the directory.\n")


def test_the_list_says_in_words_where_a_case_stands(settled_in: Typed) -> None:
    listed = settled_in.type_in("case", "list").stdout
    assert listed.startswith(
        f"{settled_in.reference}  Practitioners: the responding side is to answer; next step with Social"
    )


def test_without_a_name_it_is_raised_under_the_procedure_of_the_settings(
    settled_in: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDENTHREAD_RAISING_PROCEDURE", "nothere")
    file = tmp_path / "disagreement.yaml"
    fields = {"responding_agency": "a", "responding_practitioner": "b", "category": "c"}
    file.write_text(json.dumps(fields | dict.fromkeys(("about", "tried", "would_settle"), "x")), encoding="utf-8")
    result = settled_in.type_in("case", "raise", file, "--as", HEALTH_VISITOR)
    assert (result.exit_code, result.stderr[:55]) == (2, "nothere: there is no procedure of this name. There are:")
