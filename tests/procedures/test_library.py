"""Every procedure for disagreements: it loads, it lives, it says what is published and where that stands."""

from typing import Any

import pytest

from procedures.catalogue import files, frozen_text, load, text_hash, thaw
from procedures.clock import Clock, Expiry
from procedures.description import describe, local_defaults
from procedures.duration import Unit
from procedures.graph import ONWARD, unfold
from procedures.language import Procedure
from procedures.liveness import check
from procedures.names import parts
from procedures.rules import DISAGREEMENT
from procedures.source import Basis, Force, Sourced

PROCEDURES = [load(str(path)) for path in files(kind=DISAGREEMENT)]
PUBLISHED = ["bedfordshire", "birmingham", "cheshire_east", "cumbria", "essex", "lincolnshire", "london", "wirral"]

each = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: str(procedure.id))


def clock(name: str, identifier: str) -> Clock:
    found = load(name).clock(identifier)
    assert isinstance(found, Clock)
    return found


def test_the_library_holds_the_published_procedures_one_example_and_the_ladder_of_reviews() -> None:
    others = ["all_features", "partners_disagreement_wt2023"]
    assert sorted(procedure.id for procedure in PROCEDURES) == sorted([*PUBLISHED, *others])


@each
def test_it_lives(procedure: Procedure) -> None:
    assert check(procedure).faults == ()


@each
def test_an_unanswered_disagreement_climbs_every_rung_and_goes_beyond(procedure: Procedure) -> None:
    graph = unfold(procedure)
    move = graph.move(graph.positions[0], "raise_disagreement")
    rungs = []
    while move and move.target != ONWARD:
        rungs.append(move.target.stage)
        stage = procedure.stages_by_id[move.target.stage or ""]
        opened = graph.move(move.target, "expire__gate")
        at = opened.target if opened else move.target
        up = next(c.id for c in procedure.clocks_of(stage) if c.on_expiry is Expiry.MOVE_UP and c in stage.clocks)
        move = graph.move(at, f"expire__{up}")
    assert rungs == [stage.id for stage in procedure.stages]


@each
def test_every_rule_has_a_document_or_is_called_a_default_and_says_why(procedure: Procedure) -> None:
    documents = {document.id for document in procedure.documents}
    rules = [part for _, part in parts(procedure) if isinstance(part, Basis)]
    assert rules
    for rule in rules:
        if rule.force is Force.LOCAL_DEFAULT:
            assert rule.note
            assert rule.source is None
        else:
            assert rule.source
            assert rule.source.document in documents
            assert rule.source.where


@each
def test_what_was_not_read_in_full_says_so(procedure: Procedure) -> None:
    grades = {document.id: document.grade for document in procedure.documents}
    assert None not in grades.values()
    assert procedure.awaiting_confirmation
    # Only the Essex arrangements and the statutory guidance were read in full.
    assert {document for document, grade in grades.items() if grade == "A"} <= {"MASA", "WT23"}


@each
def test_superseded_guidance_is_flagged_wherever_it_is_listed(procedure: Procedure) -> None:
    cites = [part for _, part in parts(procedure) if isinstance(part, Sourced) and part.source]
    superseded = {document.id for document in procedure.documents if document.superseded_by}
    lines = describe(procedure)
    flagged = [line for line in lines if "[superseded by " in line]
    assert len(flagged) >= len({id(part) for part in cites if part.source and part.source.document in superseded})
    assert any(line.strip().startswith("WT23") and "SUPERSEDED by" in line for line in lines)


@each
def test_every_local_default_is_listed_for_confirmation(procedure: Procedure) -> None:
    defaults = [part for _, part in parts(procedure) if isinstance(part, Basis) and part.force is Force.LOCAL_DEFAULT]
    assert len(local_defaults(procedure)) == len(defaults)


@each
def test_it_is_the_same_after_freezing(procedure: Procedure) -> None:
    text = frozen_text(procedure)
    assert thaw(text) == procedure
    assert frozen_text(thaw(text)) == text
    assert len(text_hash(text)) == 64


