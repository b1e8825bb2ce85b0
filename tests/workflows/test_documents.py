"""Documents through the door: who adds them for whom, who reads them, and what becomes of a mistaken one."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from procedures.review_course import ReviewPosition as P
from states.actions import AgreeOutcome, Answer, FinishDuty, ProposeOutcome, Settle
from states.decision import Audience, Refusal
from tests.at_work import AtWork, do, entries_of, fits, raised, run_clock
from tests.documents_at_work import LONG, NAME, added, asked_to_add, found, read, withdrawn
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    CHIEF_CONSTABLE,
    CLASS_TEACHER,
    HCRG,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    NAMED_NURSE,
    POLICE,
    SCHOOL_NURSE,
    SCRUTINEER,
    SOCIAL_WORKER,
)
from tests.reviews_at_work import stored_review
from tests.states.review_line import lead
from workflows.documents import AddedDocument

READERS = (HEALTH_VISITOR, NAMED_NURSE, SOCIAL_WORKER, BUSINESS_MANAGER, SCRUTINEER, SCHOOL_NURSE, CLASS_TEACHER)


def code_of(done: AddedDocument | Refusal) -> str:
    return done.code if isinstance(done, Refusal) else "added"


def test_a_document_is_an_entry_of_its_own_with_the_hash_of_what_is_kept(at_work: AtWork) -> None:
    context = at_work.context
    reference = raised(context)
    done = asked_to_add(context, reference, HEALTH_VISITOR, kind="chronology", about="Of the autumn.")
    assert done == AddedDocument(2)
    entry = entries_of(context, reference)[-1]
    assert (entry.number, entry.kind, entry.actor, entry.audience) == (2, "add_document", HEALTH_VISITOR, "parties")
    assert entry.recorded_at == context.clock.now()
    assert entry.facts == {
        "document_kind": "chronology",
        "file_type": "txt",
        "size": len(LONG),
        "sha256": hashlib.sha256(LONG).hexdigest(),
        "scanned": True,
        "owner": SOCIAL_WORKER,
    }
    assert entry.narrative == {"file_name": NAME, "about": "Of the autumn."}
    assert read(context, reference, 2, SOCIAL_WORKER) == LONG
    assert fits(context)


@pytest.mark.parametrize(
    ("audience", "adds", "readers"),
    [
        ("parties", SOCIAL_WORKER, READERS[:5]),
        ("raising", HEALTH_VISITOR, (HEALTH_VISITOR, NAMED_NURSE, BUSINESS_MANAGER, SCRUTINEER)),
        ("responding", SOCIAL_WORKER, (SOCIAL_WORKER, BUSINESS_MANAGER, SCRUTINEER)),
        ("oversight", BUSINESS_MANAGER, (BUSINESS_MANAGER, SCRUTINEER)),
    ],
)
def test_who_reads_it_follows_from_whom_it_is_for(
    at_work: AtWork, audience: Audience, adds: str, readers: tuple[str, ...]
) -> None:
    context = at_work.context
    reference = raised(context)
    number = added(context, reference, adds, audience=audience)
    assert tuple(one for one in READERS if found(context, reference, number, one)) == readers


def test_a_group_reads_its_own_at_its_own_stage(at_work: AtWork) -> None:
    context, clock = at_work.context, at_work.clock
    reference = raised(context)
    assert code_of(asked_to_add(context, reference, ASSISTANT_CHIEF_CONSTABLE)) == "no_such_case"
    assert code_of(asked_to_add(context, reference, BUSINESS_MANAGER, audience="group")) == "unknown_audience"
    run_clock(context, clock, clock.now() + timedelta(days=12), timedelta(hours=6))
    number = added(context, reference, ASSISTANT_CHIEF_CONSTABLE, audience="group")
    for reader in ("chief_nurse_snee_icb", BUSINESS_MANAGER, SCRUTINEER):
        assert found(context, reference, number, reader), reader
    for reader in (HEALTH_VISITOR, SOCIAL_WORKER, CHIEF_CONSTABLE):
        assert found(context, reference, number, reader) is None, reader


@pytest.mark.parametrize(
    ("actor", "audience", "code"),
    [
        (HEALTH_VISITOR, "responding", "unknown_audience"),
        (SOCIAL_WORKER, "raising", "unknown_audience"),
        (SOCIAL_WORKER, "group", "unknown_audience"),
        (SOCIAL_WORKER, "oversight", "unknown_audience"),
        (SCHOOL_NURSE, "parties", "no_such_case"),
        (SCRUTINEER, "parties", "not_yours"),
        (CLASS_TEACHER, "parties", "no_such_case"),
        ("nobody_known", "parties", "no_such_case"),
    ],
)
@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_who_may_not_add_it(at_work: AtWork, actor: str, audience: Audience, code: str) -> None:
    reference = raised(at_work.context)
    assert code_of(asked_to_add(at_work.context, reference, actor, audience=audience)) == code
    assert len(entries_of(at_work.context, reference)) == 1


def test_a_second_click_adds_nothing(at_work: AtWork) -> None:
    context = at_work.context
    reference = raised(context)
    done: list[AddedDocument | Refusal] = []
    together = Barrier(2)

    def click() -> None:
        together.wait()
        done.append(asked_to_add(context, reference, HEALTH_VISITOR))

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(done, key=str) == [AddedDocument(2), AddedDocument(2, again=True)]
    assert asked_to_add(context, reference, HEALTH_VISITOR, audience="raising") == AddedDocument(3)
    assert asked_to_add(context, reference, SOCIAL_WORKER) == AddedDocument(4)
    withdrawn(context, reference, 2, HEALTH_VISITOR)
    assert asked_to_add(context, reference, HEALTH_VISITOR) == AddedDocument(6)


def test_a_mistaken_document_goes_and_its_entry_stays(at_work: AtWork) -> None:
    context = at_work.context
    reference = raised(context)
    number = added(context, reference, HEALTH_VISITOR, audience="raising")
    assert code_of(withdrawn(context, reference, number, NAMED_NURSE)) == "not_yours"
    assert code_of(withdrawn(context, reference, number, SOCIAL_WORKER)) == "no_such_document"
    assert code_of(withdrawn(context, reference, 1, HEALTH_VISITOR)) == "no_such_document"
    assert withdrawn(context, reference, number, BUSINESS_MANAGER) == AddedDocument(3)
    assert code_of(withdrawn(context, reference, number, HEALTH_VISITOR)) == "already_done"
    entry = entries_of(context, reference)[-1]
    assert (entry.kind, entry.audience, entry.facts["document"]) == ("withdraw_document", "raising", number)
    assert entry.narrative == {"reason": "It was the wrong one."}
    document = found(context, reference, number, HEALTH_VISITOR)
    assert document is not None
    assert (document.withdrawn, document.sha256) == (True, hashlib.sha256(LONG).hexdigest())
    assert fits(context)


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_nothing_is_added_once_it_is_closed_and_a_mistake_can_still_be_taken_away(at_work: AtWork) -> None:
    context = at_work.context
    reference = raised(context)
    number = added(context, reference, HEALTH_VISITOR)
    do(context, reference, Answer(answer="We will."), SOCIAL_WORKER)
    do(context, reference, Settle(reason="Good."), HEALTH_VISITOR)
    case = do(context, reference, ProposeOutcome(duty="written_outcome", text="A visit."), SOCIAL_WORKER)
    case = do(context, reference, AgreeOutcome(duty="written_outcome"), HEALTH_VISITOR)
    while case.clocks:
        case = do(context, reference, FinishDuty(duty=case.clocks[0].clock, text="Done."), case.clocks[0].owner)
    assert case.closed_at
    assert code_of(asked_to_add(context, reference, HEALTH_VISITOR, b"More of it.")) == "not_open"
    assert code_of(withdrawn(context, reference, number, HEALTH_VISITOR)) == "added"
    assert fits(context)


def test_documents_of_a_review_are_for_those_who_read_reviews(at_work: AtWork) -> None:
    context = at_work.context
    review = stored_review(context, at_work.clock, P.RAPID_REVIEW_GATHERING)
    reference = review.reference
    number = added(context, reference, BUSINESS_MANAGER, audience="group")
    for reader in (ASSISTANT_CHIEF_CONSTABLE, SCRUTINEER):
        assert found(context, reference, number, reader), reader
    for reader in (HEALTH_VISITOR, CLASS_TEACHER, lead(HCRG)):
        assert found(context, reference, number, reader) is None, reader
        assert code_of(asked_to_add(context, reference, reader, audience="group")) == "no_such_case"
    assert fits(context)


def test_an_agency_adds_to_its_own_return_and_reads_that_alone(at_work: AtWork) -> None:
    context = at_work.context
    review = stored_review(context, at_work.clock, P.RAPID_REVIEW_GATHERING)
    reference, own = review.reference, lead(HCRG)
    number = added(context, reference, own, audience="group", of_own_return=True)
    other = added(context, reference, lead(POLICE), audience="group", of_own_return=True)
    assert entries_of(context, reference)[-2].facts["agency"] == HCRG
    assert found(context, reference, number, own, of_own_return=True)
    assert found(context, reference, number, HEAD_OF_SERVICE, of_own_return=True), "who answers above them reads it"
    assert found(context, reference, number, HEALTH_VISITOR, of_own_return=True) is None
    assert found(context, reference, other, own, of_own_return=True) is None
    assert found(context, reference, number, lead(POLICE), of_own_return=True) is None
    assert found(context, reference, number, CLASS_TEACHER, of_own_return=True) is None
    assert found(context, reference, number, BUSINESS_MANAGER), "who reads the review reads its returns"
    refused = asked_to_add(context, reference, HEAD_OF_SERVICE, b"Mine.", audience="group", of_own_return=True)
    assert code_of(refused) == "not_yours"
    assert code_of(withdrawn(context, reference, other, own, of_own_return=True)) == "no_such_document"
    assert code_of(withdrawn(context, reference, number, own, of_own_return=True)) == "added"
    assert entries_of(context, reference)[-1].facts["agency"] == HCRG
    assert fits(context)
