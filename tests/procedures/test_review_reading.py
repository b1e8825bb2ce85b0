"""Rules of practice reviews read from files: overlays of a few lines, and faults with file, line, field and what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from procedures.catalogue import LIBRARY, load_review
from procedures.fault import ProcedureError
from procedures.proof import prove
from procedures.reading import read_written
from procedures.review_course import RAPID_REVIEW, ReviewFact, ReviewPosition
from procedures.review_dates import owed_date
from procedures.review_language import ReviewProcedure

HEAD = "id: local\nextends: practice_review_wt2023\n"


def overlay(directory: Path, text: str) -> Path:
    path = directory / "local.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def read(directory: Path, text: str) -> ReviewProcedure:
    return read_written(overlay(directory, text), (LIBRARY,)).review


def test_a_partnership_edits_its_day_plan_in_a_few_lines(tmp_path: Path) -> None:
    rules = read(
        tmp_path,
        "deadlines:\n  - {id: plan_returns, limit: 5 working_days}\n  - {id: agency_return, limit: 5 working_days}\n",
    )
    assert rules.deadline("plan_returns").limit == rules.deadline("agency_return").limit
    assert rules.deadline("plan_returns").limit != load_review("practice_review_wt2023").deadline("plan_returns").limit
    assert prove(rules).holds


def test_a_partnership_chooses_another_published_reading_by_one_field(tmp_path: Path) -> None:
    dl05 = read(tmp_path, "deadlines:\n  - {id: dl05, counts_from: incident}\n").deadline("dl05")
    assert dl05.counts_from is ReviewFact.INCIDENT
    assert dl05.in_force.source
    assert (dl05.in_force.source.document, dl05.in_force.source.where) == ("WT23", "p.144")
    assert [other.id for other in dl05.other_bases] == ["notification", "aware", "notification_in_days"]


def test_a_reading_of_its_own_needs_a_standing(tmp_path: Path) -> None:
    text = "deadlines:\n  - id: dl05\n    counts_from: partners_told\n"
    (fault,) = prove(read(tmp_path, text)).faults
    assert "as none of its readings does" in fault.message
    own = "    bases:\n      counts_from: {force: local_default, note: Decided by the partnership.}\n"
    assert prove(read(tmp_path, text + own)).holds


CHANGED = [
    # what an overlay says of a deadline, the field, what is answered
    ("{id: dl12, limit: 5 working_days}", "dl12.limit", "WT23 para 364 does not say 5 working days, but 7 working"),
    ("{id: dl05, limit: 10 working_days}", "dl05.limit", "WT23 paras 327 and 343-344, p.144 does not say 10 working"),
    (
        "{id: dl01, limit: 10 working_days, force: local_default, note: N}",
        "dl01.limit",
        "WT23 para 330, p.144 does not",
    ),
    (
        "{id: dl10, counts_from: submitted}",
        "dl10.counts_from",
        "WT23 para 365 does not say submitted, but review",
    ),
    ("{id: dl10, overdue: false}", "dl10.overdue", "WT23 para 365 does not say no, but"),
    (
        "{id: dl05, readings: [{id: aware, limit: 9 working_days}]}",
        "dl05.readings.aware.limit",
        "DER rapid review",
    ),
]


@pytest.mark.parametrize(("line", "field", "answer"), CHANGED, ids=[row[0] for row in CHANGED])
def test_what_a_document_states_is_not_changed_and_still_ascribed_to_it(
    tmp_path: Path, line: str, field: str, answer: str
) -> None:
    with pytest.raises(ProcedureError) as refused:
        read(tmp_path, f"deadlines:\n  - {line}\n")
    (fault,) = refused.value.faults
    assert (fault.line, fault.field) == (4, f"deadlines.{field}")
    assert fault.expected.startswith(answer)


OWN = [
    ("bases: {limit: {force: local_default, note: Decided by us.}}", "local default, to be confirmed"),
    ("bases: {limit: {force: should, source: {document: MASA, where: p.9}}}", "should (MASA p.9)"),
    ("force: local_default, note: Decided by us.", "local default, to be confirmed"),
    ("source: {document: MASA, where: p.9}", "must (MASA p.9)"),
]


@pytest.mark.parametrize(("standing", "words"), OWN, ids=[row[0] for row in OWN])
def test_a_changed_limit_stands_where_the_partnership_says(tmp_path: Path, standing: str, words: str) -> None:
    line = f"{{id: dl12, limit: 6 working_days, stricter: 7 working_days, {standing}}}"
    dl12 = read(tmp_path, f"deadlines:\n  - {line}\n").deadline("dl12")
    assert dl12.basis_of("limit").basis() == words


def test_a_limit_of_ones_own_no_longer_names_the_bases_source(tmp_path: Path) -> None:
    text = "deadlines:\n  - {id: dl01, limit: 4 working_days, bases: {limit: {force: local_default, note: Ours.}}}\n"
    rules = read(tmp_path, text)
    assert rules.deadline("dl01").basis_of("limit").source is None
    assert prove(rules).holds


def test_readings_keep_the_limit_that_they_were_published_with(tmp_path: Path) -> None:
    plan = "".join(
        f"  - {{id: {name}, limit: 8 working_days}}\n" for name in ("plan_meeting", "plan_draft", "plan_sign_off")
    )
    ours = "  - {id: dl05, limit: 10 working_days, bases: {limit: {force: local_default, note: Ours.}}}\n"
    rules = read(tmp_path, f"deadlines:\n{ours}{plan}")
    dl05 = rules.deadline("dl05")
    assert dl05.in_force.source
    assert dl05.in_force.source.document == "CP"
    assert [(other.id, str(other.limit)) for other in dl05.other_bases] == [
        ("notification", "15 working_days"),
        ("incident", "15 working_days"),
        ("aware", "15 working_days"),
        ("notification_in_days", "15 calendar_days"),
    ]
    assert prove(rules).holds


BEHIND = [
    ("{id: plan_sign_off, limit: 16 working_days}", ["16 working days of the day plan lie behind the 15 working days"]),
    ("{id: plan_sign_off, limit: 15 working_days}", []),
    ("{id: plan_sign_off, limit: 19 calendar_days}", []),
    # From a Sunday, 15 working days are 19 days.
    ("{id: plan_sign_off, limit: 20 calendar_days}", ["20 calendar days of the day plan lie behind"]),
    ("{id: dl05, counts_from: incident}", []),
]


@pytest.mark.parametrize(("line", "faults"), BEHIND, ids=[row[0] for row in BEHIND])
def test_no_day_of_the_plan_lies_behind_the_time_of_the_rapid_review(
    tmp_path: Path, line: str, faults: list[str]
) -> None:
    found = prove(read(tmp_path, f"deadlines:\n  - {line}\n")).faults
    assert [fault.message[: len(words)] for fault, words in zip(found, faults, strict=True)] == faults


def test_deadlines_are_added_and_taken_out(tmp_path: Path) -> None:
    text = (
        "deadlines:\n  - {id: plan_request, remove: true}\n  - id: plan_secure_records\n    before: plan_returns\n"
        "    title: Secure records (day 1)\n    owner: sub_committee_chair\n    counts_from: notified\n"
        "    limit: 1 working_days\n    runs_in: [notified, rapid_review]\n    chase: 1 working_days\n"
        "    day_plan: true\n    force: local_default\n    note: Decided by the partnership.\n"
    )
    rules = read(tmp_path, text)
    names = [deadline.id for deadline in rules.deadlines]
    assert "plan_request" not in names
    assert names.index("plan_secure_records") == names.index("plan_returns") - 1
    assert prove(rules).holds


def test_what_a_document_states_is_taken_out_with_a_word_on_why(tmp_path: Path) -> None:
    rules = read(tmp_path, "deadlines:\n  - {id: dl21, remove: true, note: The newer edition asks for no copy.}\n")
    assert "dl21" not in rules.deadlines_by_id


def test_a_span_of_the_course_stands_for_its_positions() -> None:
    rules = load_review("practice_review_wt2023")
    assert rules.deadline("dl05").runs_in == RAPID_REVIEW
    assert len(rules.deadline("dl17").runs_in) == len(ReviewPosition) - 2


def test_a_kind_is_inherited_and_one_that_there_is_not_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, "").kind == "practice_review"
    with pytest.raises(ProcedureError, match=r"local\.yaml:3: kind: expected one of disagreement, practice_review "):
        read(tmp_path, "kind: practise_review\n")


FAULTS = [
    ("deadlines:\n  - id: dl05\n    limitt: 15 working_days\n", 5, "deadlines.dl05.limitt",
     "there is no field 'limitt' here; did you mean 'limit'?"),
    ("deadlines:\n  - id: dl05\n    counts_from: notifed\n", 5, "deadlines.dl05.counts_from", "did you mean notified?"),
    ("deadlines:\n  - id: dl05\n    runs_in: [rapid_reviews]\n", 5, "deadlines.dl05.runs_in.1", "expected one of dr"),
    ("deadlines:\n  - id: dl05\n    limit: 15\n", 5, "deadlines.dl05.limit",
     "expected an amount and a unit, such as 5 working_days; found 15"),
    ("deadlines:\n  - id: dl05\n    grade: Z\n", 5, "deadlines.dl05.grade", "expected a grade: A, B, C or I"),
    ("deadlines:\n  - id: dl05\n    source: {document: WT32}\n", 5, "deadlines.dl05.source.document",
     "there is no document 'WT32' in this procedure; did you mean WT23?"),
    ("deadlines:\n  - {id: dl01, remove: true}\n", 4, "deadlines.dl01.remove",
     "CA04 s.16C states this: say in `note` why it is taken away"),
    ("deadlines:\n  - {id: new, title: N, owner: partners, chase: 1 working_days, force: local_default, note: -}\n", 4,
     "deadlines.new", "a deadline of a review needs `runs_in`: the positions in which it runs"),
    ("partners: delegated_partners\n", 3, "partners", "there is no group 'delegated_partners' in this procedure"),
    ("panel_criterion: panel\n", 3, "panel_criterion", "there is no criterion 'panel' in this procedure"),
    ("relaxations:\n  - {deadline: dl55, first: 2020-03-01, last: 2020-04-01, force: local_default, note: N}\n", 4,
     "relaxations.1.deadline", "there is no deadline 'dl55' in this procedure; did you mean dl"),
    ("regards:\n  - {id: working_together, text: Again, force: local_default, note: N}\n", 4,
     "regards.working_together.id", "'working_together' is one of the criteria: give each question an id of its own"),
    ("stages: []\n", 3, "stages", "there is no field 'stages' here"),
    ("superseded_by: 2026\n", 3, "superseded_by", "expected text; put a number or a date in quotes; found 2026"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "field", "expected"), FAULTS, ids=[row[2] for row in FAULTS])
def test_a_fault_names_file_line_field_and_what_was_expected(
    tmp_path: Path, text: str, line: int, field: str, expected: str
) -> None:
    with pytest.raises(ProcedureError) as refused:
        read(tmp_path, text)
    fault = refused.value.faults[0]
    assert (fault.file, fault.line, fault.field) == (str(tmp_path / "local.yaml"), line, field)
    assert expected in fault.expected


SILENT = [
    # what an overlay says of its edition, and the fields of which it has to speak
    ("edition: Working Together 2026", ["superseded_by"]),
    ("edition: Working Together 2023, as we run it", ["superseded_by"]),
    ("edition: Working Together 2026\nsuperseded_by: null", ["effective_from", "awaiting_confirmation"]),
    ("documents:\n  - {id: WT23, edition: '2026'}", ["documents.WT23.superseded_by"]),
]


@pytest.mark.parametrize(("text", "fields"), SILENT, ids=[row[0] for row in SILENT])
def test_another_edition_says_itself_whether_it_has_been_superseded(
    tmp_path: Path, text: str, fields: list[str]
) -> None:
    with pytest.raises(ProcedureError) as refused:
        read(tmp_path, text + "\n")
    assert [fault.field for fault in refused.value.faults] == fields
    assert all("Say of" in fault.expected and "2026" in fault.expected for fault in refused.value.faults)


NEW_EDITION = """\
edition: Working Together 2026
effective_from: 2026-03-18
superseded_by: null
awaiting_confirmation: null
documents:
  - {id: WT26, title: Working Together to Safeguard Children 2026, edition: "2026"}
