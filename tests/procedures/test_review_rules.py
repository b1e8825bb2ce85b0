"""The rules of practice reviews in the library: every deadline as its source has it, groups, questions and sources."""

from __future__ import annotations

import re

import pytest

from procedures.catalogue import files, frozen_text, load, load_review, load_rules, thaw
from procedures.description import describe, local_defaults
from procedures.diagram_mermaid import mermaid
from procedures.diagram_svg import svg
from procedures.fault import ProcedureError
from procedures.language import Procedure
from procedures.names import parts
from procedures.review_course import OPEN, ReviewFact, course
from procedures.review_language import ReviewProcedure
from procedures.review_owners import OWNERS
from procedures.review_wording import FACTS, REVIEW_PARTIES, TITLES, ends_words, from_words, within_words
from procedures.rules import DISAGREEMENT, PRACTICE_REVIEW
from procedures.source import Basis, Force, Sourced

RULES = load_review("practice_review_wt2023")

MUST, SHOULD, LOCAL = Force.MUST, Force.SHOULD, Force.LOCAL_DEFAULT

STATED: list[tuple[str, str, str, Force, str, str | None]] = [
    # code, limit, counted from, force, source, grade
    ("DL01", "5 working_days", "aware", MUST, "CA04 s.16C", "A"),
    ("DL02", "5 working_days", "aware", MUST, "GOV telling safeguarding partners", "B"),
    ("DL03", "5 working_days", "aware", MUST, "WT23 para 331", "A/B"),
    ("DL04", "5 working_days", "aware", SHOULD, "WT23 para 332", "A"),
    ("DL05", "15 working_days", "notified", SHOULD, "WT23 paras 327 and 343-344, p.144", "B/A"),
    ("DL06", "None", "decided", SHOULD, "WT23 para 344", "A"),
    ("DL07", "10 working_days", "received", SHOULD, "WT23 paras 327 and 348", "A/B"),
    ("DL08", "None", "None", MUST, "CA04 s.16D(2)", "A"),
    ("DL09", "1 working_days", "review_decided", SHOULD, "WT23 para 344", "A"),
    ("DL10", "6 calendar_months", "review_decided", SHOULD, "WT23 para 365", "A"),
    ("DL11", "5 working_days", "delay_expected", SHOULD, "WT23 para 365", "A"),
    ("DL12", "7 working_days", "publication_planned", MUST, "WT23 para 364", "A"),
    ("DL13", "7 working_days", "publication_planned", SHOULD, "WT23 para 364", "A"),
    ("DL14", "5 working_days", "not_publishing_decided", SHOULD, "WT23 para 365", "A"),
    ("DL15", "12 calendar_months", "published", MUST, "WT23 para 362", "A"),
    ("DL16", "1 calendar_months", "reviewer_appointed", MUST, "REG regulation 14(1)", "A"),
    ("DL17", "None", "None", MUST, "CA04 s.16H(2)", "A"),
    ("DL18", "6 calendar_months", "plan_agreed", SHOULD, "WT23 para 367", "A"),
    ("DL19", "12 calendar_months", "the previous yearly report", MUST, "CA04 s.16G(7)", "A"),
    ("DL20", "6 calendar_months", "the end of the financial year, 31 March", SHOULD, "WT23 para 109", "A"),
    ("DL21", "7 calendar_days", "the publication of the yearly report", SHOULD, "WT23 para 109", "A"),
    ("DL22", "6 calendar_months", "the Panel's decision to hold a national review", SHOULD, "WT23 paras 373-374", "A"),
]


@pytest.mark.parametrize(("code", "limit", "start", "force", "source", "grade"), STATED, ids=[row[0] for row in STATED])
def test_every_deadline_stands_with_its_source(
    code: str, limit: str, start: str, force: Force, source: str, grade: str | None
) -> None:
    deadline = RULES.deadline(code.lower())
    assert deadline.code == code
    assert str(deadline.limit) == limit
    assert str(deadline.from_words or deadline.counts_from) == start
    assert deadline.force is force
    assert deadline.source
    assert f"{deadline.source.document} {deadline.source.where}" == source
    assert deadline.grade == grade


def test_there_are_22_codes_and_no_other() -> None:
    assert {deadline.code for deadline in RULES.deadlines if deadline.code} == {row[0] for row in STATED}
    assert {d.code for d in RULES.deadlines if d.scope == "partnership"} == {"DL19", "DL20", "DL21"}
    assert {d.code for d in RULES.deadlines if d.scope == "reference"} == {"DL22"}


