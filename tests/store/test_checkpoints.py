"""Checkpoints: complete or not there at all, chained, and in the way of whoever changes one."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from states.actions import Acknowledge
from store.checkpoints import CheckpointError, read_checkpoints, write_checkpoint
from store.verification import verify
from tests.at_work import MONDAY, do
from tests.partnership import HEALTH_VISITOR
from tests.store.conftest import ThreeCases


def written(cases: ThreeCases, times: int) -> list[Path]:
    return [write_checkpoint(cases.engine, cases.checkpoints, MONDAY) for _ in range(times)]


def test_a_checkpoint_has_the_head_of_every_case(cases: ThreeCases) -> None:
    (path,) = written(cases, 1)
    (checkpoint,) = read_checkpoints(cases.checkpoints)
    assert path.name == "checkpoint-000001.txt"
    assert [(head.reference, len(head.head)) for head in checkpoint.heads] == [
        (reference, 64) for reference in (cases.climbed, cases.settled, cases.fresh)
    ]
    assert {head.reference: head.version for head in checkpoint.heads}[cases.settled] == 4
    assert checkpoint.written_at == "2026-11-02T09:00:00.000000Z"
    assert checkpoint.previous == "0" * 64


def test_checkpoints_are_chained(cases: ThreeCases) -> None:
    first, _ = written(cases, 2)
    _, second = read_checkpoints(cases.checkpoints)
    assert second.previous == hashlib.sha256(first.read_bytes()).hexdigest()


def test_a_later_checkpoint_sees_what_has_happened_since(cases: ThreeCases) -> None:
    written(cases, 1)
    do(cases.context, cases.fresh, Acknowledge(note="Seen."), HEALTH_VISITOR)
    written(cases, 1)
    versions = [{h.reference: h.version for h in one.heads}[cases.fresh] for one in read_checkpoints(cases.checkpoints)]
    assert versions == [1, 2]
    assert verify(cases.engine, cases.checkpoints).fits


def test_nothing_unfinished_is_left_behind(cases: ThreeCases) -> None:
    written(cases, 2)
    assert sorted(path.name for path in cases.checkpoints.iterdir()) == [
        "checkpoint-000001.txt",
        "checkpoint-000002.txt",
    ]


def test_many_at_once_all_succeed_one_after_the_other(cases: ThreeCases) -> None:
    with ThreadPoolExecutor(6) as threads:
        paths = list(threads.map(lambda _: write_checkpoint(cases.engine, cases.checkpoints, MONDAY), range(6)))
    assert len(set(paths)) == 6
    assert [one.number for one in read_checkpoints(cases.checkpoints)] == [1, 2, 3, 4, 5, 6]


def test_there_are_none_where_there_is_no_directory(tmp_path: Path) -> None:
    assert list(read_checkpoints(tmp_path / "nowhere")) == []


def test_the_oldest_may_be_put_away(cases: ThreeCases) -> None:
    written(cases, 3)[0].unlink()
    assert verify(cases.engine, cases.checkpoints).checkpoints == 2
    assert verify(cases.engine, cases.checkpoints).fits


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("written 2026-11-02", "written 2026-11-03"), "was changed after it was written"),
        (lambda text: text[: len(text) // 2], "cut short or changed"),
        (lambda text: text.rpartition("D-")[0], "cut short or changed"),
        (lambda text: text.replace("cases 3", "cases 2"), "cut short or changed"),
        (lambda _: "", "cut short or changed"),
        (lambda text: text.replace("checkpoint 1", "checkpoint 9"), "cut short or changed"),
    ],
    ids=["another day", "half of it", "a case taken out", "another count", "empty", "another number"],
)
def test_a_checkpoint_that_was_changed(cases: ThreeCases, change: object, said: str) -> None:
    first, _ = written(cases, 2)
    assert callable(change)
    first.write_text(str(change(first.read_text())))
    found = verify(cases.engine, cases.checkpoints)
    assert [one.reference for one in found.misfits] == ["checkpoints"]
    assert "checkpoint-000001.txt" in found.misfits[0].said
    assert said in found.misfits[0].said


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_checkpoint_that_is_missing_between_two(cases: ThreeCases) -> None:
    written(cases, 3)[1].unlink()
    with pytest.raises(CheckpointError, match="Checkpoint 2 is missing"):
        list(read_checkpoints(cases.checkpoints))


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_place_that_cannot_be_written_is_said_in_plain_words(cases: ThreeCases, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointError, match="GOLDENTHREAD_CHECKPOINT_DIRECTORY"):
        write_checkpoint(cases.engine, tmp_path / "file", MONDAY)
