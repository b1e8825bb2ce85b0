"""The inputs of a form: each field of an action as the GOV.UK component that asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from states.decision import Refusal
from web.forms.posted_form import one, several
from workflows.action_desk import Choice
from workflows.action_fields import PARTS, ActionField
from workflows.posted_action import NO, YES, FieldError, Typed

MOST_RADIOS = 12
"""Choices that are shown one below the other; more of them become a list to pick from."""

WIDTHS = {"day": "govuk-input--width-2", "month": "govuk-input--width-2", "year": "govuk-input--width-4"}
LEFT_OPEN = "Leave this open"


@dataclass(frozen=True)
class FormInput:
    """A component by the name that `form_inputs.html` has for it, and the parameters of its macro."""

    component: str
    params: dict[str, Any]


def inputs_of(
    fields: Iterable[ActionField],
    typed: Typed,
    errors: Sequence[FieldError] = (),
    *,
    most_radios: int = MOST_RADIOS,
    as_heading: bool = False,
) -> list[FormInput]:
    """The inputs of a form with what was typed into them and what is wrong with each.

    With `as_heading` the question is the heading of the page: for pages that ask one.
    """
    wrong = {error.field: error for error in errors}
    return [_input(field, typed, wrong.get(field.name), most_radios, as_heading=as_heading) for field in fields]


def summary_of(
    errors: Iterable[FieldError], refusal: str = "", fields: Sequence[ActionField] = ()
) -> list[dict[str, str]]:
    """The errors as the summary at the head of a page takes them: each leads to the input that is at fault.

    Where no field is at fault, a `refusal` of the whole form leads to its first input, or to the page if it has none.
    """
    found = [{"text": error.message, "href": f"#{error.input}"} for error in errors]
    if found or not refusal:
        return found
    return [{"text": refusal, "href": f"#{fields[0].inputs[0]}" if fields else "#main-content"}]


def errors_of(refusal: Refusal, fields: Sequence[ActionField]) -> list[FieldError]:
    """What a refusal says of fields of a form: the reason, at the first of them. None if it is about none of these."""
    known = {field.name: field for field in fields}
    first = next((known[name] for name in refusal.fields if name in known), None)
    return [FieldError(first.name, refusal.reason, first.inputs[0], {})] if first else []


def _input(
    field: ActionField, typed: Typed, error: FieldError | None, most_radios: int, *, as_heading: bool
) -> FormInput:
    params: dict[str, Any] = {"name": field.name, "id": field.name, "idPrefix": field.name}
    if field.hint:
        params["hint"] = {"text": field.hint}
    if error:
        # The summary names the question; here it stands just above.
        params["errorMessage"] = {"text": error.message.removeprefix(f"{field.label} ")}
    asked = field.label if field.required else f"{field.label} (optional)"
    size = "l" if as_heading else "m"
    label = {"text": asked, "classes": f"govuk-label--{size}", "isPageHeading": as_heading}
    legend = {"text": asked, "classes": f"govuk-fieldset__legend--{size}", "isPageHeading": as_heading}
    if field.input in ("text", "narrative"):
        rows = {"rows": 7} if field.input == "narrative" else {}
        component = "textarea" if field.input == "narrative" else "input"
        return FormInput(component, params | rows | {"label": label, "value": one(typed, field.name)})
    if field.input in PARTS:
        dated = {"namePrefix": field.name, "fieldset": {"legend": legend}, "items": _parts(field, typed, error)}
        return FormInput("date", params | dated)
    if field.input == "several_of":
        chosen = set(several(typed, field.name))
        items = [_item(choice, checked=choice.value in chosen) for choice in field.choices]
        many = {"classes": "gt-choices--many"} if len(items) > most_radios else {}
        return FormInput("checkboxes", params | many | {"fieldset": {"legend": legend}, "items": items})
    choices = (Choice(YES, "Yes"), Choice(NO, "No")) if field.input == "yes_no" else field.choices
    given = one(typed, field.name)
    if len(choices) > most_radios:
        first = {"value": "", "text": "Choose one" if field.required else LEFT_OPEN}
        options = [{"value": c.value, "text": c.words, "selected": c.value == given} for c in choices]
        return FormInput("select", params | {"label": label, "items": [first, *options]})
    items = [_item(choice, checked=choice.value == given) for choice in choices]
    if not field.required:
        items += [{"divider": "or"}, {"value": "", "text": LEFT_OPEN, "checked": not given}]
    return FormInput("radios", params | {"fieldset": {"legend": legend}, "items": items})


def _item(choice: Choice, *, checked: bool) -> dict[str, Any]:
    hint = {"hint": {"text": choice.hint}} if choice.hint else {}
    return {"value": choice.value, "text": choice.words, "checked": checked} | hint


def _parts(field: ActionField, typed: Typed, error: FieldError | None) -> list[dict[str, Any]]:
    """The boxes of a date. All are marked as wrong unless one alone is at fault."""
    at_fault = error.input if error and error.input != field.inputs[0] else None
    items = []
    for part, name in zip(PARTS[field.input], field.inputs, strict=True):
        wrong = error is not None and at_fault in (None, name)
        classes = [WIDTHS.get(part, "govuk-input--width-5"), *(["govuk-input--error"] if wrong else [])]
        # A month may be named, and a time has a colon: what has only digits cannot be typed into on some phones.
        mode = "numeric" if part in ("day", "year") else "text"
        items.append(
            {
                "name": part,
                "id": name,
                "classes": " ".join(classes),
                "value": one(typed, name),
                "inputmode": mode,
            }
        )
    return items
