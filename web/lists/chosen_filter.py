"""What a reader has chosen to see in a list. It stands in the address, so that it can be sent and kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from notifications.dates import LONDON, day_in_words
from store.case_search import CaseSearch, Order, Show
from web.lists.filter_fields import ME, TEAM, FilterField
from web.reader import SignedIn
from workflows.typed_date import NoDate, day_in_one_box

REFERENCE = re.compile(r"(?:[DR]-?)?[0-9]{0,4}-?[0-9]{0,8}")
REFERENCE_PATTERN = "[ ]*([DdRr]-?)?[0-9]{0,4}-?[0-9]{0,8}[ ]*"
"""The same for browsers: what is no reference is not even sent, and so stands in no address."""

DEFAULTS = {"show": "open"}
"""What is so if nothing is chosen: it needs no place in an address."""


@dataclass(frozen=True)
class ChosenFilter:
    """What was chosen, by field as it was typed, and what is wrong with it. With `errors` there is no search.

    `untidy` says that the address had fields without anything in them, as browsers send them.
    """

    fields: tuple[FilterField, ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    untidy: bool = False

    @classmethod
    def of(cls, given: Iterable[tuple[str, str]], fields: Sequence[FilterField]) -> ChosenFilter:
        """The filter that an address asks for. Fields that there are none of are left alone."""
        known = {one.name: one for one in fields}
        found = {name: value.strip() for name, value in given if name in known}
        typed = {name: value for name, value in found.items() if value and value != DEFAULTS.get(name)}
        errors: dict[str, str] = {}
        days: dict[str, date] = {}
        for one in fields:
            if one.name in typed:
                _check(one, typed, errors, days)
        if "raised_from" in days and "raised_to" in days and days["raised_from"] > days["raised_to"]:
            first, last = known["raised_from"].label, known["raised_to"].label
            errors["raised_to"] = f"{last} must not be before {first}. Change one of the two days."
        return cls(tuple(fields), typed, errors, days, untidy=found != typed)

    def search(self, reader: SignedIn, now: datetime, never_late: tuple[str, ...] = ()) -> CaseSearch:
        """What is looked for, for a reader at `now`. Only for a filter without errors."""
        typed = self.typed
        owner = typed.get("owner", "")
        people = {ME: reader.member.posts, TEAM: reader.team}.get(owner)
        return CaseSearch(
            reference=typed.get("reference", "").upper(),
            stage=typed.get("stage", ""),
            position=typed.get("position", ""),
            category=typed.get("category", "") or typed.get("incident", ""),
            priority=typed.get("priority", ""),
            agency=typed.get("agency", ""),
            owners=people,
            owner_agency="" if people is not None else owner,
            owner_role=typed.get("role", ""),
            late_at=now if typed.get("late") else None,
            due_by=self._start("due_by", after=1),
            raised_from=self._start("raised_from"),
            raised_before=self._start("raised_to", after=1),
            show=cast("Show", typed.get("show", "open")),
            order=cast("Order", typed.get("sort", "")),
            never_late=never_late,
        )

    @property
    def shows(self) -> str:
        """Whether open cases are shown, closed ones or all."""
        return self.typed.get("show", "open")

    @property
    def address(self) -> str:
        """What is chosen as the query of an address, with its question mark; empty if nothing is."""
        query = urlencode(self.typed)
        return f"?{query}" if query else ""

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is chosen, in words: each field that narrows the list, by its label."""
        found = []
        for one in self.fields:
            if one.name not in self.typed or one.name in ("show", "sort"):
                continue
            value = self.typed[one.name]
            words = next((choice.words for choice in one.choices if choice.value == value), value)
            if one.name in self.days:
                words = day_in_words(self.days[one.name])
            found.append((one.label, "" if one.kind == "tick" else words))
        return found

    @property
    def summary(self) -> list[dict[str, str]]:
        """The errors as the summary at the head of a page takes them."""
        return [{"text": text, "href": f"#{name}"} for name, text in self.errors.items()]

    def inputs(self) -> list[tuple[str, dict[str, Any]]]:
        """The inputs of the form: the component of each and the parameters of its macro."""
        return [self._input(one) for one in self.fields]

    def _input(self, one: FilterField) -> tuple[str, dict[str, Any]]:
        value = self.typed.get(one.name, "")
        params: dict[str, Any] = {"id": one.name, "name": one.name, "label": {"text": one.label}}
        if one.name in self.errors:
            params["errorMessage"] = {"text": self.errors[one.name]}
        if one.hint:
            params["hint"] = {"text": one.hint}
        if one.kind == "tick":
            ticked = [{"value": "1", "text": one.label, "checked": bool(value), "id": one.name}]
            kept = {name: params[name] for name in params if name not in ("label", "id")}
            return "tick", kept | {"idPrefix": one.name, "classes": "govuk-checkboxes--small", "items": ticked}
        if one.kind != "choice":
            pattern = {"pattern": REFERENCE_PATTERN} if one.kind == "reference" else {}
            width = {"classes": "govuk-input--width-10", "value": value, "autocomplete": "off", "spellcheck": False}
            return "text", params | width | {"attributes": pattern}
        first = [] if one.name in DEFAULTS else [{"value": "", "text": "Usual" if one.name == "sort" else "Any"}]
        options = [
            {"value": choice.value, "text": choice.words, "selected": choice.value == value} for choice in one.choices
        ]
        if one.name in self.errors:
            # What was asked for and is not there stays to be seen.
            options.append({"value": value, "text": f"{value} (there is none)", "selected": True})
        return "select", params | {"items": [*first, *options]}

    def _start(self, name: str, *, after: int = 0) -> datetime | None:
        """The start of a chosen day in London, or of one so many days after it, UTC."""
        day = self.days.get(name)
        return datetime.combine(day + timedelta(days=after), time(), LONDON).astimezone(UTC) if day else None


def _check(one: FilterField, typed: dict[str, str], errors: dict[str, str], days: dict[str, date]) -> None:
    value = typed[one.name]
    if one.kind == "day":
        try:
            days[one.name] = day_in_one_box(value)
        except NoDate as problem:
            errors[one.name] = f"{one.label} must be a day such as 3/12/2026. {problem}"
    elif one.kind == "reference":
        if not REFERENCE.fullmatch(value.upper()):
            errors[one.name] = (
                "Reference must be all or part of one, such as D-2026-0012. What people wrote cannot be searched."
            )
    elif one.kind == "tick":
        if value != "1":
            errors[one.name] = f"{one.label} is either chosen or not: tick the box or leave it."
    elif value not in {choice.value for choice in one.choices}:
        errors[one.name] = f"{one.label} must be one of the list. Choose another."
