"""Acting on a case of either kind: an action's form, and what becomes of what was typed into it.

`/cases/D-2026-0001/record-meeting` and `/reviews/R-2026-0001/set-meeting` are made of this page alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from procedures.rules import Rules
from states.action import Action
from states.any_case import AnyCase
from states.decision import Refusal
from states.open_action import OpenAction
from states.open_actions import ACTIONS, open_actions
from store.readable_cases import RecordedEntry, case_with_record
from store.sessions import reading
from web.cases.action_done import done_address, done_before
from web.cases.joint_outcome import JointOutcome
from web.cases.timeline import Moment, folded
from web.forms.form_inputs import errors_of, inputs_of, summary_of
from web.forms.posted_form import VERSION, one
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import NotTheirs, SignedIn
from web.site import site_of
from workflows.action_fields import fields_of
from workflows.action_words import verb_of
from workflows.door import Done
from workflows.posted_action import FieldError, Typed, action_from

STATUS_OF = {"not_open_now": 409, "not_yours": 403}
CANNOT_STAND, OVERTAKEN = 422, 409

Door = Callable[[Action, int], Done[Any] | Refusal]
"""What does an action on a case whose version the reader saw: `workflows.door.act` or `act_on_review`."""


def page_of(reference: str) -> str:
    """The address of a case's own page."""
    return f"/{'reviews' if reference.startswith('R-') else 'cases'}/{reference}"


def action_address(reference: str, kind: str, about: Mapping[str, Any] | None = None) -> str:
    """The address of an action's form; `about` is what it is about, such as a closing duty, chosen beforehand."""
    query = f"?{urlencode(about)}" if about else ""
    return f"{page_of(reference)}/{kind.replace('_', '-')}{query}"


def kind_named(name: str) -> str:
    """The kind of action that the last part of an address names. NotTheirs if there is none."""
    kind = name.replace("-", "_")
    if "_" in name or kind not in ACTIONS:
        raise NotTheirs
    return kind


def offered(reader: SignedIn, case: AnyCase, rules: Rules, kind: str, now: Any) -> OpenAction | None:
    """What an action is to the reader now, as open as it is for anything that it can be about; None if it never is."""
    found = [one for one in open_actions(case, reader.person.code, rules, reader.directory, now) if one.kind == kind]
    order = ("open", "not_open_now", "not_yours")
    return min(found, key=lambda one: order.index(one.standing), default=None)


def render_action(
    request: Request,
    reader: SignedIn,
    reference: str,
    case: AnyCase,
    rules: Rules,
    kind: str,
    *,
    record: Sequence[Moment] = (),
    outcomes: Sequence[JointOutcome] = (),
    typed: Typed | None = None,
    errors: Sequence[FieldError] = (),
    refusal: str = "",
    since: Sequence[Moment] = (),
    status: int = 200,
) -> Response:
    """The form of an action, or why it is not open to the reader now.

    `record` is what the reader may read of the case, the newest first, shown beside the form, and `outcomes` what both
    sides have written together, where the form is about that. After something was
    posted, `typed` is what it was, with the `errors` in it or the `refusal` of it, and `since` what has happened since
    the reader saw the case: the form is then shown whatever has become of the case, so that nothing typed is lost.

    NotTheirs if the rules have no such action.
    """
    now = site_of(request).now()
    standing = offered(reader, case, rules, kind, now)
    if standing is None:
        raise NotTheirs
    if standing.standing != "open" and typed is None:
        return page(
            request,
            "action_not_open.html",
            status=STATUS_OF[standing.standing],
            reference=reference,
            back=page_of(reference),
            verb=verb_of(kind),
            reason=standing.reason,
        )
    fields = fields_of(kind, case, reader.person.code, rules, reader.directory, now)
    if typed is None:
        chosen = {field.name for field in fields if field.input in ("one_of", "several_of")}
        typed = {name: value for name, value in request.query_params.items() if name in chosen}
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "action_form.html",
        status=status,
        reference=reference,
        back=page_of(reference),
        address=action_address(reference, kind),
        verb=verb_of(kind),
        version=case.version,
        inputs=inputs_of(fields, typed, errors),
        errors=summary_of(errors, refusal, fields),
        since=since,
        record=folded(record),
        outcomes=outcomes,
        unsent=unsent,
    )


def send_action(
    request: Request,
    reader: SignedIn,
    reference: str,
    case: AnyCase,
    rules: Rules,
    kind: str,
    typed: Typed,
    do: Door,
    *,
    entries: Sequence[RecordedEntry],
    record: Sequence[Moment] = (),
    outcomes: Sequence[JointOutcome] = (),
) -> Response:
    """Do what was posted to an action's form, and go to the case's page, which then says what was done and who is told.

    What cannot stand comes back with all that was typed. `entries` and `record` are what the reader may read of the
    case, the former oldest first: from them comes what has happened since, and that a second click did nothing more.
    """
    site = site_of(request)
    fields = fields_of(kind, case, reader.person.code, rules, reader.directory, site.now())
    action = action_from(kind, typed, fields, ZoneInfo(rules.calendar.timezone))
    seen = version_in(typed)
    earlier = done_before(entries, reader.person.code, kind, seen, action, typed)
    if earlier is not None:
        forget_kept(request, reader)
        return RedirectResponse(done_address(page_of(reference), earlier, again=True), 303)

    def again(status: int, *, errors: Sequence[FieldError] = (), refusal: str = "") -> Response:
        number = sum(1 for entry in entries if entry.number > seen)
        return render_action(
            request, reader, reference, case, rules, kind,
            record=record, outcomes=outcomes, since=record[:number],
            typed=typed, errors=errors, refusal=refusal, status=status,
        )  # fmt: skip

    if isinstance(action, list):
        return again(CANNOT_STAND, errors=action)
    done = do(action, seen)
    if isinstance(done, Refusal):
        return again(OVERTAKEN, errors=errors_of(done, fields), refusal=done.reason)
    forget_kept(request, reader)
    with reading(site.context.engine) as connection:
        still_readable = case_with_record(connection, reader.member, reference) is not None
    # Whoever has handed on the only step that they had may not read the case any longer.
    first = case.version + 1
    return RedirectResponse(done_address(page_of(reference), first) if still_readable else "/my-work", 303)


def version_in(typed: Typed) -> int:
    """The version of the case that the reader saw, as their form has it; one that never was if it says none."""
    text = one(typed, VERSION)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004 - fits any column
