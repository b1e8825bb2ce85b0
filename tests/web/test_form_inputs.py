"""Each field of an action becomes the component that asks for it, with what was typed and what is wrong with it."""

import re

import pytest

from web.forms.form_inputs import MOST_RADIOS, inputs_of, summary_of
from web.pages import environment
from workflows.action_desk import Choice
from workflows.action_fields import ActionField, Input
from workflows.posted_action import FieldError, Typed

FEW = (Choice("a", "First", "A hint."), Choice("b", "Second"))
MANY = tuple(Choice(str(number), f"Choice {number}") for number in range(MOST_RADIOS + 1))


def field(kind: Input, *choices: Choice, required: bool = True) -> ActionField:
    return ActionField("asked", "What is it?", "Say it.", kind, required, choices)


def html(asked: ActionField, typed: Typed | None = None, error: FieldError | None = None) -> str:
    template = environment().from_string(
        "{% from 'form_inputs.html' import form_input %}{% for one in inputs %}{{ form_input(one) }}{% endfor %}"
    )
    return template.render(inputs=inputs_of([asked], typed or {}, [error] if error else []))


@pytest.mark.parametrize(
    ("asked", "component", "number"),
    [
        (field("text"), 'type="text"', 1),
        (field("narrative"), "<textarea", 1),
        (field("date"), 'type="text"', 3),
        (field("instant"), 'type="text"', 4),
        (field("yes_no"), 'type="radio"', 2),
        (field("yes_no", required=False), 'type="radio"', 3),
        (field("one_of", *FEW), 'type="radio"', 2),
        (field("one_of", *FEW, required=False), 'type="radio"', 3),
        (field("one_of", *MANY), "<option", len(MANY) + 1),
        (field("several_of", *FEW), 'type="checkbox"', 2),
        (field("several_of", *MANY), 'type="checkbox"', len(MANY)),
    ],
)
def test_each_kind_of_field_has_its_component(asked: ActionField, component: str, number: int) -> None:
    found = html(asked)
    assert found.count(component) == number
    assert "What is it?" in found
    assert "Say it." in found
    assert ("(optional)" in found) == (not asked.required)
    names = set(re.findall(r' name="([^"]+)"', found))
    assert names == set(asked.inputs)


@pytest.mark.parametrize(
    ("asked", "typed", "kept"),
    [
        (field("text"), {"asked": 'Say "it"'}, 'value="Say &#34;it&#34;"'),
        (field("narrative"), {"asked": "<b>"}, "&lt;b&gt;"),
        (field("instant"), {"asked-day": "31", "asked-time": "half"}, 'value="half"'),
        (field("yes_no"), {"asked": "no"}, r'value="no" checked'),
        (field("one_of", *MANY), {"asked": "3"}, r'value="3" selected'),
        (field("one_of", *FEW, required=False), {}, r'value="" checked'),
        (field("several_of", *FEW), {"asked": ["b"]}, r'value="b" checked'),
    ],
)
def test_what_was_typed_stays(asked: ActionField, typed: Typed, kept: str) -> None:
    assert kept in re.sub(r"\s+", " ", html(asked, typed))


def test_an_error_stands_at_its_field_and_is_led_to() -> None:
    error = FieldError("asked", "What is it? Give the year with four digits.", "asked-year", {})
    found = html(field("date"), {}, error)
    assert found.count("govuk-input--error") == 1
    assert re.search(r'govuk-error-message">\s*<span[^>]*>Error:</span> Give the year with four digits\.', found)
    assert summary_of([error]) == [{"text": error.message, "href": "#asked-year"}]
    assert 'id="asked-year"' in found