LADDERS = {
    "essex": ["Practitioners", "Senior managers", "Delegated Safeguarding Partners", "Lead Safeguarding Partners"],
    "london": ["Professionals", "First-line managers of equal rank", "More senior staff"],
    "lincolnshire": ["Step 1: practitioners", "Step 2: line managers or safeguarding supervisors",
                     "Step 3: senior liaison officers", "Step 4: independently chaired partnership meeting"],
    "wirral": ["Stage 1: professionals", "Stage 2: safeguarding leads", "Stage 3: board members",
               "Stage 4: board chair"],
    "bedfordshire": ["Stage 1: the people who disagree", "Stage 2: manager or lead with their opposite number",
                     "Stage 3: partnership representatives' meeting"],
    "cumbria": ["Level 1: practitioners", "Level 2: line managers"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "titles"), LADDERS.items(), ids=list(LADDERS))
def test_the_ladder_is_the_published_one(name: str, titles: list[str]) -> None:
    assert [stage.title for stage in load(name).stages] == titles


STATED: list[tuple[str, str, str, str, Force, str]] = [
    # procedure, clock, field, what is published, its force and its document
    ("london", "first_line_managers_resolve", "limit", "5 working_days", Force.SHOULD, "LCPP"),
    ("london", "first_line_managers_resolve", "on_expiry", "move_up", Force.MUST, "LCPP"),
    ("lincolnshire", "step_1_acknowledge", "at_once", "True", Force.SHOULD, "LINC"),
    ("lincolnshire", "step_1_plan", "limit", "2 working_days", Force.SHOULD, "LINC"),
    ("lincolnshire", "step_2_resolve", "limit", "5 working_days", Force.SHOULD, "LINC"),
    ("lincolnshire", "step_3_contact", "at_once", "True", Force.SHOULD, "LINC"),
    ("lincolnshire", "step_3_plan", "limit", "48 hours", Force.SHOULD, "LINC"),
    ("birmingham", "practitioners_resolve", "limit", "5 working_days", Force.SHOULD, "BIRM"),
    ("wirral", "professionals_resolve", "limit", "1 working_days", Force.SHOULD, "WIRR"),
    ("wirral", "safeguarding_leads_resolve", "limit", "5 working_days", Force.SHOULD, "WIRR"),
    ("bedfordshire", "stage_1_resolve", "fast_limit", "24 hours", Force.SHOULD, "BEDS"),
    ("bedfordshire", "stage_1_resolve", "on_expiry", "move_up", Force.MUST, "BEDS"),
    ("cumbria", "level_1_resolve", "on_expiry", "move_up", Force.MUST, "CUMB"),
]


@pytest.mark.parametrize(("name", "identifier", "field", "value", "force", "document"), STATED)
def test_what_is_published_is_stated_with_its_document(
    name: str, identifier: str, field: str, value: str, force: Force, document: str
) -> None:
    found = clock(name, identifier)
    assert str(getattr(found, field)) == value
    basis = found.basis_of(field)
    assert basis.force is force
    assert basis.source
    assert basis.source.document == document


UNSTATED = [
    ("essex", "practitioners_resolve", "limit"),
    ("essex", "delegated_safeguarding_partners_decide", "limit"),
    ("lincolnshire", "step_1_acknowledge", "limit"),
    ("lincolnshire", "step_4_decide", "limit"),
    ("birmingham", "practitioners_resolve", "on_expiry"),
    ("bedfordshire", "stage_1_resolve", "limit"),
    ("cumbria", "level_1_resolve", "limit"),
    ("cheshire_east", "stage_2_resolve", "limit"),
]


@pytest.mark.parametrize(("name", "identifier", "field"), UNSTATED)
def test_what_is_published_nowhere_is_a_local_default(name: str, identifier: str, field: str) -> None:
    assert clock(name, identifier).basis_of(field).force is Force.LOCAL_DEFAULT


