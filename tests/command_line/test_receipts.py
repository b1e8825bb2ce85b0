"""`goldenthread receipts` as somebody types it."""

import json
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from notifications.message_identity import message_id
from store.sessions import writing
from store.stored_notice import NOTICES
from tests.at_work import entries_of, notices_of
from tests.command_line.conftest import Typed


@pytest.fixture
def sent(settled_in: Typed) -> Typed:
    """A store whose one notice has been sent."""
    with writing(settled_in.context.engine) as connection:
        connection.execute(NOTICES.update().values(state="sent", attempts=1, next_attempt_at=None))
    return settled_in


def came_back(sent: Typed, *headers: tuple[str, str]) -> Path:
    """An mbox file with one answer to the notice, with further headers."""
    (notice,) = notices_of(sent.context, sent.reference)
    mail = EmailMessage()
    for name, words in (
        ("From", "social.worker.ecc@example.org"),
        ("Date", "Mon, 02 Nov 2026 09:30:00 +0000"),
        ("In-Reply-To", message_id(notice.key, "example.org")),
        *headers,
    ):
        mail[name] = words
    mail.set_content("Words that must go no further.")
    box = mailbox.mbox("receipts.mbox")
    box.add(mail)
    box.close()
    return Path("receipts.mbox")


def test_a_reply_in_a_mailbox_is_recorded_once(sent: Typed) -> None:
    box = came_back(sent)
    assert sent.type_in("receipts", "--mailbox", box).stdout == "receipts: 1 replied\n"
    assert sent.type_in("receipts", "--mailbox", box).stdout == "receipts: 1 known before\n"
    assert notices_of(sent.context, sent.reference)[0].state == "delivered"


def test_the_mailbox_of_the_settings_is_read_where_none_is_named(sent: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDENTHREAD_RECEIPTS_MAILBOX_URL", str(came_back(sent)))
    assert sent.type_in("receipts").stdout == "receipts: 1 replied\n"


def test_a_bounce_says_whose_notice_went_to_others(sent: Typed) -> None:
    result = sent.type_in(
        "receipts", "--mailbox", came_back(sent, ("X-Failed-Recipients", "social.worker.ecc@example.org"))
    )
    assert result.stdout == (
        f"receipts: 1 bounced hard\n{sent.reference}: a notice could not reach its person and went to others\n"
    )
    assert entries_of(sent.context, sent.reference)[-1].kind == "notice_undelivered"
    shown = sent.type_in("case", "show", sent.reference).stdout
    assert "A notice did not reach its person" in shown
    assert "What the notice was about: Something is owed" in shown
    assert "Who could not be reached: Social worker, family support and protection, Essex County Council" in shown


def test_what_gov_uk_notify_posts_from_a_file(sent: Typed) -> None:
    (notice,) = notices_of(sent.context, sent.reference)
    Path("callback.json").write_text(json.dumps({"reference": notice.key, "status": "delivered"}), encoding="utf-8")
    assert sent.type_in("receipts", "--webhook", "callback.json").stdout == "receipts: 1 delivered\n"


def test_a_key_that_nobody_knows_is_told(sent: Typed) -> None:
    Path("callback.json").write_text(
        '{"reference": "D-2025-0001/1/owed/a/email", "status": "delivered"}', encoding="utf-8"
    )
    result = sent.type_in("receipts", "--webhook", "callback.json")
    assert (result.exit_code, result.stdout) == (0, "receipts: none\n")
    assert result.stderr == "There is no notice with the key D-2025-0001/1/owed/a/email.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say where receipts come in: --mailbox, --webhook, or GOLDENTHREAD_RECEIPTS_MAILBOX_URL."),
        (["--mailbox", "nowhere.mbox"], "There is no file or folder nowhere.mbox."),
        (["--mailbox", "pop3://user@example.org"], "Receipts can be read from an mbox file"),
        (["--webhook", "nowhere.json"], "nowhere.json cannot be read: No such file or directory."),
        (["--webhook", "directory.json"], "This is not JSON."),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(settled_in: Typed, words: list[str], said: str) -> None:
    Path("directory.json").write_text("not json", encoding="utf-8")
    result = settled_in.type_in("receipts", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
