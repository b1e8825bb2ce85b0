"""What was told, as lines to read and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from notifications.dates import day_in_words, due_in_words
from states.any_case import AnyCase
from states.review import Review
from workflows.simulation import Failure, Told
from workflows.story_file import StoryFile
from workflows.story_instant import LONDON
from workflows.story_words import MAILS
from workflows.timeline import ClockSeen, Happening, Mail

BY = {"deputy": " as deputy", "proxy": " as proxy", "business_support": " because nobody else is there"}
INDENT = " " * 7


def account_in_words(file: StoryFile, told: Told) -> Iterator[str]:
    """The timeline by day, each line with where the case then stands, what is due and who is told; then the end."""
    yield file.story.title
    yield f"{told.procedure.title}, edition {told.procedure.edition}. Times are those of London."
    day = None
    several = len({happening.case for happening in told.timeline if happening.case}) > 1
    for happening in told.timeline:
        local = happening.at.astimezone(LONDON)
        if local.date() != day:
            day = local.date()
            yield ""
            yield day_in_words(day)
        yield from _lines(happening, local, several=several)
    yield ""
    yield from _end(told)


def _lines(happening: Happening, local: datetime, *, several: bool) -> Iterator[str]:
    """A happening in lines; its case is named where the story has `several`."""
    case = f"{happening.case}: " if several and happening.case else ""
    yield f"{local:%H:%M}  {case}{happening.words}"
    if happening.comment:
        yield f"{INDENT}({happening.comment})"
    if happening.refused:
        yield f"{INDENT}refused: {happening.refused}"
    if happening.stage and happening.position:
        phase = happening.position.rpartition(".")[2]
        at = f"{happening.stage} ({phase})" if "." in happening.position else happening.stage
        owner = f"; owner: {happening.owner_post}{BY.get(happening.owner_by or '', '')}" if happening.owner else ""
        yield f"{INDENT}stage: {at}{owner}"
    if coming := [clock for clock in happening.clocks if not clock.late and not clock.asked_after]:
        yield f"{INDENT}due: {due_in_words(coming[0].due_at)}, {coming[0].title}"
    for clock in happening.clocks:
        if clock.late:
            yield f"{INDENT}late: {clock.title}, since {day_in_words(clock.due_at)}"
        elif clock.asked_after:
            yield f"{INDENT}asked after, and never late: {clock.title}, since {day_in_words(clock.due_at)}"
    for mail in happening.mail:
        about = f": {mail.about}" if mail.about else ""
        yield f"{INDENT}mail to {mail.to_post} ({mail.template}, {MAILS.get(mail.template, '')}){about}"


def _end(told: Told) -> Iterator[str]:
    mails = sum(len(happening.mail) for happening in told.timeline)
    kinds = sum(1 for happening in told.timeline if happening.kind)
    yield f"{_count(kinds, 'entry', 'entries')} on the record, {_count(mails, 'mail', 'mails')} owed."
    if not told.failures:
        yield f"{_count(told.expectations, 'expectation', 'expectations')}, all met."
        return
    yield f"{_count(len(told.failures), 'expectation was', 'expectations were')} not met:"
    for failure in told.failures:
        yield failure_in_words(failure)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def failure_in_words(failure: Failure) -> str:
    """One line about an expectation that was not met: the place in the file, expected and found."""
    return str(failure.as_fault())


def account_as_data(file: StoryFile, told: Told) -> dict[str, Any]:
    """The same as JSON values. Instants are ISO, UTC; `day` and `time` are those of London."""
    return {
        "title": file.story.title,
        "story": str(file.path),
        "procedure": {
            "id": told.procedure.id,
            "title": told.procedure.title,
            "edition": told.procedure.edition,
        },
        "timeline": [_happening(happening) for happening in told.timeline],
        "case": told.case and _case(told.case),
        "linked": [_case(case) for case in told.linked],
        "expectations": told.expectations,
        "failures": [failure._asdict() for failure in told.failures],
    }


def _case(case: AnyCase) -> dict[str, Any]:
    found = {
        "reference": case.reference,
        "position": case.position,
        "owner": case.owner,
        "outcome": case.outcome,
        "closed_at": case.closed_at and case.closed_at.isoformat(),
    }
    return found | ({"decision": case.decision} if isinstance(case, Review) else {})


def _happening(happening: Happening) -> dict[str, Any]:
    local = happening.at.astimezone(LONDON)
    return {
        "at": happening.at.isoformat(),
        "day": day_in_words(local.date()),
        "time": f"{local:%H:%M}",
        "words": happening.words,
        "kind": happening.kind,
        "who": happening.who,
        "comment": happening.comment,
        "case": happening.case,
        "position": happening.position,
        "stage": happening.stage,
        "owner": happening.owner
        and {"person": happening.owner, "post": happening.owner_post, "by": happening.owner_by},
        "clocks": [_clock(clock) for clock in happening.clocks],
        "mail": [_mail(mail) for mail in happening.mail],
        "refused": happening.refused,
    }


def _clock(clock: ClockSeen) -> dict[str, Any]:
    return {
        "clock": clock.clock,
        "title": clock.title,
        "owner": clock.owner,
        "due": clock.due_at.isoformat(),
        "late": clock.late,
        "asked_after": clock.asked_after,
    }


def _mail(mail: Mail) -> dict[str, Any]:
    return {
        "to": mail.to,
        "post": mail.to_post,
        "template": mail.template,
        "about": mail.about,
        "facts": mail.facts,
        "queued_at": mail.queued_at.isoformat(),
    }
