"""How long holds may take, one by one and together."""

from collections.abc import Mapping

import pytest

from procedures.duration import Duration
from procedures.provision import Hold
from procedures.wording import hold_words

LOCAL: dict[str, object] = {"force": "local_default", "note": "Made up for a test."}
SHOULD: dict[str, object] = {"force": "should", "source": {"document": "POLICY", "where": "para 1"}}


def hold(in_all: str | None, basis: Mapping[str, object]) -> Hold:
    given: dict[str, object] = {
        "allowed": True,
        "by": ["raiser"],
        "reasons": ["A court asks for it"],
        "cap": "5 working_days",
    }
    return Hold.model_validate({**given, **({"cap_in_all": in_all} if in_all else {}), **basis})


@pytest.mark.parametrize(("given", "counts"), [(None, "5 working_days"), ("8 working_days", "8 working_days")])
def test_holds_together_take_no_more_than_one_unless_a_procedure_says_so(given: str | None, counts: str) -> None:
    assert hold(given, LOCAL).in_all == Duration.parse(counts)


@pytest.mark.parametrize(
    ("given", "basis", "words"),
    [
        (None, LOCAL, "at most 5 working days, all holds together"),
        # The source speaks of one hold: that all together take no more is the engine's own.
        (None, SHOULD, "at most 5 working days, all holds together (local default)"),
        ("8 working_days", LOCAL, "at most 5 working days, and 8 working days in all holds together"),
        (
            "8 working_days",
            SHOULD | {"bases": {"cap_in_all": LOCAL}},
            "at most 5 working days, and 8 working days in all holds together (local default)",
        ),
    ],
)
def test_a_total_that_no_source_states_is_labelled(given: str | None, basis: Mapping[str, object], words: str) -> None:
    assert hold_words(hold(given, basis)) == words
