"""A notice about a practice review that could not reach its person: an event, and the same word owed to others."""

from __future__ import annotations

from datetime import datetime

from procedures.review_language import ReviewProcedure
from states.decision import Decision, Refusal
from states.directory import Directory
from states.notice_failed import KIND, FailedNotice, Others, notices_to_others
from states.review import Review
from states.review_beside import beside


def review_notice_failed(
    review: Review, failed: FailedNotice, others: Others, rules: ReviewProcedure, directory: Directory, now: datetime
) -> Decision | Refusal:
    """Note on a review that a notice did not reach its person, and owe it to others.

    Deputies are owed the notice itself, business support word of who could not be reached and who was told instead.
    Refused on a review that is closed: nothing more is written there.
    """
    if not review.is_open or not review.at.is_open:
        return Refusal(f"The review under {rules.title} is not open: nothing more is written there.", "not_open")
    facts = {
        "recipient": failed.recipient,
        "template": failed.template,
        "reason": failed.reason,
        "passed_to": [*others.deputies, *others.business_support],
    }
    notices = notices_to_others(failed, others, directory)
    return beside(review, KIND, at=now, now=now, facts=facts, notices=notices)
