"""Files that are no procedure at all: each is refused in plain words, and none hangs or ends the program."""

from pathlib import Path

import pytest

from procedures.catalogue import LIBRARY, load
from procedures.reading import read_procedure
from tests.procedures.variations import faults_of

ESSEX = (LIBRARY / "essex.yaml").read_text(encoding="utf-8")

NOT_A_PROCEDURE = [
    ("an empty file", b"", 1, "expected fields, each a name, a colon and a value; found nothing"),
    ("only a comment", b"# nothing\n", 1, "found nothing"),
    ("a list", b"- id: essex\n", 1, "found something else"),
    ("a word", b"essex", 1, "found something else"),
    ("a tab", b"id: x\nstages:\n\t- id: y\n", 3, "a tab stands here: indent with spaces"),
    ("an open bracket", b"id: x\nto: [a, b\n", 2, "check the indentation, the brackets and the quotes"),
    ("an open quote", b"id: x\ntitle: 'y\n", 2, "not valid YAML"),
    ("a colon inside a text", b"id: x\ntitle: London: a ladder\n", 2, "put a text with a colon in quotes"),
    ("not UTF-8", "id: x\ntitle: caf\u00e9\n".encode("latin-1"), 2, "not UTF-8 text: save the file as UTF-8"),
    ("a control character", b"id: x\ntitle: \x01\n", 2, "a control character stands here"),
    ("a control character by escape", b'id: x\ntitle: "a\\x01b"\n', 2, "a control character stands here: leave it out"),
    ("half a letter", b'id: x\ntitle: "\\ud83d"\n', 2, "invalid Unicode character"),
    ("two documents", b"id: x\n---\nid: y\n", 2, "but found another document"),
    ("an unknown alias", b"id: *nowhere\n", 1, "found undefined alias"),
    ("a tag", b"id: x\ntitle: !!python/object:os.system {}\n", 2, "expected text"),
    ("a tag on a text", b"id: x\ntitle: !secret y\n", 2, "YAML tags, such as !secret, are not read here"),
    ("a merge key", b"id: x\nhold:\n  <<: {allowed: true}\n", 3, "merge keys are not read here: use `extends`"),
    ("a list as a key", b"id: x\n? [a]\n: b\n", 2, "expected the name of a field before the colon"),
    ("an endless number", b"id: x\nquorum: " + b"9" * 5000, 2, "is not a number that can be read"),
    ("an alias of itself", b"id: x\nstages: &all [*all]\n", 2, "aliases repeat values"),
    ("nested without end", b"id: " + b"[" * 300_000, 1, "the file is nested too deeply"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "words"), [example[1:] for example in NOT_A_PROCEDURE],
                         ids=[example[0] for example in NOT_A_PROCEDURE])  # fmt: skip
def test_what_is_no_procedure_is_refused_in_words(tmp_path: Path, content: bytes, line: int, words: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    fault = next(fault for fault in faults_of(path) if words in str(fault))
    assert (fault.file, fault.line) == (str(path), line)


def test_aliases_that_double_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    path = tmp_path / "x.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "aliases repeat values" in faults_of(path)[0].expected


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"title: x\n" * 1_200_000)
    assert faults_of(path)[0].expected == "this file is larger than 1,000,000 bytes, and is not read"


def test_a_file_of_too_many_values_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("to: [" + "a," * 60_000 + "]", encoding="utf-8")
    assert "the file holds too many values" in faults_of(path)[0].expected


def test_a_directory_and_a_missing_file_are_named(tmp_path: Path) -> None:
    assert "this is a directory" in faults_of(tmp_path)[0].expected
    assert "there is no such file" in faults_of(tmp_path / "nowhere.yaml")[0].expected
    assert "cannot be the name of a file" in faults_of(Path("x\0.yaml"))[0].expected


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "essex.yaml"
    path.write_text(ESSEX, encoding="utf-8-sig")
    assert read_procedure(path, (LIBRARY,)) == load("essex")
