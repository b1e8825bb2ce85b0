"""`goldenthread store new-key`, `rotate` and `retire-key`, and what commands say where a key is missing."""

from pathlib import Path

import pytest

from procedures.review_course import ReviewPosition
from store.key_file import KeyFile
from tests.command_line.conftest import Typed, TypedReview


@pytest.fixture
def keys(settled_in: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_keys_file: Path) -> Path:
    """A file of this test's own, with the key under which the case was written."""
    path = tmp_path / "narrative.keys"
    path.write_bytes(made_keys_file.read_bytes())
    monkeypatch.setenv("GOLDENTHREAD_NARRATIVE_KEYS_FILE", str(path))
    return path


def ids_in(path: Path) -> list[str]:
    return [key.id for key in KeyFile(path).ring().keys]


def test_a_key_is_made_everything_brought_under_it_and_the_old_one_retired(settled_in: Typed, keys: Path) -> None:
    (old,) = ids_in(keys)
    made = settled_in.type_in("store", "new-key")
    new = ids_in(keys)[0]
    assert made.exit_code == 0
    assert made.stdout.splitlines() == [
        f"The key {new} is made and encrypts from now on. Back up the file of keys, apart from the database.",
        "What was written before is still under older keys: goldenthread store rotate",
    ]
    refused = settled_in.type_in("store", "retire-key", old)
    assert (refused.exit_code, refused.stderr) == (
        2,
        f"1 text is still encrypted with the key {old}. First: goldenthread store rotate\n",
    )
    rotated = settled_in.type_in("store", "rotate")
    assert rotated.stdout.splitlines() == [
        "1 text encrypted anew.",
        f"Key {new} (encrypts): 1 text.",
        f"Key {old}: 0 texts.",
    ]
    retired = settled_in.type_in("store", "retire-key", old)
    assert retired.stdout.startswith(f"The key {old} is retired. It is now in {keys}.retired-{old}: back-ups of the")
    assert settled_in.type_in("store", "status").stdout.splitlines()[1:] == [f"Key {new} (encrypts): 1 text."]
    assert "What it is about." in settled_in.type_in("case", "show", settled_in.reference).stdout
    assert settled_in.type_in("verify").exit_code == 0


@pytest.mark.parametrize("lost", ["gone", "another", "spoilt"])
def test_without_its_key_a_case_is_still_shown_and_says_what_to_do(settled_in: Typed, keys: Path, lost: str) -> None:
    (old,) = ids_in(keys)
    keys.unlink()
    if lost == "another":
        made = settled_in.type_in("store", "new-key")
        assert made.stdout.splitlines()[1] == (
            f"The key {old} is missing, so 1 text cannot be read. Put it back from the back-up of the keys."
        )
    elif lost == "spoilt":
        keys.write_text("no key\n")
    shown = settled_in.type_in("case", "show", settled_in.reference)
    if lost == "spoilt":
        assert (shown.exit_code, shown.stdout) == (2, "")
        assert shown.stderr.startswith(f"{keys}, line 1: this is no key as it was written. Put the file back")
        return
    assert shown.exit_code == 0
    assert f"What was written here cannot be read: its key {old} is not in {keys}. Put it back" in shown.stdout
    assert "What it is about." not in shown.stdout
    checked = settled_in.type_in("verify")
    assert checked.exit_code == 0
    assert "What was written in 1 entry could not be read: the key is not there, so only the hash" in checked.stdout


@pytest.mark.parametrize(
    "command",
    [
        ["case", "act", "{reference}", "acknowledge", "--as", "social_worker_ecc", "note=Seen."],
        ["store", "rotate"],
    ],
)
def test_nothing_is_written_without_a_key(settled_in: Typed, keys: Path, command: list[str]) -> None:
    keys.unlink()
    result = settled_in.type_in(*(word.format(reference=settled_in.reference) for word in command))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"There is none in {keys}. If there was one, put the file back from the back-up of the keys" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_clocks_run_without_a_key(settled_in: Typed, keys: Path) -> None:
    keys.unlink()
    for command in ("tick", "deliver", "digest", "health"):
        assert "key" not in settled_in.type_in(command).output


def test_with_postgresql_the_file_has_to_be_named(
    postgresql_url: str, settled_in: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDENTHREAD_DATABASE_URL", postgresql_url)
    monkeypatch.delenv("GOLDENTHREAD_NARRATIVE_KEYS_FILE")
    made = settled_in.type_in("store", "new-key")
    assert (made.exit_code, made.stderr) == (
        2,
        "Keys need a file outside the database. Set GOLDENTHREAD_NARRATIVE_KEYS_FILE to where it is to be.\n",
    )


def test_a_bundle_without_the_key_says_so_and_can_be_checked(settled_in: Typed, keys: Path) -> None:
    keys.unlink()
    made = settled_in.type_in("bundle", settled_in.reference)
    assert made.exit_code == 0, made.output
    page = Path(f"{settled_in.reference}.html").read_text(encoding="utf-8")
    assert "What was written here could not be read when this file was made." in page
    checked = settled_in.type_in("bundle", "--check", f"{settled_in.reference}.html")
    assert checked.exit_code == 0
    assert (
        "What was written in 1 entry could not be read when it was made, so only its hash is in it." in checked.stdout
    )


@pytest.mark.parametrize("review_at", [ReviewPosition.RAPID_REVIEW_SIGN_OFF], indirect=True)
def test_no_document_says_not_recorded_of_what_cannot_be_read(
    review_at: TypedReview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDENTHREAD_NARRATIVE_KEYS_FILE", str(tmp_path / "lost.keys"))
    result = review_at.type_in("review", "report", review_at.reference)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{review_at.reference}, entry 1: What was written here cannot be read: its key ")
    assert result.stderr.endswith("The document is not written.\n")
    assert not list(tmp_path.glob("*.docx"))
