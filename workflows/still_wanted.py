"""Whether a notice is still wanted at the moment at which it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from store.stored_notice import StoredNotice

DIGEST = "digest"

# Owed to whoever owes a step: not wanted any more once the step is another's.
FOR_THE_OWNER = frozenset({"owed", "warning", "duty", "answered", "handed_over"})

# Word of what has happened. It stays true, whatever has happened since.
ALWAYS_WANTED = frozenset(
    {"expired_owner", "told", "outcome", "moved_up", "undelivered", "freshness", "stale_contacts", "webhook_disabled"}
)


def why_not_wanted(
    notice: StoredNotice,
    owners: Mapping[tuple[str, int], str],
    meant_for: str,
    business_support: Collection[str],
    today: date,
) -> str | None:
    """Why a notice need not go out any more, in plain words; None if it is still wanted.

    In: the owner of each clock that still runs, by case reference and clock number; whom the notice was first meant
    for, which is somebody else than its recipient if it was passed on; who is in the business support team; the
    London day.
    """
    if notice.template == DIGEST:
        return None if notice.facts["day"] == today.isoformat() else "The day that it was written for is over."
    if notice.clock is None or notice.template in ALWAYS_WANTED:
        return None
    owner = owners.get((notice.case_reference, notice.clock))
    if owner is None:
        return "What it asks for is no longer owed."
    if owner == meant_for:
        return None
    if notice.template in FOR_THE_OWNER or meant_for not in business_support:
        return "What it asks for is now owed by somebody else."
    return None
