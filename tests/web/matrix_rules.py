"""Who may open what, written down by hand: what the access matrix is held against.

It knows nothing of the product's queries. A page that is not in `PAGES` fails the matrix until somebody has decided
who may open it.
"""

from __future__ import annotations

from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    BUSINESS_SUPPORT_OFFICER,
    CHIEF_CONSTABLE,
    CLASS_TEACHER,
    COUNCIL_CHIEF_EXECUTIVE,
    DETECTIVE_CONSTABLE,
    DETECTIVE_INSPECTOR,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    HERTFORDSHIRE_DIRECTOR_OF_NURSING,
    NAMED_NURSE,
    SCHOOL_NURSE,
    SCRUTINEER,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
    SUFFOLK_CHIEF_NURSE,
    TEAM_MANAGER,
)

RETURN_LEAD_OF_COUNCIL = "quality_assurance_manager_ecc"
SUB_COMMITTEE = {"head_safeguarding_mse_icb", RETURN_LEAD_OF_COUNCIL, DETECTIVE_INSPECTOR}

RAISING_LINE = {HEALTH_VISITOR, NAMED_NURSE}
RESPONDING_LINE = {SOCIAL_WORKER, TEAM_MANAGER}
SENIOR_MANAGERS = {HEAD_OF_SERVICE, SERVICE_MANAGER}
DELEGATED_PARTNERS = {
    DIRECTOR_OF_CHILDRENS_SERVICES,
    ASSISTANT_CHIEF_CONSTABLE,
    SUFFOLK_CHIEF_NURSE,
    HERTFORDSHIRE_DIRECTOR_OF_NURSING,
}
LEAD_PARTNERS = {COUNCIL_CHIEF_EXECUTIVE, CHIEF_CONSTABLE}
SUPPORT = {BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER}
OVERSIGHT = {*SUPPORT, SCRUTINEER}
OTHERS = {SCHOOL_NURSE, DETECTIVE_CONSTABLE, CLASS_TEACHER}

NOBODY = ""
"""Somebody who is not signed in."""

ROLES = sorted(
    {
        *RAISING_LINE,
        *RESPONDING_LINE,
        *SENIOR_MANAGERS,
        *DELEGATED_PARTNERS,
        *LEAD_PARTNERS,
        *OVERSIGHT,
        *OTHERS,
        *SUB_COMMITTEE,
    }
)

CASE_READERS = {
    "practitioners": RAISING_LINE | RESPONDING_LINE | OVERSIGHT,
    "considering": RAISING_LINE | RESPONDING_LINE | OVERSIGHT,
    "closing": RAISING_LINE | RESPONDING_LINE | OVERSIGHT,
    "senior_managers": RAISING_LINE | RESPONDING_LINE | SENIOR_MANAGERS | OVERSIGHT,
    "partners": RAISING_LINE | RESPONDING_LINE | SENIOR_MANAGERS | DELEGATED_PARTNERS | OVERSIGHT,
    "lead_partners": RAISING_LINE | RESPONDING_LINE | SENIOR_MANAGERS | DELEGATED_PARTNERS | LEAD_PARTNERS | OVERSIGHT,
}
"""Who reads the disagreement of the health visitor with the social worker, by where it is."""

REVIEWS = DELEGATED_PARTNERS | LEAD_PARTNERS | OVERSIGHT | SUB_COMMITTEE
"""Who reads every practice review: the partners, those whom they answer to, the sub-committee, and oversight."""

LEADERS = {
    NAMED_NURSE,
    TEAM_MANAGER,
    BUSINESS_MANAGER,
    *SENIOR_MANAGERS,
    *DELEGATED_PARTNERS,
    *LEAD_PARTNERS,
    *SUB_COMMITTEE,
}
"""Who leads a team: whoever has a rank above that of practitioners, or people who report to them."""

ANSWERING = {
    NAMED_NURSE,
    HEAD_OF_SERVICE,
    DETECTIVE_INSPECTOR,
    ASSISTANT_CHIEF_CONSTABLE,
    CHIEF_CONSTABLE,
    RETURN_LEAD_OF_COUNCIL,
    SERVICE_MANAGER,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    COUNCIL_CHIEF_EXECUTIVE,
}
"""Who may come to answer for the three agencies that were asked for a return: leads, senior managers, their line."""

ANSWERING_FOR_THE_0_19_SERVICE = {NAMED_NURSE, HEAD_OF_SERVICE}
"""Who may come to answer for the agency whose return has a document, and that was asked for information."""

