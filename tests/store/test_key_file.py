"""The file of keys: what stands in it, who may read it, and what is said where it cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from store.key_file import KeyFile
from store.sessions import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "narrative.keys"


def lines_of(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def test_a_new_key_comes_first_and_the_file_is_for_its_owner_alone(path: Path) -> None:
    file = KeyFile(path)
    assert file.ring().keys == ()
    first, second = file.add(), file.add()
    assert [key.id for key in KeyFile(path).ring().keys] == [second.id, first.id]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [line.split()[0] for line in lines_of(path)] == [second.id, first.id]
    assert list(path.parent.iterdir()) == [path]


def test_who_may_read_it_stays_as_somebody_has_set_it(path: Path) -> None:
    file = KeyFile(path)
    file.add()
    path.chmod(0o640)
    file.add()
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_process_at_work_takes_up_what_another_has_changed(path: Path) -> None:
    at_work, elsewhere = KeyFile(path), KeyFile(path)
    first = elsewhere.add()
    assert at_work.ring().first == first
    second = elsewhere.add()
    assert at_work.ring().first == second
    path.unlink()
    assert at_work.ring().first is None


def test_a_retired_key_is_put_aside_and_not_lost(path: Path) -> None:
    file = KeyFile(path)
    old, new = file.add(), file.add()
    aside = file.put_away(old)
    assert aside == path.with_name(f"narrative.keys.retired-{old.id}")
    assert aside.stat().st_mode & 0o777 == 0o600
    assert file.ring().keys == (new,)
    assert KeyFile(aside).ring().keys == (old,)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line[:-2],
        lambda line: line.replace(line[0], "f" if line[0] != "f" else "e", 1),
        lambda line: line + " more",
        lambda line: line.split()[0],
        lambda _: "something else",
    ],
    ids=["cut short", "another id", "too much", "no secret", "nothing of ours"],
)
def test_a_line_that_is_no_key_is_named_and_not_quoted(path: Path, spoil: object) -> None:
    file = KeyFile(path)
    file.add()
    (line,) = lines_of(path)
    assert callable(spoil)
    path.write_text(f"# A remark.\n\n{spoil(line)}\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"narrative\.keys, line 3: this is no key as it was written\.") as problem:
        file.ring()
    assert line.split()[1][:8] not in str(problem.value)


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=rf"The keys in {tmp_path} cannot be read: Is a directory\."):
        KeyFile(tmp_path).ring()
    (tmp_path / "binary").write_bytes(os.urandom(64) + b"\xff")
    with pytest.raises(StoreError, match=r"cannot be read: it is not a text in UTF-8\."):
        KeyFile(tmp_path / "binary").ring()
    with pytest.raises(StoreError, match=r"The keys in .*narrative\.keys cannot be read: Not a directory\."):
        KeyFile(tmp_path / "binary" / "narrative.keys").add()
    with pytest.raises(StoreError, match=r"The keys cannot be written to /proc/narrative\.keys: No such file"):
        KeyFile(Path("/proc/narrative.keys")).add()
