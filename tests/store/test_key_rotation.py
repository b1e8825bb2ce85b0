"""A new key while the engine works: everything comes under it, whatever is written or killed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, select

from procedures.catalogue import load
from states.actions import Acknowledge, Answer
from store import key_rotation
from store.cases import open_case_like
from store.drafts import DraftUnreadable
from store.key_file import KeyFile
from store.key_rotation import add_key, key_uses, missing_keys, retire_key, rotate
from store.narrative_keys import KeyMissing, NarrativeKey, keep_keys
from store.narratives import NARRATIVES, NarrativeReader, Unread, encrypting_key
from store.record import canonical
from store.sessions import StoreError, reading, writing
from store.verification import verify
from tests.at_work import MONDAY
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER
from tests.store.recorded import CONCERN, SECRET, filled, new_case, texts_of
from workflows.door import Done, act, raise_disagreement
from workflows.drafts import mine, save


class Kept:
    """A store with its file of keys: three cases in which two entries each were written, and a draft."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.engine = engine
        self.file = KeyFile(path)
        self.first = self.file.add()
        keep_keys(engine, self.file)
        self.references = [new_case(engine).reference for _ in range(3)]
        for reference in self.references:
            act(engine, reference, Answer(answer=SECRET), SOCIAL_WORKER, MONDAY)
        save(engine, HEALTH_VISITOR, {"about": SECRET}, MONDAY)

    def uses(self) -> dict[str, tuple[int, int]]:
        """By key: how many narratives and drafts are under it."""
        with reading(self.engine) as connection:
            return {use.id: (use.narratives, use.drafts) for use in key_uses(connection)}

    def is_whole(self) -> bool:
        """Whether everything can be read as it was written."""
        found = verify(self.engine)
        texts = [words for reference in self.references for _, words in texts_of(self.engine, reference)]
        drafts = [draft.fields["about"] for draft in mine(self.engine, HEALTH_VISITOR)]
        return found.fits and found.unread == 0 and {} not in texts and drafts == [SECRET]


@pytest.fixture
def kept(database_url: str, tmp_path: Path) -> Iterator[Kept]:
    with filled(database_url) as engine:
        yield Kept(engine, tmp_path / "narrative.keys")


