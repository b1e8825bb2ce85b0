"""What people write stands in the database as ciphertext alone, and comes back to those who have the key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from procedures.catalogue import load
from procedures.review_course import ReviewPosition
from states.actions import Answer, RaiseDisagreement
from store.cases import open_case_like
from store.drafts import delete_draft, drafts_of, save_draft
from store.key_file import KeyFile
from store.narrative_keys import HeldKeys, KeyMissing, NarrativeKey, NotAsEncrypted, keep_keys, new_key
from store.narratives import NARRATIVES
from store.record import canonical
from store.sessions import reading, writing
from store.throw_away import throw_away_store
from tests.at_work import MONDAY
from tests.partnership import HEALTH_VISITOR, SCHOOL_NURSE, SOCIAL_WORKER
from tests.reviews_at_work import stored_review
from tests.states.review_line import TEXT
from tests.store.recorded import CONCERN, ENTRIES, SECRET, filled, new_case, rows, texts_of
from tests.store.tampering import unguarded
from tests.store.written import is_anywhere
from workflows.clock import VirtualClock
from workflows.context import EngineContext
from workflows.door import Done, act, raise_disagreement
from workflows.drafts import mine, raise_draft, save
from workflows.settings import Settings
from workflows.tick import sweep

MARKER = "Zz-nobody-finds-this"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with filled(database_url) as opened:
        yield opened


def concern_of(marker: str) -> RaiseDisagreement:
    texts = {name: f"{marker} {name}" for name in RaiseDisagreement.NARRATIVE}
    return CONCERN.model_copy(update=texts)


def test_nothing_that_is_written_in_a_disagreement_is_found_in_the_store(engine: Engine) -> None:
    done = raise_disagreement(engine, concern_of(MARKER), HEALTH_VISITOR, load("essex"), MONDAY)
    assert isinstance(done, Done)
    act(engine, done.case.reference, Answer(answer=MARKER), SOCIAL_WORKER, MONDAY)
    saved = save(engine, HEALTH_VISITOR, {"child_reference": MARKER, "about": MARKER}, MONDAY)
    assert isinstance(saved, int)
    save(engine, HEALTH_VISITOR, {"child_reference": MARKER, "about": f"{MARKER} again"}, MONDAY, saved)
    sweep(engine, MONDAY + timedelta(days=14))
    assert not is_anywhere(engine, MARKER)
    assert is_anywhere(engine, "threshold"), "what is not written by people is found, so the search looks"
    assert [words for _, words in texts_of(engine, done.case.reference)][:2] == [
        {name: f"{MARKER} {name}" for name in RaiseDisagreement.NARRATIVE},
        {"answer": MARKER},
    ]
    assert [draft.fields["about"] for draft in mine(engine, HEALTH_VISITOR)] == [f"{MARKER} again"]


def test_nor_in_a_review_that_has_gone_its_whole_way(engine: Engine, tmp_path: Path) -> None:
    """Every narrative of the whole line: none of them is kept in the open."""
    clock = VirtualClock(MONDAY)
    settings = Settings(database_url=engine.url.render_as_string(hide_password=False), home=tmp_path)
    world = stored_review(EngineContext(engine, settings, clock), clock, ReviewPosition.IMPACT_REVIEW)
    written = [words for _, words in texts_of(engine, world.reference) if words]
    assert len(written) > 10
    assert {text for words in written for text in words.values()} == {TEXT}
    assert not is_anywhere(engine, TEXT)


def test_the_same_words_twice_look_different(engine: Engine) -> None:
    for raiser in (HEALTH_VISITOR, SCHOOL_NURSE):
        raise_disagreement(engine, CONCERN, raiser, load("essex"), MONDAY)
    with reading(engine) as connection:
        hashes = connection.execute(select(ENTRIES.c.narrative_hash)).scalars().all()
        kept = connection.execute(select(NARRATIVES.c.ciphertext)).scalars().all()
    assert len(set(hashes)) == len(set(kept)) == 2


def test_a_second_click_is_known_by_its_words_and_no_other(engine: Engine) -> None:
    case = new_case(engine)
    words = canonical(CONCERN.narrative())
    other = canonical(concern_of(MARKER).narrative())
    with reading(engine) as connection:
        assert open_case_like(connection, HEALTH_VISITOR, words) == case.reference
        assert open_case_like(connection, SCHOOL_NURSE, words) is None
        assert open_case_like(connection, HEALTH_VISITOR, other) is None


@pytest.mark.parametrize("way", ["move", "remove", "replace whole"])
def test_the_database_itself_guards_what_was_written(engine: Engine, way: str) -> None:
    whole = {"sqlite": "INSERT OR REPLACE INTO narrative SELECT * FROM narrative", "postgresql": "TRUNCATE narrative"}
    statements = {
        "move": "UPDATE narrative SET number = 2",
        "remove": "DELETE FROM narrative",
        "replace whole": whole[engine.dialect.name],
    }
    new_case(engine)

    def change() -> None:
        with writing(engine) as connection:
            connection.execute(text(statements[way]))

    with pytest.raises(DBAPIError, match="only ever added to"):
        change()


def test_a_draft_opens_for_nobody_else_and_as_no_other(engine: Engine) -> None:
    with writing(engine) as connection:
        for about in ("one", "two"):
            save_draft(connection, HEALTH_VISITOR, {"about": about}, MONDAY)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE draft SET fields = (SELECT fields FROM draft AS other WHERE other.id = 1)"))
    with writing(engine) as connection:
        newest, oldest = drafts_of(connection, HEALTH_VISITOR)
        assert (oldest.fields, oldest.unreadable) == ({"about": "one"}, None)
        assert newest.fields == {}
        assert newest.unreadable
        assert delete_draft(connection, HEALTH_VISITOR, newest.id)


def test_a_lost_key_is_said_where_it_is_missed_and_stops_no_clock(engine: Engine, tmp_path: Path) -> None:
    case = new_case(engine)
    draft = save(engine, HEALTH_VISITOR, {"about": SECRET}, MONDAY)
    assert isinstance(draft, int)
    with reading(engine) as connection:
        lost = connection.execute(select(NARRATIVES.c.key)).scalar_one()
    path = tmp_path / "lost.keys"
    keep_keys(engine, KeyFile(path, made_when_first_needed=True))
    before = rows(engine)
    for attempt in (
        lambda: act(engine, case.reference, Answer(answer="Yes."), SOCIAL_WORKER, MONDAY),
        lambda: raise_disagreement(engine, CONCERN, HEALTH_VISITOR, load("essex"), MONDAY),
        lambda: save(engine, HEALTH_VISITOR, {}, MONDAY),
    ):
        with pytest.raises(KeyMissing, match=r"There is none in .*lost\.keys\. If there was one, put the file back"):
            attempt()
    assert rows(engine) == before
    assert not path.exists(), "a new key would hide that the old one is gone"
    report = sweep(engine, MONDAY + timedelta(days=14))
    assert report.fired > 2
    assert not report.stuck
    ((_, words), *_) = texts_of(engine, case.reference)
    assert words == {}
    (stored,) = mine(engine, HEALTH_VISITOR)
    assert stored.unreadable == (
        f"What was written here cannot be read: its key {lost} is not in {path}. "
        "Put it back from the back-up of the keys."
    )
    refused = raise_draft(engine, HEALTH_VISITOR, draft, load("essex"), MONDAY)
    assert getattr(refused, "reason", "") == stored.unreadable


def test_another_key_opens_nothing(engine: Engine) -> None:
    case = new_case(engine)
    keep_keys(engine, HeldKeys())
    assert texts_of(engine, case.reference) == [(1, {})]


def test_with_postgresql_keys_have_to_be_named(engine: Engine) -> None:
    keep_keys(engine, KeyFile(None))
    with pytest.raises(KeyMissing, match=r"Set GOLDENTHREAD_NARRATIVE_KEYS_FILE to a file outside the database"):
        new_case(engine)


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_on_one_machine_the_first_key_is_made_when_it_is_needed(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "home" / "narrative.keys"
    keep_keys(engine, KeyFile(path, made_when_first_needed=True))
    sweep(engine, MONDAY)
    assert not path.exists()
    case = new_case(engine)
    assert path.stat().st_mode & 0o777 == 0o600
    assert texts_of(engine, case.reference)[0][1]["about"] == SECRET


def test_what_does_not_belong_there_does_not_open() -> None:
    key = new_key()
    kept = key.encrypt("words", "entry 1 1")
    assert key.decrypt(kept, "entry 1 1") == "words"
    for wrong, place in (
        (kept, "entry 1 2"),
        (kept[:-1], "entry 1 1"),
        (kept[:5], "entry 1 1"),
        (b"", "entry 1 1"),
        ("words", "entry 1 1"),
        (None, "entry 1 1"),
    ):
        with pytest.raises(NotAsEncrypted):
            key.decrypt(wrong, place)
    with pytest.raises(NotAsEncrypted):
        new_key().decrypt(kept, "entry 1 1")


def test_nothing_about_a_key_is_printed() -> None:
    secret = os.urandom(32)
    assert secret.hex() not in repr(NarrativeKey(secret))
    assert str(secret) not in repr(NarrativeKey(secret))


def test_a_store_that_is_thrown_away_has_keys_of_its_own() -> None:
    with throw_away_store() as engine:
        keys = engine.get_execution_options()["narrative_keys"]
        assert isinstance(keys, HeldKeys)
