"""The watchdog: what it finds, whom it tells, and that it repairs nothing."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from procedures.catalogue import load
from procedures.language import Procedure
from store.key_file import KeyFile
from store.narrative_keys import keep_keys
from store.sessions import writing
from tests.at_work import MONDAY, AtWork, change_person, raised, settings_for
from tests.partnership import SOCIAL_WORKER
from tests.workflows.watched import found, with_settings
from workflows.case_checks import procedure_problems
from workflows.deliver import deliver
from workflows.digest import digest
from workflows.freshness import freshness
from workflows.tick import tick
from workflows.watchdog import watch

OPENED = ("disagreement can be raised", "practice review can begin")
"""What nobody can open while its rules cannot be read, as the watchdog says it."""


def test_all_is_well(working: AtWork) -> None:
    report = watch(working.context)
    assert (report.ok, report.problems, report.cases_checked, report.last_tick) == (True, (), 2, MONDAY)


def test_an_empty_store_is_well_before_the_engine_ever_ran(at_work: AtWork) -> None:
    assert watch(at_work.context).ok


def test_a_case_that_is_older_than_a_tick_may_take_and_no_tick_ever(at_work: AtWork) -> None:
    raised(at_work.context)
    assert found(watch(at_work.context)) == set()
    at_work.clock.advance_by(timedelta(minutes=6))
    assert ("engine_stopped", None) in found(watch(at_work.context))


def _change_case(connection: Connection, **changes: object) -> None:
    """Change what case 1 says of itself, behind the engine's back."""
    state = json.loads(connection.execute(text("SELECT state FROM cases WHERE id = 1")).scalar_one())
    state = {name: value for name, value in (state | changes).items() if value is not None}
    connection.execute(text("UPDATE cases SET state = :state WHERE id = 1"), {"state": json.dumps(state)})


def _end_clocks(connection: Connection) -> None:
    connection.execute(text("UPDATE clock SET ended_at = started_at WHERE case_id = 1"))


def _move_clock(connection: Connection) -> None:
    connection.execute(text("UPDATE clock SET owner = 'team_manager_ecc' WHERE case_id = 1 AND number = 1"))


def _lose_owner(connection: Connection) -> None:
    _change_case(connection, owner=None)
    connection.execute(text("UPDATE cases SET owner = NULL WHERE id = 1"))


def _lose_position(connection: Connection) -> None:
    _change_case(connection, position="headmasters.answering")
    connection.execute(text("UPDATE cases SET position = 'headmasters.answering' WHERE id = 1"))


def _close_on_paper(connection: Connection) -> None:
    _change_case(connection, closed_at=MONDAY.isoformat())


def _break_case(connection: Connection) -> None:
    connection.execute(text("UPDATE cases SET state = '{}' WHERE id = 1"))


def _change_rules(connection: Connection) -> None:
    connection.execute(text("UPDATE procedure_version SET text = '{}'"))


def _rename_clocks(connection: Connection) -> None:
    state = json.loads(connection.execute(text("SELECT state FROM cases WHERE id = 1")).scalar_one())
    _change_case(connection, clocks=[clock | {"clock": "unheard_of"} for clock in state["clocks"]])
    connection.execute(text("UPDATE clock SET clock = 'unheard_of' WHERE case_id = 1"))


@pytest.mark.parametrize(
    ("sabotage", "kind"),
    [
        (_end_clocks, "no_clock"),
        (_move_clock, "disagrees"),
        (_lose_owner, "no_owner"),
        (_lose_position, "position"),
        (_close_on_paper, "disagrees"),
        (_break_case, "unreadable"),
        (_rename_clocks, "leads_nowhere"),
    ],
)
def test_a_case_that_would_wait_in_silence(working: AtWork, sabotage: Callable[[Connection], None], kind: str) -> None:
    with writing(working.context.engine) as connection:
        sabotage(connection)
        before = connection.execute(text("SELECT * FROM cases, clock ORDER BY 1, 2")).all()
    report = watch(working.context)
    assert (kind, "D-2026-0001") in found(report)
    assert {reference for _, reference in found(report)} == {"D-2026-0001"}, "the other case is well"
    with writing(working.context.engine) as connection:
        after = connection.execute(text("SELECT * FROM cases, clock ORDER BY 1, 2")).all()
    assert sorted(map(repr, after)) == sorted(map(repr, before)), "it repairs nothing"