def test_everything_comes_under_the_new_key(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    before = verify(kept.engine)
    new = add_key(kept.engine, kept.file)
    assert kept.uses() == {new.id: (0, 0), kept.first.id: (6, 1)}
    assert sum(rotate(kept.engine)) == 7
    assert kept.uses() == {new.id: (6, 1), kept.first.id: (0, 0)}
    assert kept.is_whole()
    assert verify(kept.engine) == before, "the record does not know that it happened"
    assert sum(rotate(kept.engine)) == 0


def test_a_second_click_is_known_before_and_after(kept: Kept) -> None:
    def known() -> bool:
        with reading(kept.engine) as connection:
            return open_case_like(connection, HEALTH_VISITOR, canonical(CONCERN.narrative())) is not None

    add_key(kept.engine, kept.file)
    assert known()
    assert list(rotate(kept.engine))
    retire_key(kept.engine, kept.file, kept.first.id)
    assert known()


def test_what_is_killed_is_begun_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    new = add_key(kept.engine, kept.file)
    killed = rotate(kept.engine)
    assert next(killed) == 2
    killed.close()
    assert kept.uses() == {new.id: (2, 0), kept.first.id: (4, 1)}
    assert kept.is_whole()
    newest = add_key(kept.engine, kept.file)
    assert sum(rotate(kept.engine)) == 7
    assert kept.uses() == {newest.id: (6, 1), new.id: (0, 0), kept.first.id: (0, 0)}
    assert kept.is_whole()


def test_a_batch_that_fails_leaves_each_text_under_one_key_or_the_other(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = add_key(kept.engine, kept.file)
    encrypt, calls = NarrativeKey.encrypt, iter(range(4))

    def fails(self: NarrativeKey, text: str, place: str) -> bytes:
        if next(calls) == 3:
            raise MemoryError
        return encrypt(self, text, place)

    monkeypatch.setattr(NarrativeKey, "encrypt", fails)
    with pytest.raises(MemoryError):
        list(rotate(kept.engine))
    monkeypatch.setattr(NarrativeKey, "encrypt", encrypt)
    assert kept.uses() == {new.id: (0, 0), kept.first.id: (6, 1)}
    assert kept.is_whole()
    assert sum(rotate(kept.engine)) == 7


def test_people_write_while_it_goes_on(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 1)
    begun, problems = Event(), []

    def work() -> None:
        begun.wait(10)
        try:
            for reference in kept.references:
                done = raise_disagreement(kept.engine, CONCERN, HEALTH_VISITOR, load("essex"), MONDAY)
                assert isinstance(done, Done)
                kept.references = [*kept.references, done.case.reference]
                act(kept.engine, done.case.reference, Acknowledge(note="Seen."), SOCIAL_WORKER, MONDAY)
                assert texts_of(kept.engine, reference)[1] == (2, {"answer": SECRET})
        except BaseException as problem:  # noqa: BLE001 - it is raised again in the test's own thread
            problems.append(problem)

    worker = Thread(target=work)
    worker.start()
    new = add_key(kept.engine, kept.file)
    for _ in rotate(kept.engine):
        begun.set()
    worker.join(60)
    assert problems == []
    assert kept.uses() == {new.id: (12, 1), kept.first.id: (0, 0)}
    assert kept.is_whole()


def test_a_draft_that_was_saved_meanwhile_stays_as_it_was_typed_last(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_key(kept.engine, kept.file)
    renew = key_rotation._Drafts.renew
    (draft,) = mine(kept.engine, HEALTH_VISITOR)

    def saved_first(self: object, connection: object, row: object, *rest: object) -> int:
        from store.drafts import save_draft  # noqa: PLC0415 - in the rotation's own transaction, as SQLite has one writer

        save_draft(connection, HEALTH_VISITOR, {"about": "typed last"}, MONDAY, draft.id)  # type: ignore[arg-type]
        return renew(self, connection, row, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(key_rotation._Drafts, "renew", saved_first)
    list(rotate(kept.engine))
    assert [one.fields for one in mine(kept.engine, HEALTH_VISITOR)] == [{"about": "typed last"}]


def test_a_key_is_retired_once_nothing_uses_it(kept: Kept) -> None:
    with pytest.raises(StoreError, match=rf"The key {kept.first.id} is the first"):
        retire_key(kept.engine, kept.file, kept.first.id)
    new = add_key(kept.engine, kept.file)
    with pytest.raises(StoreError, match=rf"7 texts are still encrypted with the key {kept.first.id}\. First: "):
        retire_key(kept.engine, kept.file, kept.first.id)
    list(rotate(kept.engine))
    aside = retire_key(kept.engine, kept.file, kept.first.id)
    assert KeyFile(aside).ring().keys == (kept.first,)
    assert kept.file.ring().keys == (new,)
    assert kept.is_whole()
    with pytest.raises(StoreError, match=rf"There is no key {kept.first.id} in .*\. There are: {new.id}\."):
        retire_key(kept.engine, kept.file, kept.first.id)


def test_retiring_that_was_killed_before_the_file_was_written_is_done_again(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_key(kept.engine, kept.file)
    list(rotate(kept.engine))
    with monkeypatch.context() as patch:
        patch.setattr(KeyFile, "put_away", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            retire_key(kept.engine, kept.file, kept.first.id)
    assert retire_key(kept.engine, kept.file, kept.first.id).is_file()
    assert len(kept.file.ring().keys) == 1


def test_nobody_writes_with_a_key_that_was_retired(kept: Kept) -> None:
    """A process that read the file before it was changed must not bring a key back that is gone a moment later."""

    class Late:
        """The keys as they were before."""

        def __init__(self) -> None:
            self._ring = kept.file.ring()

        def ring(self) -> object:
            return self._ring

    late = Late()
    add_key(kept.engine, kept.file)
    list(rotate(kept.engine))
    retire_key(kept.engine, kept.file, kept.first.id)
    keep_keys(kept.engine, late)  # type: ignore[arg-type] # the rest of a source is asked only where there is no key
    with pytest.raises(KeyMissing, match=rf"The key {kept.first.id} was retired\. Try again"):
        new_case(kept.engine)


@pytest.mark.parametrize("store_kind", ["postgresql"])
@pytest.mark.postgresql
def test_retiring_waits_for_whoever_is_writing_with_the_key(kept: Kept) -> None:
    """On SQLite there is one writer anyway."""
    said: list[str] = []

    def retire() -> None:
        try:
            retire_key(kept.engine, kept.file, kept.first.id)
        except StoreError as problem:
            said.append(str(problem))

    with writing(kept.engine) as connection:
        assert encrypting_key(connection) == kept.first
        add = Thread(target=lambda: add_key(kept.engine, kept.file))
        add.start()
        add.join(30)
        list(rotate(kept.engine))
        waiting = Thread(target=retire)
        waiting.start()
        row = {"case_id": 1, "number": 3, "key": kept.first.id, "ciphertext": b""}
        connection.exec_driver_sql("ALTER TABLE narrative DROP CONSTRAINT narrative_case_id_number_fkey")
        connection.execute(NARRATIVES.insert().values(row))
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(30)
    assert said == [f"1 text is still encrypted with the key {kept.first.id}. First: goldenthread store rotate"]


def test_what_cannot_be_read_stays_and_is_counted(kept: Kept, tmp_path: Path) -> None:
    other = KeyFile(tmp_path / "other.keys")
    fresh = other.add()
    keep_keys(kept.engine, other)
    assert sum(rotate(kept.engine)) == 0
    assert kept.uses() == {fresh.id: (0, 0), kept.first.id: (6, 1)}
    with reading(kept.engine) as connection:
        assert [use.there for use in key_uses(connection)] == [True, False]
        assert set(connection.execute(select(NARRATIVES.c.key)).scalars()) == {kept.first.id}


def test_whoever_writes_just_when_a_key_is_retired_takes_up_the_new_one(kept: Kept) -> None:
    before = kept.file.ring()
    add_key(kept.engine, kept.file)
    list(rotate(kept.engine))
    retire_key(kept.engine, kept.file, kept.first.id)

    class ReadJustBefore:
        """The keys as they were when they are asked for first, and then as they are."""

        def __init__(self) -> None:
            self.rings = [before]

        def ring(self) -> object:
            return self.rings.pop() if self.rings else kept.file.ring()

    keep_keys(kept.engine, ReadJustBefore())  # type: ignore[arg-type] # the rest of a source is asked only without a key
    case = new_case(kept.engine)
    keep_keys(kept.engine, kept.file)
    assert texts_of(kept.engine, case.reference) == [(1, CONCERN.narrative())]


def test_what_was_read_under_a_key_that_is_retired_a_moment_later_is_still_opened(kept: Kept) -> None:
    with reading(kept.engine) as connection:
        reader = NarrativeReader(connection)
        row = connection.execute(select(NARRATIVES).limit(1)).one()
    new = add_key(kept.engine, kept.file)
    list(rotate(kept.engine))
    retire_key(kept.engine, kept.file, kept.first.id)
    opened = reader.opened(row.case_id, row.number, row.key, row.ciphertext)
    assert not isinstance(opened, Unread)
    with reading(kept.engine) as connection:
        row = connection.execute(select(NARRATIVES).limit(1)).one()
    assert row.key == new.id
    opened = reader.opened(row.case_id, row.number, row.key, row.ciphertext)
    assert not isinstance(opened, Unread), "nor does a reading that goes on for long miss a key that is new"


def test_missing_keys_are_those_that_something_needs(kept: Kept, tmp_path: Path) -> None:
    with reading(kept.engine) as connection:
        assert missing_keys(connection) == []
    other = KeyFile(tmp_path / "other.keys")
    other.add()
    keep_keys(kept.engine, other)
    with reading(kept.engine) as connection:
        assert missing_keys(connection) == [kept.first.id]


def test_nothing_is_saved_over_a_draft_that_cannot_be_read(kept: Kept, tmp_path: Path) -> None:
    other = KeyFile(tmp_path / "other.keys")
    other.add()
    keep_keys(kept.engine, other)
    (draft,) = mine(kept.engine, HEALTH_VISITOR)
    with pytest.raises(DraftUnreadable, match=f"its key {kept.first.id} is not in "):
        save(kept.engine, HEALTH_VISITOR, {"about": "new"}, MONDAY, draft.id)
    keep_keys(kept.engine, kept.file)
    assert [one.fields for one in mine(kept.engine, HEALTH_VISITOR)] == [{"about": SECRET}]


def test_without_a_key_it_says_what_to_do(kept: Kept, tmp_path: Path) -> None:
    keep_keys(kept.engine, KeyFile(tmp_path / "none.keys"))
    with pytest.raises(KeyMissing, match=r"There is no key to encrypt with\. There is none in .*none\.keys"):
        list(rotate(kept.engine))