def test_a_limit_that_no_source_states_is_a_local_default() -> None:
    own = [d.id for d in RULES.deadlines if d.code and "limit" in d.bases and d.basis_of("limit").force is LOCAL]
    assert own == ["dl04", "dl07", "dl09", "dl09_reviewer", "dl11", "dl16", "dl16_again", "dl14", "dl18", "dl18_again"]
    assert RULES.deadline("dl01").basis_of("limit").force is SHOULD


READINGS = {
    "dl01": [
        ("incident", "5 working_days", "DEV"),
        ("incident", "5 calendar_days", "SLO"),
        ("partners_told", "5 working_days", "HAV"),
    ],
    "dl05": [
        ("incident", "15 working_days", "WT23"),
        ("aware", "15 working_days", "DER"),
        ("notified", "15 calendar_days", "KEN"),
    ],
}


@pytest.mark.parametrize("name", READINGS)
def test_conflicting_readings_stand_beside_the_one_in_force(name: str) -> None:
    others = RULES.deadline(name).other_bases
    found = [(o.counts_from.value, str(o.limit), o.source.document if o.source else None) for o in others]
    assert found == READINGS[name]


def test_what_the_rapid_review_counts_from_stands_in_the_panels_newer_guidance() -> None:
    in_force = RULES.deadline("dl05").in_force
    assert in_force.source
    assert in_force.source.document == "CP"


def test_the_day_plan_lies_inside_the_15_working_days_and_is_local() -> None:
    plan = [deadline for deadline in RULES.deadlines if deadline.day_plan]
    assert [(d.id, str(d.limit)) for d in plan] == [
        ("plan_request", "2 working_days"),
        ("plan_returns", "7 working_days"),
        ("plan_meeting", "10 working_days"),
        ("plan_draft", "13 working_days"),
        ("plan_sign_off", "14 working_days"),
        ("agency_return", "7 working_days"),
    ]
    assert {(d.force, d.counts_from) for d in plan} == {(LOCAL, ReviewFact.NOTIFIED)}


def test_the_relaxation_of_march_2020_is_dated_and_left_the_notification_alone() -> None:
    assert {r.deadline for r in RULES.relaxations} == {"dl05", "dl10", "dl12", "dl13"}
    for relaxation in RULES.relaxations:
        assert (relaxation.limit, relaxation.source and relaxation.source.document) == (None, "TRA")
        assert (relaxation.first.isoformat(), relaxation.last.isoformat()) == ("2020-03-01", "2020-03-31")


def test_the_groups_of_partners_are_those_of_essex() -> None:
    essex = load("essex").groups_by_id
    for name in ("delegated_safeguarding_partners", "lead_safeguarding_partners"):
        assert RULES.groups_by_id[name] == essex[name]
    partners = RULES.groups_by_id[RULES.partners]
    assert [len(function.seats) for function in partners.functions] == [1, 1, 3]
    ladder = load(RULES.disagreement_procedure)
    assert ladder.groups_by_id["lead_safeguarding_partners"] == essex["lead_safeguarding_partners"]


def test_each_criterion_is_a_question_of_its_own() -> None:
    assert [c.source.where for c in RULES.criteria if c.source] == [f"regulation 11({letter})" for letter in "abcd"]
    assert RULES.panel_criterion == RULES.criteria[3].id
    assert len(RULES.regards) == len(RULES.aims) == 4
    assert {question.source.document for question in (*RULES.regards, *RULES.aims) if question.source} == {"WT23"}


def test_every_rule_has_a_document_or_is_called_a_default_and_says_why() -> None:
    documents = {document.id: document.grade for document in RULES.documents}
    assert None not in documents.values()
    cited = set()
    for rule in (part for _, part in parts(RULES) if isinstance(part, Basis)):
        if rule.force is LOCAL:
            assert rule.note
            assert rule.source is None
        else:
            assert rule.source
            assert rule.source.where
            cited.add(rule.source.document)
    assert cited == set(documents)


def test_every_local_default_is_listed_for_confirmation() -> None:
    defaults = [part for _, part in parts(RULES) if isinstance(part, Basis) and part.force is LOCAL]
    assert len(local_defaults(RULES)) == len(defaults)
    assert RULES.awaiting_confirmation