ASKED_FOR_RETURNS = {"rapid_review_gathering", "rapid_review_sign_off", "lcspr_in_progress"}
"""The reviews for which returns were asked."""

PAGES: dict[str, str] = {
    "GET /": "anybody",
    "GET /sign-in": "anybody",
    "POST /sign-in": "anybody",
    "GET /sign-in/sent": "anybody",
    "GET /sign-in/again": "signed in",
    "POST /sign-in/again": "signed in",
    "GET /sign-in/link/{token}": "anybody",
    "POST /sign-in/link/{token}": "anybody",
    "GET /sign-in/second-factor": "anybody",
    "POST /sign-in/second-factor": "anybody",
    "GET /sign-in/with/{name}": "no such thing",
    "GET /sign-in/to/{name}": "no such thing",
    "GET /sign-in/back/{name}": "no such thing",
    "GET /sign-out": "signed in",
    "GET /signed-out": "anybody",
    "POST /still-here": "signed in",
    "GET /healthz": "anybody",
    "GET /readyz": "anybody",
    "GET /metrics": "no such thing",
    "GET /api/docs": "anybody",
    "GET /api-tokens": "business support",
    "POST /api-tokens": "business support",
    "POST /api-tokens/{token}/end": "no item of theirs",
    "GET /my-work": "signed in",
    "POST /unsent": "no item of theirs",
    "POST /unsent/forget": "no item of theirs",
    "GET /my-work/calendar": "signed in",
    "POST /my-work/calendar": "signed in",
    "POST /my-work/calendar/end": "signed in",
    "GET /calendar/{token}.ics": "no such thing",
    "HEAD /calendar/{token}.ics": "no such thing",
    "GET /absence": "signed in",
    "POST /absence": "signed in",
    "POST /absence/end": "signed in",
    "GET /raise": "anybody",
    "POST /raise": "anybody",
    "GET /raise/danger": "anybody",
    "GET /raise/new": "signed in",
    "POST /raise/new": "signed in",
    "GET /raise/raised/{reference}": "own disagreement",
    "GET /raise/{draft:int}": "own draft",
    "GET /raise/{draft:int}/check": "own draft",
    "POST /raise/{draft:int}/check": "own draft",
    "GET /raise/{draft:int}/delete": "own draft",
    "GET /raise/{draft:int}/{step}": "own draft",
    "POST /raise/{draft:int}/{step}": "own draft",
    "GET /cases": "signed in",
    "GET /cases.{form}": "signed in",
    "GET /team": "team",
    "GET /cases/{reference}": "disagreement",
    "GET /cases/{reference}/{name}": "disagreement",
    "POST /cases/{reference}/{name}": "disagreement",
    "GET /reviews": "reviews",
    "GET /reviews.{form}": "reviews",
    "GET /reviews/{reference}": "review or return",
    "GET /reviews/{reference}/documents/{name}.docx": "review",
    "GET /reviews/{reference}/{name}": "review",
    "POST /reviews/{reference}/{name}": "review",
    "GET /tracker": "reviews",
    "GET /tracker.{form}": "reviews",
    "GET /tracker/picture.svg": "reviews",
    "GET /agenda": "reviews",
    "GET /agenda.docx": "reviews",
    "GET /returns": "signed in",
    "GET /returns/{reference}": "own return",
    "POST /returns/{reference}": "own return",
    "GET /audits": "scrutineer",
    "POST /audits": "scrutineer",
    "GET /audits/{sample}": "no item of theirs",
    "GET /audits/{sample}/{reference}": "no item of theirs",
    "POST /audits/{sample}/{reference}": "no item of theirs",
    "GET /asked": "signed in",
    "GET /asked/{reference}/{what}/{number}": "asked for information",
    "GET /asked/{reference}/{what}/{number}/{name}": "asked for information",
    "POST /asked/{reference}/{what}/{number}/{name}": "asked for information",
    "GET /cases/{reference}/documents/add": "disagreement",
    "POST /cases/{reference}/documents/add": "disagreement",
    "GET /cases/{reference}/documents/{number:int}": "disagreement",
    "GET /cases/{reference}/documents/{number:int}/withdraw": "document withdrawn",
    "POST /cases/{reference}/documents/{number:int}/withdraw": "document withdrawn",
    "GET /reviews/{reference}/documents/add": "review",
    "POST /reviews/{reference}/documents/add": "review",
    "GET /reviews/{reference}/documents/{number:int}": "reviews",
    "GET /reviews/{reference}/documents/{number:int}/withdraw": "business support",
    "POST /reviews/{reference}/documents/{number:int}/withdraw": "business support",
    "GET /returns/{reference}/documents/add": "own return",
    "POST /returns/{reference}/documents/add": "own return",
    "GET /returns/{reference}/documents/{number:int}": "document of own return",
    "GET /returns/{reference}/documents/{number:int}/withdraw": "own document of own return",
    "POST /returns/{reference}/documents/{number:int}/withdraw": "own document of own return",
    "GET /directory": "business support",
    "GET /directory/partnership": "business support",
    "GET /directory/changes": "business support",
    "GET /directory/file": "business support",
    "POST /directory/file": "business support",
    "GET /directory/add": "business support",
    "POST /directory/add": "business support",
    "GET /directory/people/{code}": "business support",
    "POST /directory/people/{code}/confirm": "business support",
    "GET /directory/people/{code}/contact": "business support",
    "POST /directory/people/{code}/contact": "business support",
    "GET /directory/people/{code}/left": "business support",
    "POST /directory/people/{code}/left": "business support",
    "GET /directory/people/{code}/absence": "business support",
    "POST /directory/people/{code}/absence": "business support",
    "POST /directory/people/{code}/absence/end": "business support",
    "POST /directory/people/{code}/sign-in-anew": "business support",
    "GET /notices": "business support",
    "POST /notices/{number:int}/again": "business support",
    "GET /engine": "business support",
    "GET /procedures": "signed in",
    "GET /procedures/compare": "signed in",
    "GET /procedures/{procedure}": "signed in",
    "GET /procedures/{procedure}/picture.svg": "signed in",
    "GET /procedures/{procedure}/{version}": "no item of theirs",
    "GET /procedures/{procedure}/{version}/picture.svg": "no item of theirs",
    "GET /webhooks": "business support",
    "GET /webhooks/new": "business support",
    "POST /webhooks/new": "business support",
    "POST /webhooks/{number:int}/try": "no item of theirs",
    "POST /webhooks/{number:int}/renew": "no item of theirs",
    "POST /webhooks/{number:int}/disable": "no item of theirs",
    "POST /webhooks/{number:int}/enable": "no item of theirs",
    "GET /refer": "signed in",
    "POST /refer": "signed in",
    "GET /refer/{reference}": "own referral",
    # The last ones: they end what the others are opened with.
    # Of a draft that is not theirs, or is gone, it says what it says of one that it has just deleted.
    "POST /raise/{draft:int}/delete": "signed in",
    "POST /sign-in/new-phone": "signed in",
    "POST /sign-out": "signed in",
}
"""Every page by method and path, and who may open it. What it is not for somebody does not exist for them."""

