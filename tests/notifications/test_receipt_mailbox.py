"""Receipts read from mailboxes: mbox, Maildir and IMAP."""

import mailbox
import socketserver
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_string
from pathlib import Path

import pytest

from notifications.receipts import ReceiptKind, UnreadableReceiptsError, receipts_from
from tests.notifications.imap_server import ImapFolder, imap_server
from tests.notifications.mails_that_came_back import KEY, answer, recipient, report
from tests.notifications.smtp_servers import free_port, raw_server

NOW = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
MAILS = [
    report([recipient("failed", "5.1.1")]),
    answer(),
    answer(to="In-Reply-To: <other@mail.example.org>"),
]
FOUND = [ReceiptKind.BOUNCED_HARD, ReceiptKind.REPLIED]


def fill(box: mailbox.mbox | mailbox.Maildir) -> None:
    for words in MAILS:
        box.add(message_from_string(words))
    box.close()


def read(source: str, *, timeout_seconds: float = 30) -> tuple[list[ReceiptKind], int]:
    with receipts_from(source, NOW, timeout_seconds=timeout_seconds) as reading:
        assert {receipt.key for receipt in reading.receipts} <= {KEY}
        return [receipt.kind for receipt in reading.receipts], reading.mails


def test_an_mbox_file(tmp_path: Path) -> None:
    fill(mailbox.mbox(tmp_path / "receipts.mbox"))
    before = (tmp_path / "receipts.mbox").read_bytes()
    assert read(str(tmp_path / "receipts.mbox")) == (FOUND, 3)
    assert (tmp_path / "receipts.mbox").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["receipts.mbox"]


def test_an_empty_mbox_file(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert read(str(tmp_path / "empty")) == ([], 0)


def test_a_maildir_folder(tmp_path: Path) -> None:
    fill(mailbox.Maildir(tmp_path / "receipts"))
    kinds, mails = read(str(tmp_path / "receipts"))
    assert (sorted(kinds), mails) == (sorted(FOUND), 3)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing", "There is no file or folder"),
        ("letter.eml", "not an mbox file: its first line has to begin with 'From '"),
        ("folder", "not a Maildir"),
        ("pop://host/x", "and from nothing else"),
    ],
)
def test_what_is_no_mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("letter.eml").write_text(answer(), encoding="utf-8")
    Path("folder").mkdir()
    with pytest.raises(UnreadableReceiptsError, match=words):
        read(name)


@pytest.fixture
def folder() -> Iterator[ImapFolder]:
    with imap_server(ImapFolder(list(MAILS))) as served:
        yield served


def url(folder: ImapFolder, *, account: str = "engine:pass%2Fword", name: str = "INBOX") -> str:
    return f"imap://{account}@127.0.0.1:{folder.port}/{name}?security=none"


def test_an_imap_mailbox(folder: ImapFolder) -> None:
    assert read(url(folder)) == (FOUND, 3)
    assert folder.seen == {1, 2, 3}
    assert read(url(folder)) == ([], 0)


def test_the_words_of_a_reply_are_never_fetched(folder: ImapFolder) -> None:
    read(url(folder))
    fetched = [command for command in folder.commands if "FETCH" in command]
    assert [command.split()[2] for command in fetched if "BODY.PEEK[]" in command] == ["1"]
    assert len(fetched) == 4


def test_mails_stay_unseen_where_their_receipts_could_not_be_recorded(folder: ImapFolder) -> None:
    with pytest.raises(OSError, match="disk full"), receipts_from(url(folder), NOW):
        raise OSError("disk full")
    assert folder.seen == set()
    assert read(url(folder)) == (FOUND, 3)


def test_a_mailbox_that_refuses(folder: ImapFolder) -> None:
    with pytest.raises(UnreadableReceiptsError, match="refused the sign-in") as refusal:
        read(url(folder, account="engine:s3cret"))
    assert "s3cret" not in str(refusal.value)
    with pytest.raises(UnreadableReceiptsError, match="no folder 'Elsewhere'"):
        read(url(folder, name="Elsewhere"))


def test_a_mailbox_that_breaks_off(folder: ImapFolder) -> None:
    folder.breaks_off_at = "UID FETCH 2"
    with pytest.raises(UnreadableReceiptsError, match="the connection broke"):
        read(url(folder))
    assert folder.seen == set()


def test_a_password_is_not_sent_in_the_clear_unless_that_is_asked_for(folder: ImapFolder) -> None:
    with pytest.raises(UnreadableReceiptsError, match="could not be read"):
        read(url(folder).removesuffix("?security=none"))
    assert not [command for command in folder.commands if "LOGIN" in command]


def test_a_server_that_is_not_there_or_does_not_answer() -> None:
    with pytest.raises(UnreadableReceiptsError, match="could not be reached"):
        read(f"imaps://engine:x@127.0.0.1:{free_port()}/INBOX")

    def says_nothing(connection: socketserver.StreamRequestHandler) -> None:
        connection.rfile.read()

    with (
        raw_server(says_nothing) as port,
        pytest.raises(UnreadableReceiptsError, match="did not answer in time"),
    ):
        read(f"imap://engine:x@127.0.0.1:{port}/INBOX?security=none", timeout_seconds=0.3)


@pytest.mark.parametrize(
    "source",
    ["imaps://", "imaps://host/INBOX", "imaps://engine@host/INBOX", "imaps://e:p@host:x/", "imap://e:p@[h/"],
)
def test_an_incomplete_address(source: str) -> None:
    with pytest.raises(UnreadableReceiptsError, match="is missing or is not one"):
        read(source)
