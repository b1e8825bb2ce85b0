"""From a row of the outbox to the message that goes out."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from notifications.dates import late_in_words
from notifications.notice import DigestItem, Message, Notice, OldDrafts
from notifications.wording import compose, compose_digest
from procedures.calendar import WorkingCalendar
from states.directory import Directory
from store.stored_notice import StoredNotice
from workflows.secret import link_token, secret_of
from workflows.settings import Settings
from workflows.still_wanted import DIGEST

CHASER = "chaser"
SIGN_IN = "sign_in"


def message_of(
    notice: StoredNotice,
    meant_for: str,
    directory: Directory,
    calendar: WorkingCalendar,
    now: datetime,
    settings: Settings,
) -> Message:
    """The message for a notice, in words that are true at `now`.

    In: whom the notice was first meant for, by code, so that a deputy reads in whose place it came; the calendar by
    which the case counts working days.

    Raises:
        NoticeError: the notice does not hold what its template needs.
    """
    title = directory.title_of(notice.recipient)
    if meant_for != notice.recipient and notice.template != "undelivered":
        title = f"{title} (in place of {directory.title_of(meant_for)})"
    if notice.template == DIGEST:
        return compose_digest(
            title,
            items_of(notice),
            date.fromisoformat(notice.facts["day"]),
            drafts=drafts_of(notice),
            key=notice.key,
            base_url=settings.base_url,
            safety_line=settings.safety_line,
        )
    facts = dict(notice.facts)
    if notice.template == SIGN_IN:
        # The outbox holds only the id: a link that could be read there would let its reader in.
        facts["token"] = link_token(secret_of(settings), facts.pop("link"))
    if notice.template == CHASER and "due" in facts:
        late = working_days_late(calendar, datetime.fromisoformat(facts["due"]), now)
        facts["late_words"] = late_in_words(late)
    return compose(
        Notice(notice.key, notice.template, notice.case_reference, facts, title),
        base_url=settings.base_url,
        safety_line=settings.safety_line,
    )


def working_days_late(calendar: WorkingCalendar, due: datetime, now: datetime) -> int:
    """How many working days have begun since the day on which something was due; 0 on that day itself."""
    day, today = calendar.day_of(due), calendar.day_of(now)
    days = (day + timedelta(days=offset) for offset in range(1, (today - day).days + 1))
    return sum(calendar.is_working_day(later) for later in days)


def digest_facts(items: list[DigestItem], day: date, drafts: OldDrafts | None = None) -> dict[str, str]:
    """A digest as the outbox keeps it: its day, what is owed as JSON text, and how many old drafts there are."""
    lines = [
        {
            "case_reference": item.case_reference,
            "stage": item.stage,
            "owes": item.owes,
            "due": item.due.isoformat(),
            "working_days_late": item.working_days_late,
        }
        for item in items
    ]
    facts = {"day": day.isoformat(), "items": json.dumps(lines, ensure_ascii=False)}
    if drafts is not None:
        facts |= {"drafts": str(drafts.number), "drafts_since": drafts.since.isoformat()}
    return facts


def drafts_of(notice: StoredNotice) -> OldDrafts | None:
    """The old drafts that a digest of the outbox tells of, or None."""
    if "drafts" not in notice.facts:
        return None
    return OldDrafts(int(notice.facts["drafts"]), date.fromisoformat(notice.facts["drafts_since"]))


def items_of(notice: StoredNotice) -> list[DigestItem]:
    """What a digest of the outbox lists."""
    return [
        DigestItem(**(line | {"due": datetime.fromisoformat(line["due"])}))
        for line in json.loads(notice.facts["items"])
    ]
