"""Rules that could never work as they are written are found, with the place where they are written."""

from collections.abc import Callable

import pytest

from procedures.catalogue import load
from procedures.liveness import Proof, check
from tests.procedures.variations import Data, clocks, item, procedure_with, stage

Change = Callable[[Data], object]


def proof_of(name: str, change: Change) -> Proof:
    return check(procedure_with(name, change))


def clock(data: Data, identifier: str) -> Data:
    return item(list(clocks(data)), identifier)


UNSOUND: list[tuple[str, str, Change, str, tuple[str | int, ...]]] = [
    ("a quorum that can never be met", "essex", lambda d: d["groups"][0].update(quorum=4),
     "can never be quorate: quorum 4 of 3 functions", ("groups", 0, "quorum")),
    ("a clock that never starts", "essex", lambda d: clock(d, "practitioners_resolve").update(starts=["held"]),
     "the clock 'practitioners_resolve' never starts: nothing here brings held about",
     ("stages", 0, "clocks", 1, "starts")),
    ("a clock that waits for the resolution", "essex",
     lambda d: clock(d, "practitioners_resolve").update(starts=["resolved"]), "never starts",
     ("stages", 0, "clocks", 1, "starts")),
    ("a clock that waits for the end of a hold", "all_features",
     lambda d: stage(d, "managers")["clocks"][0].update(starts=["resumed"]),
     "nothing here brings resumed about; after a hold the clocks that it stopped run on; expected one or more of",
     ("stages", 1, "clocks", 0, "starts")),
    ("a clock of every stage that waits for the end of a hold", "all_features",
     lambda d: clock(d, "considering").update(starts=["resumed"]), "the clock 'considering' never starts",
     ("every_stage", 3, "starts")),
    ("a clock of every stage that nothing brings about", "essex",
     lambda d: clock(d, "considering").update(starts=["raiser_prompted"]),
     "the clock 'considering' never starts: nothing ever brings raiser_prompted about", ("every_stage", 3, "starts")),
    ("a clock that only its own end would start", "essex",
     lambda d: clock(d, "practitioners_acknowledge").update(starts=["raiser_prompted"], on_expiry="prompt_raiser"),
     "the clock 'practitioners_acknowledge' never starts", ("stages", 0, "clocks", 0, "starts")),
    ("a closing duty of an ending that there is not", "london",
     lambda d: item(d["closing_duties"], "learning").update(outcomes=["decided"]),
     "the closing duty 'learning' never starts: no disagreement ends as decided", ("closing_duties", 3, "outcomes")),
    ("a hold that resumes by a stage's clock", "essex",
     lambda d: clock(d, "practitioners_acknowledge").update(on_expiry="resume"), "only a hold may resume",
     ("stages", 0, "clocks", 0, "on_expiry")),
    ("a skip that leads down", "all_features",
     lambda d: stage(d, "managers").update(skips=[{**stage(d, "practitioners")["skips"][0], "to": "practitioners"}]),
     "a skip leads up: 'practitioners' is not above 'managers'", ("stages", 1, "skips", 0, "to")),
    ("a cap with a gap", "all_features", lambda d: d["caps"][0].update(stages=["practitioners", "heads_of_service"]),
     "must follow one another on the ladder", ("caps", 0, "stages")),
    ("a gate kept by the other side", "lincolnshire",
     lambda d: stage(d, "step_2")["gate"].update(keeper="responding_side"),
     "a gate is kept on the raising side", ("stages", 1, "gate", "keeper")),
    ("a gate kept by its own keeper", "lincolnshire",
     lambda d: stage(d, "step_2")["gate"].update(keeper="gatekeeper"), "a gate is kept on",
     ("stages", 1, "gate", "keeper")),
    ("a notice to a group that is not there", "cumbria",
     lambda d: stage(d, "level_1").update(notices=[{"on": "stage_opened", "to": ["group"], "message": "x",
                                                    "force": "local_default", "note": "x"}]),
     "there is no group here", ("stages", 0, "notices", 0, "to", 0)),
    ("a raiser who never hears", "essex", lambda d: d.update(notices=[]), "who would never hear", ("notices",)),
    ("a fast path that changes nothing", "london", lambda d: d.update(fast_paths=[{"id": "x", "title": "x", "when": "x",
     "by": ["raiser"], "force": "local_default", "note": "x"}]), "changes nothing", ("fast_paths", 0)),
    ("a chase without a pause", "essex",
     lambda d: clock(d, "considering").update(chase={"amount": 0, "unit": "hours"}), "`chase` needs an amount above 0",
     ("every_stage", 3, "chase")),
    ("a hold without an end", "all_features", lambda d: d["hold"].update(cap={"amount": 0, "unit": "working_days"}),
     "`cap` needs an amount above 0", ("hold", "cap")),
    ("holds of no length together", "all_features",
     lambda d: d["hold"].update(cap_in_all={"amount": 0, "unit": "working_days"}),
     "`cap_in_all` needs an amount above 0", ("hold", "cap_in_all")),
    ("holds together shorter than one", "all_features",
     lambda d: d["hold"].update(cap_in_all={"amount": 9, "unit": "working_days"}),
     "`cap_in_all`, 9 working days, is less than the `cap` of one hold", ("hold", "cap_in_all")),
    ("a reason for a hold that nobody could give", "all_features",
     lambda d: d["hold"].update(reasons=["x" * 100, "x" * 101]), "100 characters at most; this has 101",
     ("hold", "reasons", 1)),
    ("a limit that is a slip of the pen", "essex",
     lambda d: clock(d, "considering").update(limit={"amount": 20000, "unit": "working_days"}),
     "20000 working days is longer than ten years", ("every_stage", 3, "limit")),
    ("a warning before the start", "london",
     lambda d: clock(d, "professionals_resolve").update(warn=[{"amount": 5, "unit": "working_days"}]),
     "a warning 5 working days before the end comes before the clock starts", ("stages", 0, "clocks", 0, "warn", 0)),
    ("a fast limit that is slower", "essex",
     lambda d: clock(d, "practitioners_resolve").update(fast_limit={"amount": 9, "unit": "working_days"}),
     "its fast limit is longer than its limit", ("stages", 0, "clocks", 1, "fast_limit")),
    ("an edition that ends before it begins", "essex", lambda d: d.update(effective_to="2020-01-01"),
     "effective_to is before effective_from", ("effective_to",)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "message", "where"), [row[1:] for row in UNSOUND],
                         ids=[row[0] for row in UNSOUND])  # fmt: skip
def test_a_rule_that_could_never_work_is_found_with_its_place(
    name: str, change: Change, message: str, where: tuple[str | int, ...]
) -> None:
    found = [fault for fault in proof_of(name, change).faults if message in fault.message]
    assert found
    assert found[0].where == where


def test_a_missing_source_is_found_even_where_reading_was_left_out() -> None:
    essex = load("essex")
    group = essex.groups[0].model_copy(update={"source": None})
    faults = check(essex.model_copy(update={"groups": (group, *essex.groups[1:])})).faults
    assert [(fault.message, fault.where) for fault in faults] == [("the source is missing", ("groups", 0))]