def test_a_procedure_that_was_changed_in_the_store(working: AtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    # What this process has read before, a watchdog that starts anew has not.
    monkeypatch.setattr("store.procedure_versions._thawed", {})
    with writing(working.context.engine) as connection:
        _change_rules(connection)
    assert found(watch(working.context)) == {("unreadable", "D-2026-0001"), ("unreadable", "D-2026-0002")}


def test_rules_of_the_partnerships_own_under_which_nobody_could_raise_anything(working: AtWork, tmp_path: Path) -> None:
    own = tmp_path / "own"
    context = with_settings(working, procedure_directory=own)
    gone = {problem.message for problem in watch(context).problems}
    assert gone == {f"No {what}: {own}: there is no such directory of procedures" for what in OPENED}
    own.mkdir()
    edition = "extends: essex\nedition: Ours\neffective_from: 2026-01-01\n"
    (own / "essex-ours.yaml").write_text(edition, encoding="utf-8")
    assert watch(context).ok
    slip = "stages: [{id: practitioners, clocks: [{id: practitioners_resolve, limit: 3 workdays}]}]\n"
    (own / "essex-ours.yaml").write_text(edition + slip, encoding="utf-8")
    (problem,) = watch(context).problems
    assert problem.message.startswith(f"No disagreement can be raised: {own}/essex-ours.yaml:4: stages.practitioners.")
    silent = "stages: [{id: practitioners, clocks: [{id: practitioners_resolve, stops: [acknowledged]}]}]\n"
    (own / "essex-ours.yaml").write_text(edition + silent, encoding="utf-8")
    assert {problem.kind for problem in watch(context).problems} == {"procedure"}


def test_somebody_who_left_and_nobody_stands_in(working: AtWork) -> None:
    change_person(working.context, SOCIAL_WORKER, left_on=MONDAY.date())
    assert found(watch(working.context)) == {("owner_gone", "D-2026-0001"), ("owner_gone", "D-2026-0002")}


def test_a_key_to_what_people_wrote_that_is_missing(working: AtWork, tmp_path: Path) -> None:
    others = KeyFile(tmp_path / "others.keys")
    others.add()
    keep_keys(working.context.engine, others)
    assert found(watch(working.context)) == {("key_missing", None)}
    (tmp_path / "others.keys").write_text("spoilt")
    assert found(watch(working.context)) == {("key_missing", None)}


def test_an_engine_that_stopped(working: AtWork) -> None:
    working.clock.advance_by(timedelta(minutes=4))
    assert watch(working.context).ok
    working.clock.advance_by(timedelta(days=2))
    stopped = found(watch(working.context))
    assert stopped >= {("engine_stopped", None), ("overdue", "D-2026-0001"), ("overdue", "D-2026-0002")}
    tick(working.context)
    deliver(working.context)
    assert watch(working.context).ok


def _days_of_work(working: AtWork, days: int) -> set[str]:
    """What the watchdog finds at the end of days on which clocks, delivery and it run, and nothing else does."""
    for _ in range(days):
        working.clock.advance_by(timedelta(days=1))
        tick(working.context)
        deliver(working.context)
        report = watch(working.context)
    return {problem.message for problem in report.problems}


def test_a_morning_mail_that_never_went_out_and_details_that_nobody_was_asked_for(working: AtWork) -> None:
    watch(working.context)
    assert _days_of_work(working, 6) == set()
    since = "has never run, and the watchdog has since Monday 2 November 2026 at 9am."
    assert _days_of_work(working, 1) == {f"The sweep digest {since}"}
    assert _days_of_work(working, 4) == {f"The sweep digest {since}", f"The sweep freshness {since}"}
    digest(working.context)
    freshness(working.context)
    assert _days_of_work(working, 1) == set()


def test_a_watch_by_hand_long_before_the_engine_was_started_is_no_work_of_the_engine(working: AtWork) -> None:
    watch(working.context)
    working.clock.advance_by(timedelta(days=20))
    assert _days_of_work(working, 5) == set()


def test_days_that_ran_fast_are_not_days_without_a_morning_mail(working: AtWork) -> None:
    watch(working.context)
    working.clock.speed = 60.0
    assert _days_of_work(working, 20) == set()
    working.clock.speed = 1.0
    assert _days_of_work(working, 5) == set()


def test_a_clock_that_runs_fast_is_given_as_much_real_time(working: AtWork) -> None:
    fast = working.context
    working.clock.speed = 60.0
    working.clock.advance_by(timedelta(minutes=5 * 60 - 1))
    assert ("engine_stopped", None) not in found(watch(fast))
    working.clock.advance_by(timedelta(minutes=2))
    assert ("engine_stopped", None) in found(watch(fast))


def test_notices_that_nobody_sends(working: AtWork) -> None:
    raised(working.context)
    working.clock.advance_by(timedelta(minutes=6))
    tick(working.context)
    assert ("notices_waiting", None) in found(watch(working.context))


def test_notices_that_cannot_go_out_because_nothing_is_set_up(working: AtWork) -> None:
    reference = raised(working.context)
    kept = working.context.settings
    deliver(replace(working.context, settings=settings_for(kept.database_url, kept.home)))
    report = watch(working.context)
    assert found(report) == {("nobody_configured", None)}
    assert report.problems[0].message == "1 notice cannot go out: What it goes out by is not set up."
    assert reference not in report.problems[0].message


def test_a_mail_server_that_stays_down(working: AtWork) -> None:
    raised(working.context)
    working.mailbox.answers["MAIL"] = "421 4.3.2 Shutting down"
    for minutes, expected in ((0, set()), (20, set()), (20, {("held_up", None)})):
        working.clock.advance_by(timedelta(minutes=minutes))
        tick(working.context)
        deliver(working.context)
        assert found(watch(working.context)) == expected


def test_cases_that_the_tick_could_not_work(working: AtWork) -> None:
    with writing(working.context.engine) as connection:
        _rename_clocks(connection)
    working.clock.advance_by(timedelta(days=2))
    tick(working.context)
    assert ("stuck", "D-2026-0001") in found(watch(working.context))


def test_a_procedure_that_cases_run_on_and_that_leads_into_silence() -> None:
    essex = load("essex")
    assert procedure_problems(essex) == []
    without_clocks = [stage | {"clocks": []} for stage in essex.model_dump(mode="json")["stages"]]
    mute = Procedure.model_validate(essex.model_dump(mode="json") | {"stages": without_clocks})
    assert {problem.kind for problem in procedure_problems(mute)} == {"procedure"}