def test_what_each_published_procedure_is_known_for() -> None:
    london, lincolnshire, birmingham = load("london"), load("lincolnshire"), load("birmingham")
    assert london.child_protecting_time.force is Force.SHOULD
    assert next(rank for rank in london.ranks if rank.id == "first_line_manager").equivalents["police"] == (
        "Detective sergeant"
    )
    step_2 = lincolnshire.stages_by_id["step_2"]
    assert step_2.gate
    assert step_2.gate.keeper == "raising:line_manager"
    assert [(proxy.agency_kind, proxy.by_agency_kind) for proxy in lincolnshire.proxies] == [
        ("gp_practice", "integrated_care_board")
    ]
    assert lincolnshire.groups_by_id["partnership_meeting"].chair.function_in(2030) == "independent_chair"
    duties = {duty.id: duty for duty in birmingham.closing_duties}
    assert duties["written_outcome"].agreed_by_both
    assert duties["record_copy"].per_side
    assert {duties[name].force for name in ("written_outcome", "record_copy")} == {Force.SHOULD}
    assert all(stage.advice and "in writing" in stage.advice[0].text for stage in birmingham.stages)
    told = {stage.id: [(n.on.value, n.to) for n in stage.notices] for stage in load("bedfordshire").stages}
    assert ("stage_opened", ("business_support",)) in told["stage_1"]
    assert ("resolved", ("business_support",)) in told["stage_2"]
    assert "tell_partnership_of_resolution" in {duty.id for duty in load("wirral").closing_duties}
    assert set(clock("cheshire_east", "stage_2_resolve").limits_by_priority) == {"urgent", "soon"}


def has(procedure: Procedure, **wanted: Any) -> bool:
    """Whether a clock of a procedure has all of these."""
    found = [part for _, part in parts(procedure) if isinstance(part, Clock)]
    return any(all(getattr(part, field) == value for field, value in wanted.items()) for part in found)


def units(procedure: Procedure) -> set[str]:
    """Every unit that a limit, a warning or a chase of a procedure is counted in."""
    found = procedure.model_dump_json()
    return {unit.value for unit in Unit if f'"unit":"{unit.value}"' in found}


EXAMPLE = load("all_features")
FEATURES = {
    "1 earliest of limit, cap and child-protecting time": bool(EXAMPLE.caps and EXAMPLE.child_protecting_time.set_by),
    "2 several clocks, owners, starts and units": (
        len(EXAMPLE.stages[0].clocks) > 2
        and len({c.owner for c in EXAMPLE.stages[0].clocks}) > 1
        and len({c.starts for c in EXAMPLE.stages[0].clocks}) > 1
        and units(EXAMPLE) == {unit.value for unit in Unit}
    ),
    "3 what expiry does and its force": (
        {e for e in Expiry if has(EXAMPLE, on_expiry=e)} == set(Expiry) - {Expiry.RESUME}
        and {f for _, p in parts(EXAMPLE) if isinstance(p, Clock) for f in [p.basis_of("on_expiry").force]}
        == set(Force)
    ),
    "4 a fast path": bool(EXAMPLE.fast_paths and EXAMPLE.emergency.text),
    "5 guarded skipping": bool(EXAMPLE.stages[0].skips[0].after_consulting),
    "6 two sides and proxies": bool(EXAMPLE.proxies and any(rank.equivalents for rank in EXAMPLE.ranks)),
    "7 a group and beyond": bool(EXAMPLE.groups and EXAMPLE.onward.to),
    "8 redirects of every effect": {r.effect for r in EXAMPLE.redirects} == {"record_only", "branch", "closes"},
    "9 notices and duties by stage": (
        any(stage.notices for stage in EXAMPLE.stages) and any(duty.from_stage for duty in EXAMPLE.closing_duties)
    ),
    "10 a base with an overlay, and dates": EXAMPLE.extends == "common" and bool(EXAMPLE.effective_from),
    "11 a gate": any(stage.gate for stage in EXAMPLE.stages),
    "12 limits by priority": bool(EXAMPLE.caps[0].limits_by_priority),
    "hold, with a reason and a cap": bool(EXAMPLE.hold.allowed and EXAMPLE.hold.cap and EXAMPLE.hold.reasons),
    "withdrawing and reopening": bool(EXAMPLE.withdrawal.by and EXAMPLE.reopening.allowed),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_the_example_exercises_every_feature_of_the_language(feature: str) -> None:
    assert FEATURES[feature]