deadlines:
  - {id: dl12, source: {document: WT26, where: chapter 5}}
"""


def test_a_new_edition_is_not_called_superseded_but_what_still_stands_on_the_old_one_is(tmp_path: Path) -> None:
    rules = read(tmp_path, NEW_EDITION)
    assert rules.superseded_by is rules.awaiting_confirmation is None
    assert owed_date(rules, rules.deadline("dl12"), date(2026, 6, 10)).superseded_by() is None
    still = owed_date(rules, rules.deadline("dl10"), date(2026, 8, 31)).superseded_by()
    assert still is not None
    assert still.startswith("Working Together to Safeguard Children 2026")


def test_the_old_edition_as_a_partnership_runs_it_goes_on_saying_that_it_is_superseded(tmp_path: Path) -> None:
    rules = read(tmp_path, "edition: Working Together 2023, as we run it\nsuperseded_by: Working Together 2026\n")
    assert owed_date(rules, rules.deadline("dl05"), date(2026, 12, 24)).superseded_by() == "Working Together 2026"


def test_an_own_edition_goes_before_the_librarys(tmp_path: Path) -> None:
    text = "id: practice_review_wt2023\nextends: practice_review_wt2023\nedition: our own\neffective_from: 2024-01-01\n"
    text += "superseded_by: Working Together 2026\n"
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    assert load_review("practice_review_wt2023", directories=[tmp_path]).edition == "our own"
