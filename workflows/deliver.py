"""The sweep that delivers what waits in the outbox: claim and lease, send outside any transaction, write it down."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from queue import SimpleQueue

from notifications import channels
from notifications.delivery import DeliveryState
from notifications.delivery_decision import LEASE
from notifications.notice import NoticeError
from notifications.outcome import Outcome, OutcomeKind
from store.outbox import held_up, hold_up, is_due, lease, put_back
from store.sessions import reading, writing
from store.stored_notice import StoredNotice
from store.sweeps import sweep_finished
from workflows.context import EngineContext
from workflows.notice_message import message_of
from workflows.parcels import Parcel, Sorted, sort_claimed
from workflows.settling import settle_outcome
from workflows.trip_points import reached
from workflows.undelivered import tell_others
from workflows.ways_out import WaysOut, channel_settings

AT_ONCE = 8
"""Messages sent at the same time. A mail costs some tenths of a second, nearly all of it waiting for the server."""

_BATCH_FOR_EACH = 4
# Half of the lease may pass before a message's turn comes; what is left is three times what one mail can take.
_PATIENCE_SECONDS = LEASE.total_seconds() / 2


@dataclass(frozen=True)
class DeliveryReport:
    """What one delivery sweep did with how many notices. Each is counted once, by what became of it last.

    `retried` failed for now; `held_up` were not tried because their way out does not work; `redirected` did not reach
    their person and went to others. `undelivered` are the references of cases in which somebody could not be reached.
    """

    at: datetime
    sent: int
    retried: int
    failed: int
    nobody_configured: int
    cancelled: int
    redirected: int
    held_up: int
    undelivered: tuple[str, ...]
    milliseconds: float


@dataclass
class _Tally:
    states: dict[int, str] = field(default_factory=dict)
    """By notice: what became of it last."""
    held_up: set[int] = field(default_factory=set)
    undelivered: dict[str, None] = field(default_factory=dict)

    @property
    def by_state(self) -> Counter[str]:
        """How many notices came to each state."""
        return Counter(self.states.values())

    @property
    def only_held_up(self) -> int:
        """How many notices were held up and not tried."""
        return len(self.held_up - self.states.keys())

    def add(self, notice: StoredNotice, state: str) -> None:
        self.states[notice.id] = state
        if state in (DeliveryState.FAILED, DeliveryState.NOBODY_CONFIGURED):
            self.undelivered[notice.case_reference or notice.template] = None


def deliver(context: EngineContext, *, at_once: int = AT_ONCE, everything: bool = False) -> DeliveryReport:
    """Send every notice that is due, and give to others what could not reach its person.

    Safe to repeat, to kill, and to run twice at once: a notice may arrive twice then, under one key and Message-ID.
    One person's notices go out in the order in which they were queued; with `at_once` 1 all do. `everything` tries
    what a refused sign-in holds up before its time as well.
    """
    began, now = time.perf_counter(), context.clock.now()
    tally = _Tally()
    with ThreadPoolExecutor(at_once) as pool:
        work = _Work(context, pool, at_once, tally)
        work.look_at_ways_out(now, everything=everything)
        while True:
            while work.send_a_batch(now):
                pass
            told = tell_others(context.engine, context.clock.now())
            tally.states |= dict.fromkeys(told.notices, DeliveryState.REDIRECTED)
            tally.undelivered |= dict.fromkeys(told.references)
            if not told.references:
                break
            now = context.clock.now()
    by_state = tally.by_state
    report = DeliveryReport(
        at=now,
        sent=by_state[DeliveryState.SENT],
        retried=by_state[DeliveryState.TRY_AGAIN],
        failed=by_state[DeliveryState.FAILED],
        nobody_configured=by_state[DeliveryState.NOBODY_CONFIGURED],
        cancelled=by_state[DeliveryState.CANCELLED],
        redirected=by_state[DeliveryState.REDIRECTED],
        held_up=tally.only_held_up,
        undelivered=tuple(tally.undelivered),
        milliseconds=(time.perf_counter() - began) * 1000,
    )
    sweep_finished(context.engine, "deliver", context.clock.now(), {**by_state, "held_up": report.held_up})
    return report


class _Work:
    """One sweep's sending. Only the thread that calls touches the store; those of the pool send and nothing else."""

    def __init__(self, context: EngineContext, pool: ThreadPoolExecutor, at_once: int, tally: _Tally) -> None:
        self._context = context
        self._pool = pool
        self._at_once = at_once
        self._tally = tally
        self._channels = channel_settings(context.settings)
        self._ways = WaysOut(self._channels)
        # A clock that runs fast uses up a lease faster than the server can answer.
        self._lease = LEASE * max(1.0, context.clock.speed)
        self._results: SimpleQueue[tuple[Parcel, Outcome | None]] = SimpleQueue()

    def look_at_ways_out(self, now: datetime, *, everything: bool) -> None:
        with reading(self._context.engine) as connection:
            waiting = held_up(connection)
        if waiting:
            with writing(self._context.engine) as connection:
                self._ways.look(connection, waiting, now, everything=everything)

    def send_a_batch(self, now: datetime) -> bool:
        """Claim, send and settle some notices. False if there was none."""
        with reading(self._context.engine) as connection:
            if not is_due(connection, now):
                return False
        with writing(self._context.engine) as connection:
            sorted_ = sort_claimed(connection, now, self._at_once * _BATCH_FOR_EACH, self._ways, self._channels)
            self._keep_count(sorted_)
            parcels = sorted_.to_send
            leased = lease(connection, [parcel.notice for parcel in parcels], self._context.clock.now() + self._lease)
        for parcel, notice in zip(parcels, leased, strict=True):
            parcel.leased = notice
        reached("deliver.leased")
        self._send(parcels)
        return sorted_.claimed > 0

    def _keep_count(self, sorted_: Sorted) -> None:
        for notice, state in sorted_.settled:
            self._tally.add(notice, state)
        self._tally.held_up |= {notice.id for notice in sorted_.held_up}

    def _send(self, parcels: list[Parcel]) -> None:
        in_turn: dict[str, list[Parcel]] = {}
        for parcel in parcels:
            in_turn.setdefault(parcel.notice.recipient if self._at_once > 1 else "", []).append(parcel)
        latest = time.monotonic() + _PATIENCE_SECONDS
        for theirs in in_turn.values():
            self._pool.submit(self._send_in_turn, theirs, latest)
        waiting, untried = len(parcels), []
        while waiting:
            results = [self._results.get()]
            while not self._results.empty():
                results.append(self._results.get())
            waiting -= len(results)
            untried += [parcel for parcel, outcome in results if outcome is None]
            self._settle([(parcel, outcome) for parcel, outcome in results if outcome is not None])
        if untried:
            self._put_back(untried)

    def _send_in_turn(self, parcels: list[Parcel], latest: float) -> None:
        for parcel in parcels:
            outcome = None
            if time.monotonic() < latest and not self._ways.is_stopped(parcel.way):
                try:
                    outcome = self._send_one(parcel)
                except Exception as problem:  # noqa: BLE001 - one message must not stop the others
                    # Its own words could repeat an address.
                    outcome = Outcome(OutcomeKind.TRY_AGAIN, f"It could not be sent: {type(problem).__name__}.")
            self._results.put((parcel, outcome))

    def _send_one(self, parcel: Parcel) -> Outcome:
        now = self._context.clock.now()
        try:
            message = message_of(
                parcel.notice, parcel.meant_for, parcel.directory, parcel.calendar, now, self._context.settings
            )
        except NoticeError:
            return Outcome(OutcomeKind.PERMANENT, "The notice could not be put into words.")
        outcome = channels.send(message, parcel.address, self._channels, now=now, repeated=parcel.notice.attempts > 0)
        if outcome.kind is OutcomeKind.SENT:
            reached("deliver.sent")
        elif outcome.ours and parcel.way is not None:
            self._ways.stop(parcel.way, now)
        return outcome

    def _settle(self, results: list[tuple[Parcel, Outcome]]) -> None:
        now = self._context.clock.now()
        with writing(self._context.engine) as connection:
            for parcel, outcome in results:
                settled = settle_outcome(connection, parcel.leased, outcome, now, parcel.way)
                if outcome.ours and parcel.way is not None and settled.next_attempt_at is not None:
                    self._ways.stop(parcel.way, settled.next_attempt_at)
                elif not outcome.ours:
                    self._ways.works(connection, parcel.way)
                self._tally.add(parcel.notice, settled.state)
        reached("deliver.settled")

    def _put_back(self, parcels: list[Parcel]) -> None:
        """Undo the lease of what was not tried; what waits for a way that has just failed goes on waiting for it."""
        now = self._context.clock.now()
        with writing(self._context.engine) as connection:
            put_back(connection, [parcel.notice for parcel in parcels])
            for way in {parcel.way for parcel in parcels if parcel.way and self._ways.is_stopped(parcel.way)}:
                theirs = [parcel.notice for parcel in parcels if parcel.way == way]
                hold_up(connection, theirs, way, self._ways.stopped_until(way), now)
                self._tally.held_up |= {notice.id for notice in theirs}