def test_an_edition_that_is_superseded_says_so_wherever_it_is_shown() -> None:
    lines = describe(RULES)
    cites = [p for _, p in parts(RULES) if isinstance(p, Sourced) and p.source and p.source.document == "WT23"]
    assert "SUPERSEDED by Working Together to Safeguard Children 2026" in lines[3]
    assert sum("[superseded by Working Together to Safeguard Children 2026" in line for line in lines) >= len(cites)
    for drawn in (svg(RULES), mermaid(RULES)):
        assert drawn.count("Superseded by Working Together to Safeguard Children 2026") == 2  # drawn, and told


def test_show_names_every_clock_where_it_may_run_also_those_for_some_incidents_or_for_each_item() -> None:
    rules = load_review("practice_review_wt2023")
    lines = describe(rules)
    for position in OPEN:
        said = lines[lines.index(f"  {TITLES[position]} ({position})") + 2]
        assert said.startswith("    Clocks that may run: ")
        running = [deadline.id for deadline in rules.deadlines if position in deadline.runs_in]
        assert re.findall(r"\b[a-z]+\d*(?:_[a-z]+)+\b|\bdl\d\d\b", said) == running
        assert "dl03 (only where a looked-after child has died)" in said
        assert "dl17 (for each request)" in said


def test_show_lists_every_deadline_with_its_standing() -> None:
    text = "\n".join(describe(RULES))
    for deadline in RULES.deadlines:
        assert f"{deadline.id})" in text
        assert deadline.title in text
    assert "Another reading: 15 working days from the incident. Working Together 2023 counts from the incident." in text
    assert "DL05: no limit if it starts from 2020-03-01 to 2020-03-31" in text
    assert "Never shown as late; chased every 5 working days" in text


def test_limits_in_words() -> None:
    words = {name: within_words(RULES.deadline(name)) for name in ("dl01", "dl06", "dl08", "dl12", "dl15", "dl17")}
    assert words == {
        "dl01": "5 working days (should)",
        "dl06": "at once, measured as the same day",
        "dl08": "as the Panel sets",
        "dl12": "7 working days before",
        "dl15": "at least 12 calendar months",
        "dl17": "by the day that the request states",
    }
    assert within_words(RULES.deadline("agency_return")) == "7 working days, at least 2 working days from being asked"
    assert from_words(RULES.deadline("recommendation_six_months")) == "its being accepted"
    assert ends_words(RULES.deadline("recommendation_due")) == "its impact is evidenced"


def test_every_position_fact_and_party_has_words() -> None:
    assert set(FACTS) == set(ReviewFact)
    assert set(OPEN) < set(TITLES)
    assert set(OWNERS) == set(OPEN)
    assert set(OWNERS.values()) < set(REVIEW_PARTIES)


def test_the_drawing_holds_every_position_and_deadline_and_every_move() -> None:
    drawn, text = svg(RULES), mermaid(RULES)
    for position in OPEN:
        assert f"at_{position}[" in text
        assert f">{TITLES[position].split()[0]}" in drawn
    for move in course():
        if move.source is not move.target:
            assert f'"{move.event.replace("_", " ")}"| at_{move.target}' in text
    for deadline in RULES.deadlines:
        if deadline.runs_in:
            assert f"{deadline.title}:" in text


def test_rules_of_either_kind_are_frozen_and_thawed_by_their_kind() -> None:
    text = frozen_text(RULES)
    assert thaw(text) == RULES
    assert frozen_text(thaw(text)) == text
    assert thaw(text, ReviewProcedure) == RULES
    assert isinstance(thaw(frozen_text(load("essex"))), Procedure)
    with pytest.raises(
        ProcedureError, match="this is rules of practice reviews; expected a procedure for disagreement"
    ):
        thaw(text, Procedure)


def test_one_kind_is_refused_where_the_other_is_wanted() -> None:
    with pytest.raises(
        ProcedureError, match=r"practice-review-wt2023\.yaml:5: kind: this is rules of practice reviews"
    ):
        load("practice_review_wt2023")
    with pytest.raises(
        ProcedureError, match="this is a procedure for disagreements; expected rules of practice reviews"
    ):
        load_review("essex")
    assert load_rules("practice_review_wt2023") == RULES
    assert isinstance(load_rules("essex"), Procedure)


def test_files_are_told_apart_by_kind() -> None:
    assert [path.stem for path in files(kind=PRACTICE_REVIEW)] == ["practice-review-wt2023"]
    assert set(files(kind=DISAGREEMENT)) | set(files(kind=PRACTICE_REVIEW)) == set(files())
