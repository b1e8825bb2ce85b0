"""`goldenthread review` as a business manager types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from ruamel.yaml import YAML
from typer.testing import Result

from procedures.review_course import ReviewPosition as P
from tests.command_line.conftest import Typed, TypedReview
from tests.partnership import (
    BUSINESS_MANAGER,
    COUNCIL,
    HCRG,
    HEADTEACHER,
    HEALTH_VISITOR,
    POLICE,
    SERVICE_MANAGER,
)
from tests.states.review_line import COUNCIL_PARTNER, POLICE_PARTNER, SUPPORT, TEXT, draft, lead

REFERRAL = f"local_authority: {COUNCIL}\nincident: serious_harm\nincident_on: 2026-10-30\nabout: Zz what happened.\n"


def test_an_incident_is_referred_from_a_file_once(settled_in: Typed, tmp_path: Path) -> None:
    file = tmp_path / "referral.yaml"
    file.write_text(REFERRAL, encoding="utf-8")
    first = settled_in.type_in("review", "refer", file, "--as", HEALTH_VISITOR)
    assert (first.exit_code, first.stderr) == (0, "")
    assert "R-2026-0001 is recorded: Referred." in first.stdout
    assert "Working Together 2023 has been superseded by" in first.stdout
    assert "Zz" not in first.stdout
    again = settled_in.type_in("review", "refer", file, "--as", HEALTH_VISITOR)
    assert again.exit_code == 1
    assert "it is R-2026-0001" in again.stderr
    assert "R-2026-0001  Referred; next step with Business manager" in settled_in.type_in("review", "list").stdout
    assert "R-2026" not in settled_in.type_in("case", "list").stdout
    assert file.read_text(encoding="utf-8") == REFERRAL


def test_a_referral_that_is_not_complete(settled_in: Typed, tmp_path: Path) -> None:
    file = tmp_path / "referral.yaml"
    file.write_text("incident: something\nabout: x\nloked_after: yes\n", encoding="utf-8")
    result = settled_in.type_in("review", "refer", file, "--as", HEALTH_VISITOR)
    assert result.exit_code == 2
    for said in (
        "this cannot be referred yet",
        "local_authority: this is needed and is not there",
        "incident: choose one of: death, serious_harm or other",
        "loked_after: there is no such field; did you mean looked_after?",
    ):
        assert said in result.stderr


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ("incident_on: 2026-02-30", "incident_on: '2026-02-30' is no day"),
        ("incident_on: 2126-02-28", "incident_on: The date in `incident_on` is in the year 2126"),
        ("incident_on: 2090-02-28", "incident_on: The incident lies in the future"),
        ("aware_at: 2090-02-28 09:30", "aware_at: When the local authority became aware lies in the future"),
        ("aware_at: 2026-10-29 25:30", "aware_at: expected a date and a time"),
        (
            "incident_on: 2026-10-30\naware_at: 2026-10-29 09:30",
            "incident_on, aware_at: Nobody is aware of an incident before it happens",
        ),
    ],
)
def test_a_date_of_a_referral_that_cannot_stand_is_named_by_its_field(
    settled_in: Typed, tmp_path: Path, dates: str, said: str
) -> None:
    file = tmp_path / "referral.yaml"
    file.write_text(f"local_authority: {COUNCIL}\nincident: serious_harm\nabout: x\n{dates}\n", encoding="utf-8")
    result = settled_in.type_in("review", "refer", file, "--as", HEALTH_VISITOR)
    assert result.exit_code in (1, 2)
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize("review_at", [P.REFERRED], indirect=True)
def test_short_fields_are_typed_and_a_time_is_london_time(review_at: TypedReview) -> None:
    result = review_at.act("begin_assessment", SUPPORT, "aware_at=2026-10-01 09:30", "aware_by=a service manager")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"{review_at.reference} is recorded: Criteria being assessed." in result.stdout
    shown = json.loads(review_at.type_in("review", "show", review_at.reference, "--json").stdout)
    assert shown["case"]["facts"]["aware"] == "2026-10-01T08:30:00Z"
    assert {"DL01", "DL02"} <= {clock["code"] for clock in shown["clocks"]}


@pytest.mark.parametrize("review_at", [P.REFERRED], indirect=True)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["aware_at=2026-10-01", "aware_by=x"], "aware_at: say the time of day too, such as 2026-12-03 17:00"),
        (["aware_at=2026-03-29 01:30", "aware_by=x"], "aware_at: 2026-03-29 01:30 did not exist in London"),
        (["aware_at=soon, I think", "aware_by=x"], "aware_at: expected a date and a time, such as 2026-11-20 10:00"),
        (["aware_at=2026-13-01", "aware_by=x"], "aware_at: expected a date and a time, such as 2026-11-20 10:00"),
        # Everything that does not fit is named at once.
        (["aware_at=soon", "aware_by=x", "looked_after=perhaps"], "looked_after: say yes or no"),
        (["aware_at=soon", "aware_by=x", "looked_after=perhaps"], "aware_at: expected a date and a time"),
        (["aware_by=x"], "aware_at: this is needed and is not there"),
        (["aware_at=2026-10-01 09:30", "aware_by=x", "looked_after=perhaps"], "looked_after: say yes or no"),
        (["kind=close_review"], "kind: there is no such field"),
        (["aware_by"], "'aware_by' is no field: write NAME=VALUE"),
    ],
)
def test_fields_that_will_not_do(review_at: TypedReview, words: list[str], said: str) -> None:
    result = review_at.act("begin_assessment", SUPPORT, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("review_at", [P.NOTIFIED], indirect=True)
def test_several_values_are_typed_with_semicolons(review_at: TypedReview) -> None:
    chair = "head_safeguarding_mse_icb"
    assert "name at least one" in review_at.act("begin_gathering", chair, "agencies=").stderr
    result = review_at.act("begin_gathering", chair, f"agencies={COUNCIL}; {POLICE}")
    assert result.exit_code == 0, result.stderr
    assert "return of Essex Police: awaited" in review_at.type_in("review", "show", review_at.reference).stdout


@pytest.mark.parametrize("review_at", [P.RAPID_REVIEW_MEETING], indirect=True)
def test_a_long_action_is_a_form_that_is_filled_in(review_at: TypedReview, tmp_path: Path) -> None:
    form = review_at.type_in("review", "form", review_at.reference, "draft_rapid_review")
    assert form.exit_code == 0, form.stderr
    empty = YAML(typ="safe").load(form.stdout)
    rules = review_at.world.rules
    assert list(empty["aims"]) == [aim.id for aim in rules.aims]
    assert list(empty["answers"]) == [question.id for question in (*rules.criteria, *rules.regards)]
    assert rules.criteria[0].text.split()[0] in form.stdout
    assert "# Write yes or no for each." in form.stdout
    filled = draft(review_at.world).model_dump(mode="json", exclude={"kind"}, exclude_none=True)
    file = tmp_path / "draft.yaml"
    with file.open("w", encoding="utf-8") as stream:
        YAML().dump({**empty, **filled, "national_issues": "None."}, stream)
    twice = review_at.act("draft_rapid_review", SUPPORT, "identity=x", "--file", file)
    assert "identity is given twice" in twice.stderr
    typed = review_at.act("draft_rapid_review", SUPPORT, "aims=x")
    assert "write it into a file, and give --file" in typed.stderr
    result = review_at.act("draft_rapid_review", SUPPORT, "--file", file)
    assert result.exit_code == 0, result.stderr
    assert "Drafted" in result.stdout


@pytest.mark.parametrize("review_at", [P.RAPID_REVIEW_SIGN_OFF], indirect=True)
def test_sending_it_unratified_is_refused_with_its_reason(review_at: TypedReview) -> None:
    review_at.act("ratify", COUNCIL_PARTNER, "reason=It is right.")
    sent = f"sent_at={review_at.world.now.isoformat()}"
    result = review_at.act("submit_rapid_review", SUPPORT, sent)
    assert result.exit_code == 1
    assert "Still to ratify: Police and Health." in result.stderr
    actions = review_at.type_in("review", "actions", review_at.reference, "--as", SUPPORT).stdout
    open_now, others = actions.split("Not open to them now, and why:")
    assert "submit_rapid_review" in others
    assert "Still to ratify: Police and Health." in " ".join(others.split())
    assert "request_return agency=..." in open_now
    refused = review_at.act("refuse_ratification", POLICE_PARTNER, "reason=Not yet.")
    assert refused.exit_code == 0, refused.stderr
    assert "is opened for the difference. No clock of the review stops for it." in refused.stdout


@pytest.mark.parametrize("review_at", [P.CRITERIA_ASSESSMENT], indirect=True)
def test_what_a_person_may_do_now_and_why_the_rest_is_not_theirs(review_at: TypedReview) -> None:
    found = {
        person: {
            one["kind"]: one["reason"]
            for one in json.loads(
                review_at.type_in("review", "actions", review_at.reference, "--as", person, "--json").stdout
            )
        }
        for person in (SERVICE_MANAGER, BUSINESS_MANAGER)
    }
    assert found[SERVICE_MANAGER]["notify_panel"] is None
    assert "This is the duty of Essex County Council alone" in found[BUSINESS_MANAGER]["notify_panel"]
    assert "close_review" not in found[SERVICE_MANAGER]
    unknown = review_at.type_in("review", "actions", review_at.reference, "--as", "somebody")
    assert (unknown.exit_code, unknown.stderr) == (2, "'somebody' is not in the directory.\n")


@pytest.mark.parametrize("review_at", [P.LCSPR_IN_PROGRESS], indirect=True)
def test_the_same_command_twice_in_a_row_is_done_once_unless_it_is_meant(review_at: TypedReview) -> None:
    words = ("owners=hcrg", "due_on=2099-11-30", "what=Ask again.", "intended_outcome=Children are seen.")
    assert review_at.act("add_recommendation", SUPPORT, *words).exit_code == 0
    second = review_at.act("add_recommendation", SUPPORT, *words)
    assert second.exit_code == 1
    assert "You have just done this in the same words: it is entry " in second.stderr
    assert review_at.act("add_recommendation", SUPPORT, *words, "--again").exit_code == 0
    shown = json.loads(review_at.type_in("review", "show", review_at.reference, "--json").stdout)
    assert len(shown["case"]["recommendations"]) == 2


@pytest.mark.parametrize("review_at", [P.RAPID_REVIEW_DRAFTED], indirect=True)
def test_an_agency_sees_its_own_return_and_nothing_else(review_at: TypedReview) -> None:
    own = review_at.type_in("review", "returns", review_at.reference, "--as", SERVICE_MANAGER)
    assert own.exit_code == 0, own.stderr
    assert own.stdout.startswith(f"{review_at.reference}: return of Essex County Council\n")
    assert f"What happened when? {TEXT}" in own.stdout
    assert "Who has signed it off? Quality assurance and safeguarding manager" in own.stdout
    assert "Essex Police" not in own.stdout
    data = json.loads(
        review_at.type_in("review", "returns", review_at.reference, "--as", SERVICE_MANAGER, "--json").stdout
    )
    assert (data["asked"]["agency"], len(data["sent"])) == (COUNCIL, 1)
    other = review_at.type_in("review", "returns", review_at.reference, "--as", "headteacher_primary_school")
    assert other.exit_code == 1
    assert "There is no return for your agency" in other.stderr
    assert lead(POLICE) not in own.stdout


@pytest.mark.parametrize("review_at", [P.ACTION_PLAN_ACTIVE], indirect=True)
def test_whoever_answers_for_an_agency_sees_what_reviews_ask_of_it_and_nothing_else(review_at: TypedReview) -> None:
    words = ("agency=hcrg", "due_on=2099-01-05", "what=Zz what.")
    asked = review_at.act("request_information", SUPPORT, *words)
    assert asked.exit_code == 0, asked.stderr
    own = review_at.type_in("review", "asked", "--as", lead(HCRG))
    assert own.exit_code == 0, own.stderr
    for said in (
        f"{review_at.reference}: a recommendation to your agency, number 1",
        "Check what the recommendation has changed after six months: due ",
        f"to do it: goldenthread review act {review_at.reference} record_evidence number=1 ...",
        f"{review_at.reference}: information that your agency was asked for, number 1",
        "Zz what.",
    ):
        assert said in own.stdout
    assert "Essex Police" not in own.stdout
    data = json.loads(review_at.type_in("review", "asked", "--as", lead(HCRG), "--json").stdout)
    assert sorted(one["what"] for one in data) == ["information", "recommendation"]
    for other in (lead(POLICE), HEALTH_VISITOR):
        nothing = review_at.type_in("review", "asked", "--as", other)
        assert nothing.stdout == "No open review asks anything of your agency that is yours to answer.\n"


@pytest.mark.parametrize("review_at", [P.NOTIFIED], indirect=True)
def test_an_agency_that_answers_a_second_time_is_told_that_it_has(review_at: TypedReview) -> None:
    asked = review_at.act("request_information", SUPPORT, "agency=hcrg", "due_on=2099-01-05", "what=Attendance.")
    assert asked.exit_code == 0, asked.stderr
    answer = ("record_information", lead(HCRG), "number=1", "given=yes", "note=In the post.")
    assert review_at.act(*answer).exit_code == 0
    again = review_at.act(*answer)
    assert (again.exit_code, again.stderr) == (1, "No request for information is waiting for an answer.\n")
    own = review_at.type_in("review", "asked", "--as", lead(HCRG)).stdout
    assert "Did the agency give the information? Yes" in own
    assert "By which day do you ask for it? Monday 5 January 2099" in own


@pytest.mark.parametrize("review_at", [P.ACTION_PLAN_ACTIVE], indirect=True)
def test_a_check_of_impact_is_typed_with_its_number_of_months(review_at: TypedReview) -> None:
    wrong = review_at.act("record_impact_check", lead(HCRG), "number=1", "months=7", "findings=x")
    assert "months: choose one of: 6 or 12" in wrong.stderr
    right = review_at.act("record_impact_check", lead(HCRG), "number=1", "months=6", "findings=It holds.")
    assert "choose one of" not in right.stderr, right.stderr


@pytest.mark.parametrize("review_at", [P.RAPID_REVIEW_SIGN_OFF], indirect=True)
@pytest.mark.parametrize(
    ("command", "title"), [("report", "Rapid review report"), ("decision-record", "Decision record")]
)
def test_word_documents_are_written_for_their_owner_alone(
    review_at: TypedReview, tmp_path: Path, command: str, title: str
) -> None:
    path = tmp_path / "document.docx"
    result = review_at.type_in("review", command, review_at.reference, "--output", path)
    assert result.exit_code == 0, result.stderr
    assert "handle, keep and share it as you would the child's record" in result.stdout
    assert path.stat().st_mode & 0o077 == 0
    assert title in [paragraph.text for paragraph in Document(str(path)).paragraphs]
    again = review_at.type_in("review", command, review_at.reference, "--output", path)
    assert "is there already" in again.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("case", "show", "R-2026-0001"), "R-2026-0001 is a practice review: use `goldenthread review` for it."),
        (("case", "act", "R-2026-0001", "answer", "--as", "x"), "use `goldenthread review` for it."),
        (("review", "show", "D-2026-0001"), "is a professional disagreement: use `goldenthread case` for it."),
        (("review", "act", "D-2026-0001", "ratify", "--as", "x"), "use `goldenthread case` for it."),
        (("review", "returns", "D-2026-0001", "--as", "x"), "use `goldenthread case` for it."),
        (("review", "act", "R-2026-0001", "ratifi", "--as", "x"), "There is no action 'ratifi'. Did you mean ratify?"),
        (("review", "form", "R-2026-0001", "ratifi"), "There is no action 'ratifi'."),
    ],
)
def test_the_command_for_another_kind_of_case_is_named(
    type_in: Callable[..., Result], words: tuple[str, ...], said: str
) -> None:
    result = type_in(*words)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("review_at", [P.RAPID_REVIEW_GATHERING], indirect=True)
def test_who_has_no_part_in_a_review_does_not_learn_that_there_is_one(review_at: TypedReview) -> None:
    for words in (
        ("review", "actions", "{}"),
        ("review", "act", "{}", "submit_return"),
        ("review", "act", "{}", "ratify"),
    ):
        real, none = (
            review_at.type_in(*(word.format(reference) for word in words), "--as", HEADTEACHER)
            for reference in (review_at.reference, "R-2026-0099")
        )
        assert (real.exit_code, real.stdout, none.exit_code, none.stdout) == (1, "", 1, "")
        assert (
            real.stderr.replace(review_at.reference, "R-2026-0099") == none.stderr == "There is no case R-2026-0099.\n"
        )


@pytest.mark.parametrize("review_at", [P.RAPID_REVIEW_GATHERING], indirect=True)
def test_an_agency_that_was_asked_is_offered_its_own_return_alone(review_at: TypedReview) -> None:
    shown = review_at.type_in("review", "actions", review_at.reference, "--as", lead(HCRG))
    assert shown.exit_code == 0, shown.stderr
    assert f"submit_return agency={HCRG}" in shown.stdout
    assert COUNCIL not in shown.stdout
    assert "Not open to them now" not in shown.stdout
    chair = review_at.type_in("review", "actions", review_at.reference, "--as", SUPPORT).stdout
    assert f"submit_return agency={COUNCIL}" in chair
    assert "dispute_opened" not in chair


@pytest.mark.parametrize("review_at", [P.RAPID_REVIEW_GATHERING], indirect=True)
@pytest.mark.parametrize(
    ("action", "actor", "said"),
    [
        ("draft_rapid_review", SUPPORT, "Agencies' returns are being gathered."),
        ("recommend_decision", "head_safeguarding_mse_icb", "Agencies' returns are being gathered."),
        ("hold_rapid_review_meeting", SUPPORT, "This is not yours to do"),
    ],
    ids=["in the wrong place", "theirs, and in the wrong place", "somebody else's"],
)
def test_what_no_field_can_change_is_said_before_fields_are_asked_for(
    review_at: TypedReview, action: str, actor: str, said: str
) -> None:
    result = review_at.act(action, actor)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert "needed" not in result.stderr


@pytest.mark.parametrize("review_at", [P.RAPID_REVIEW_SUBMITTED], indirect=True)
def test_the_record_is_shown_with_what_was_decided_and_each_answer_by_its_question(review_at: TypedReview) -> None:
    shown = review_at.type_in("review", "show", review_at.reference).stdout
    rules = review_at.world.rules
    for said in (
        "Is the incident to be notified to the Panel? Yes",
        "When did the local authority become aware? ",
        "Which reference did the Panel give? ",
        "What harm came to the child? The child was seriously harmed",
        "What does the sub-committee recommend? A local child safeguarding practice review",
        "The decision, ratified by all: A local child safeguarding practice review",
        *(f"{question.text} " for question in rules.criteria),
    ):
        assert said in shown
    for code in ("notify: ", "clocks_started", "local_review", "known:", "seriously_harmed"):
        assert code not in shown


@pytest.mark.parametrize("review_at", [P.CRITERIA_ASSESSMENT], indirect=True)
def test_a_reminder_names_its_clock(review_at: TypedReview) -> None:
    review_at.world.until(max(clock.due_at for clock in review_at.world.review.clocks))
    shown = review_at.type_in("review", "show", review_at.reference).stdout
    happened = [line for line in shown.splitlines() if "Reminder" in line or "Time ran out" in line]
    assert happened
    assert any("Time ran out, shown as late from now on: DL01 Notify the national Panel" in line for line in happened)
    assert all(line.partition(": ")[2] for line in happened)


@pytest.mark.parametrize("text", ["", "- one\n- two\n"], ids=["empty", "a list"])
def test_a_file_without_fields_is_answered_with_one_of_its_own(settled_in: Typed, tmp_path: Path, text: str) -> None:
    file = tmp_path / "referral.yaml"
    file.write_text(text, encoding="utf-8")
    said = settled_in.type_in("review", "refer", file, "--as", HEALTH_VISITOR).stderr
    assert said.startswith(f"{file}:1: expected fields, each a name, a colon and a value; found ")


def test_rules_of_reviews_are_suggested_for_a_review(settled_in: Typed, tmp_path: Path) -> None:
    file = tmp_path / "referral.yaml"
    file.write_text(REFERRAL.replace("about: Zz what happened.", "about:"), encoding="utf-8")
    assert "about: this is empty" in settled_in.type_in("review", "refer", file, "--as", HEALTH_VISITOR).stderr
    file.write_text(REFERRAL, encoding="utf-8")
    said = settled_in.type_in("review", "refer", file, "--rules", "nope", "--as", HEALTH_VISITOR).stderr
    assert "practice_review_wt2023" in said
    assert "essex" not in said


@pytest.mark.parametrize("review_at", [P.CRITERIA_ASSESSMENT], indirect=True)
def test_a_form_says_what_can_be_written_into_it(review_at: TypedReview) -> None:
    form = review_at.type_in("review", "form", review_at.reference, "notify_panel")
    assert form.exit_code == 0, form.stderr
    assert "# When was the notification sent?" in form.stdout
    assert "# Write a day and a time in London, such as 2026-12-03 17:00." in form.stdout
    assert "died (The child died); seriously_harmed (The child was seriously harmed)" in form.stdout