ENDS_SESSIONS = ("POST /sign-in/new-phone", "POST /sign-out")
"""Pages that are opened in a session of their own."""


def may_open(rule: str, person: str, position: str) -> bool:
    """Whether somebody may open a page of a rule; `position` is that of the case that it is about, if it is."""
    allowed = {
        "anybody": True,
        "no such thing": False,
        "no item of theirs": False,
        "signed in": person != NOBODY,
        "business support": person in SUPPORT,
        "scrutineer": person == SCRUTINEER,
        "reviews": person in REVIEWS,
        "team": person in LEADERS,
        "disagreement": person in CASE_READERS.get(position, ()),
        "own disagreement": person == HEALTH_VISITOR,
        "own draft": person == HEALTH_VISITOR,
        "own referral": person == HEALTH_VISITOR,
        "review": person in REVIEWS or _notifies(person, position),
        "review or return": person in REVIEWS or _notifies(person, position) or _returns(person, position),
        "own return": _returns(person, position),
        "document of own return": person in ANSWERING_FOR_THE_0_19_SERVICE and position in ASKED_FOR_RETURNS,
        "own document of own return": person == NAMED_NURSE and position in ASKED_FOR_RETURNS,
        "document withdrawn": person in CASE_READERS.get(position, ()) and person in {HEALTH_VISITOR, *SUPPORT},
        "asked for information": person == NAMED_NURSE,
    }
    return allowed[rule]


def _returns(person: str, position: str) -> bool:
    return person in ANSWERING and position in ASKED_FOR_RETURNS


def _notifies(person: str, position: str) -> bool:
    """Who notifies for the local authority reads a review while they owe a step of it."""
    return person == SERVICE_MANAGER and position == "criteria_assessment"
