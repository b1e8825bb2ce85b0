"""The agenda for the sub-committee's next meeting: a page to print, and a Word document, in one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from notifications.dates import day_in_words
from procedures.calendar import WorkingCalendar
from reports.agenda import Agenda, EscalatedDisagreement, agenda
from reports.agenda_document import agenda_document
from states.case import Case
from store.case_pages import ListedCase, cases_with_a_group
from store.readable_reviews import readable_reviews
from store.sessions import reading
from web.cases.owed import steps_owed
from web.pages import page
from web.reader import Reader, SignedIn
from web.reviews.review_documents import WORD
from web.reviews.review_list import reviews_reader
from web.reviews.tracker_page import rules_in_force
from web.site import Site, site_of
from web.words import words_of
from workflows.typed_date import NoDate, day_in_one_box

router = APIRouter()

USUALLY_IN, USUALLY_SINCE = timedelta(days=28), timedelta(days=28)
FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Chosen:
    """The days that somebody asked for, and as they typed them. `faults` are by field."""

    meeting_on: date
    since: date
    typed: dict[str, str]
    faults: dict[str, str]

    @classmethod
    def of(cls, meeting: str, since: str, today: date, calendar: WorkingCalendar | None) -> Chosen:
        """Days as people and browsers type them. Left out, they are four weeks from today, or the first working day
        after that, and four weeks before today.
        """
        faults: dict[str, str] = {}
        on = _day("meeting", meeting, _working_day(today + USUALLY_IN, calendar), faults)
        before = _day("since", since, today - USUALLY_SINCE, faults)
        if not faults and not today <= on <= today + FARTHEST:
            faults["meeting"] = "The meeting must be today or within a year. Choose another day."
        if not faults and not today - FARTHEST <= before <= today:
            faults["since"] = "The last meeting must be today or within the year before. Choose another day."
        typed = {"meeting": meeting or on.isoformat(), "since": since or before.isoformat()}
        return cls(on, before, typed, faults)

    @property
    def address(self) -> str:
        """The days as a part of an address."""
        return f"?meeting={self.meeting_on.isoformat()}&since={self.since.isoformat()}"


@router.get("/agenda")
def show_agenda(request: Request, reader: Reader, meeting: str = "", since: str = "") -> Response:
    """The page. The days of the meeting and of the one before stand in the address."""
    reader, site = reviews_reader(reader), site_of(request)
    chosen = Chosen.of(meeting.strip(), since.strip(), reader.day, _calendar(reader, site))
    errors = [{"text": text, "href": f"#{field}"} for field, text in chosen.faults.items()]
    return page(
        request,
        "agenda.html",
        status=422 if errors else 200,
        errors=errors,
        chosen=chosen,
        made=None if errors else _made(reader, site, chosen),
        day=day_in_words(chosen.meeting_on),
    )


@router.get("/agenda.docx")
def download_agenda(request: Request, reader: Reader, meeting: str = "", since: str = "") -> Response:
    """The same as a Word document; the page with its errors where a day cannot be."""
    reader, site = reviews_reader(reader), site_of(request)
    chosen = Chosen.of(meeting.strip(), since.strip(), reader.day, _calendar(reader, site))
    if chosen.faults:
        return show_agenda(request, reader, meeting, since)
    made = agenda_document(_made(reader, site, chosen), site.settings.partnership_name)
    name = f"agenda-{chosen.meeting_on.isoformat()}.docx"
    return Response(made, media_type=WORD, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _made(reader: SignedIn, site: Site, chosen: Chosen) -> Agenda:
    with reading(site.context.engine) as connection:
        reviews = readable_reviews(connection, reader.member, closed_too=True).reviews
        with_groups = cases_with_a_group(connection, reader.member)
    escalated = [_escalated(one, reader, site) for one in with_groups]
    return agenda(reviews, escalated, reader.directory, site.now(), chosen.meeting_on, chosen.since)


def _escalated(one: ListedCase, reader: SignedIn, site: Site) -> EscalatedDisagreement:
    case = one.case
    assert isinstance(case, Case)  # noqa: S101 - no review is decided by a group of a ladder
    steps = steps_owed([one], reader.directory, site.now())
    first = steps[0] if steps else None
    return EscalatedDisagreement(
        case.reference,
        words_of(reader.directory, one.rules).position(case.position),
        first.owner_title if first else "",
        " ".join(filter(None, (first.due, first.late and f"({first.late})"))) if first else "",
    )


def _calendar(reader: SignedIn, site: Site) -> WorkingCalendar | None:
    rules = rules_in_force(reader, site)
    return rules.working_calendar if rules else None


def _working_day(day: date, calendar: WorkingCalendar | None) -> date:
    """The day itself, or the first working day after it: nobody meets on a bank holiday."""
    while calendar and not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def _day(field: str, typed: str, usual: date, faults: dict[str, str]) -> date:
    if not typed:
        return usual
    try:
        return day_in_one_box(typed)
    except NoDate as problem:
        faults[field] = f"Enter a day such as 10/12/2026. {problem}"
        return usual
