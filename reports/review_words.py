"""Plain words for what a review holds as codes: positions, decisions, facts, answers, people and agencies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifications.dates import day_in_words
from procedures.review_course import ReviewFact
from procedures.review_course import ReviewPosition as P
from procedures.review_language import ReviewProcedure
from procedures.source import Basis
from procedures.wording import GRADES, document_of, listed, name_words
from reports.recorded import NOT_RECORDED
from states.decision import CLOCK
from states.directory import Directory
from states.review import Review

LONDON = ZoneInfo("Europe/London")

LCSPR = "local child safeguarding practice review"

POSITIONS = {
    P.DRAFT: "Draft of a referral",
    P.REFERRED: "Referred: the assessment of the criteria has not begun",
    P.CRITERIA_ASSESSMENT: "Criteria for notifying are being assessed",
    P.NOTIFICATION_DISPUTED: "Partners differ on notifying",
    P.NOT_NOTIFIABLE: "Found not to be notifiable",
    P.SECRETARY_OF_STATE_AND_OFSTED_ONLY: "For the Secretary of State and Ofsted only",
    P.NOTIFIED: "Notified to the Panel",
    P.NOTIFICATION_WITHDRAWN: "Notification withdrawn",
    P.RAPID_REVIEW_GATHERING: "Rapid review: agency returns are being gathered",
    P.RAPID_REVIEW_MEETING: "Rapid review: the meeting was held, the draft is being written",
    P.RAPID_REVIEW_DRAFTED: "Rapid review drafted: the sub-committee's recommendation is awaited",
    P.RAPID_REVIEW_SIGN_OFF: "Rapid review: ratification by the partners is awaited",
    P.DECISION_DISPUTED: "Partners differ on the decision",
    P.RAPID_REVIEW_SUBMITTED: "Rapid review sent to the Panel: its receipt is awaited",
    P.AWAITING_PANEL: "The Panel's response is awaited",
    P.PANEL_QUERY: "The Panel has asked for information",
    P.PANEL_RESPONDED: "The next step after the Panel's response is to be chosen",
    P.LEARNING_WITHOUT_REVIEW: "Learning without a local review",
    P.ALTERNATIVE_LEARNING_REVIEW: "Another kind of learning review",
    P.NATIONAL_REVIEW_LINKED: "Linked to a national review",
    P.LCSPR_DECIDED: "Local review decided",
    P.LCSPR_COMMISSIONING: "Local review: a reviewer is being commissioned",
    P.LCSPR_SCOPED: "Local review: the scope is agreed",
    P.LCSPR_IN_PROGRESS: "Local review in progress",
    P.LCSPR_DRAFT: "Local review: the draft report is with the sub-committee",
    P.LCSPR_PARTNER_SIGN_OFF: "Local review: sign-off by the partners is awaited",
    P.PUBLICATION_PLANNED: "Publication planned",
    P.SENT_BEFORE_PUBLICATION: "Sent to Panel and Secretary of State, ahead of publication",
    P.PUBLISHED: "Report published",
    P.IMPROVEMENTS_ONLY_PUBLISHED: "Information on improvements published",
    P.NOTHING_PUBLISHED_JUSTIFIED: "Nothing published, with a justification",
    P.ACTION_PLAN_ACTIVE: "The action plan is being carried out",
    P.IMPACT_REVIEW: "The impact is being reviewed",
    P.CLOSED: "Closed",
}

RATIFIED = "Rapid review: ratified by all partners, to be sent to the Panel"
"""Where a review stands once the last partner has ratified the decision that was before them."""

INCIDENTS = {"death": "Death", "serious_harm": "Serious harm", "other": "Other"}

DECISIONS = {
    "local_review": f"Hold a {LCSPR}",
    "no_review": f"Hold no {LCSPR}",
    "alternative_review": f"Hold no {LCSPR}, and another kind of learning review",
    "national_review_suggested": "Suggest a national review to the Panel",
}

PANEL_RESPONSES = {
    "agrees": "The Panel agrees",
    "questions": "The Panel questions the decision",
    "national_review": "The Panel holds a national review",
    "suggests_local_review": f"The Panel suggests a {LCSPR}",
    "none_received": "No response was received",
}

DISPUTE_ENDINGS = {
    "settled": "Settled by those who differed",
    "decided": "Decided on the ladder",
    "withdrawn": "Withdrawn",
    "redirected": "Passed to where it belongs",
    "settled_elsewhere": "Settled beyond the ladder",
}
"""How a linked disagreement ended."""

CONFLICTS = {
    "none": "No interest, real or perceived, was found",
    "managed": "An interest was found and is managed",
    "unmanaged": "An interest was found and is not managed",
}

SIDES = {
    "criminal": "Criminal proceedings",
    "coroner": "Coroner",
    "domestic_homicide_review": "Domestic homicide review",
    "safeguarding_adult_review": "Safeguarding adult review",
    "child_death_review": "Child death review",
    "other_proceedings": "Other proceedings",
    "immediate_safety": "Immediate safety",
    "family_engagement": "Family engagement",
    "communications": "Communications",
    "early_learning": "Early learning",
}
PROCEEDINGS = tuple(SIDES)[:6]


def where_words(review: Review) -> str:
    """Where a review stands, in words."""
    return RATIFIED if review.fact(ReviewFact.RATIFIED) else POSITIONS[review.at]


def answer(value: bool | None) -> str:
    """A yes-or-no answer, or that there is none."""
    return NOT_RECORDED if value is None else "Yes" if value else "No"


def word_of(words: dict[str, str], code: str | None) -> str:
    """The words of a code, or that it is not recorded; a code without words of its own as it reads."""
    if code is None:
        return NOT_RECORDED
    found = words.get(code) or name_words(code)
    return found[:1].upper() + found[1:]


def when(moment: date | datetime | None) -> str:
    """A day, or an instant as it is read in London: `Monday 23 March 2026 at 4pm`; or that it is not recorded."""
    return NOT_RECORDED if moment is None else day_in_words(moment)


def day_of(moment: datetime) -> date:
    """The day of an instant in London."""
    return moment.astimezone(LONDON).date()


def on_day(moment: date | datetime | None) -> str:
    """The day alone, in words: `Monday 23 March 2026`; or that it is not recorded."""
    return when(day_of(moment) if isinstance(moment, datetime) else moment)


def short_day(moment: date | datetime | None) -> str:
    """A day as a narrow column has it: `23 Mar 2026`; or that it is not recorded."""
    if moment is None:
        return NOT_RECORDED
    day = day_of(moment) if isinstance(moment, datetime) else moment
    return f"{day.day} {day:%b} {day.year}"


def agency_name(directory: Directory, code: str | None) -> str:
    """An agency by its name; a code that the directory does not hold as it stands."""
    if not code:
        return NOT_RECORDED
    agency = directory.agencies.get(code)
    return agency.name if agency else name_words(code)


def agency_names(directory: Directory, codes: Iterable[str]) -> str:
    """Several agencies by name."""
    return listed([agency_name(directory, code) for code in codes]) or NOT_RECORDED


def post(directory: Directory, code: str | None, on_behalf_of: str | None = None) -> str:
    """A person by post and agency, never by name, with the post they stood in for."""
    if not code:
        return NOT_RECORDED
    if code == CLOCK:
        return "The engine"
    title = directory.title_of(code)
    return f"{title}, on behalf of {directory.title_of(on_behalf_of)}" if on_behalf_of else title


def source_words(rules: ReviewProcedure, basis: Basis) -> str:
    """Where a rule stands: its document by title, and by what that has been superseded; a local rule by its note."""
    if basis.source is None:
        return f"{basis.force.words()}: {basis.note.strip()}" if basis.note else basis.force.words()
    place = f", {basis.source.where}" if basis.source.where else ""
    document = document_of(rules, basis)
    if document is None:
        return f"{basis.source.document}{place}"
    superseded = f" (superseded by {document.superseded_by})" if document.superseded_by else ""
    return f"{document.title}{place}{superseded}"


def short_source(rules: ReviewProcedure, basis: Basis) -> str:
    """The same by the document's code, for a narrow place beside a list of `sources`: `should, WT23 para 330`."""
    if basis.source is None:
        return basis.force.words()
    document = document_of(rules, basis)
    superseded = " (superseded)" if document and document.superseded_by else ""
    return f"{basis.force.words()}, {basis.source.document} {basis.source.where or ''}".rstrip() + superseded


def grade_words(grade: str | None) -> str | None:
    """How well a source was read: `A, read in full`. None if that is not told."""
    if grade is None:
        return None
    return f"{grade}, {' / '.join(GRADES[part] for part in grade.split('/'))}"


def counted(number: int, thing: str) -> str:
    """So many of a thing: `1 clock`, `3 clocks`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
