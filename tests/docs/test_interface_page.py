"""The page for integrators: its examples are sent, and what it says of kinds, scopes and figures is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from procedures.review_course import ReviewPosition
from tests.at_work import entries_of, raised
from tests.docs.pages import ROOT, blocks, rows
from tests.document_samples import PDF, TXT
from tests.documents_at_work import added
from tests.partnership import HCRG, HEALTH_VISITOR
from tests.reviews_at_work import stored_review
from tests.states.review_line import lead
from tests.web.api.interface import Interface
from tests.web.matrix_world import ask_for_information
from tests.web.pages import ADDRESS, opened_pages
from web.api.described import SENT
from web.api.problem import CANNOT_STAND
from workflows.api_tokens import SCOPES

PAGE = ROOT / "docs" / "interface.md"
TEXT = PAGE.read_text(encoding="utf-8")


def curls() -> list[list[str]]:
    """Each example as the words that a shell would make of it."""
    text = "\n".join(blocks(PAGE, "bash")).replace("\\\n", " ")
    return [shlex.split(one) for one in re.split(r"^(?=curl )", text, flags=re.MULTILINE) if one.strip()]


def test_every_example_is_answered_as_it_should_be(sqlite_url: str, tmp_path: Path) -> None:
    with opened_pages(sqlite_url, tmp_path, documents_unscanned=True) as pages:
        interface = Interface(pages)
        reference = raised(interface.context)
        added(interface.context, reference, HEALTH_VISITOR, TXT)
        review = ask_for_information(stored_review(pages.context, pages.clock, ReviewPosition.RAPID_REVIEW_GATHERING))
        pages.clock.advance_to(max(pages.clock.now(), review.now))
        person, answering, client = interface.token(HEALTH_VISITOR), interface.token(lead(HCRG)), interface.bare()
        statuses = []
        for _, *words in curls():
            address, given = words_of(words)
            token = answering if "/returns" in address or "/asked" in address else person
            headers = dict(one.replace("$TOKEN", token).split(": ", 1) for one in given["--header"])
            answer = client.request(
                given["--request"][-1],
                address.replace("$ADDRESS", ADDRESS),
                headers=headers,
                **body_of(given),
            )
            statuses.append(answer.status_code)
        assert statuses == [200] * 6 + [201, 200] + [200, 200, 201] + [200] * 7
        kinds = [entry.kind for entry in entries_of(interface.context, reference)]
        assert kinds == ["raise_disagreement", "add_document", "withdraw", "add_document"]


def words_of(words: list[str]) -> tuple[str, dict[str, list[str]]]:
    """The address of an example, and what it gives with each option."""
    given: dict[str, list[str]] = {"--header": [], "--request": ["GET"], "--data": [], "--form": []}
    address, words = "", [word for word in words if not word.startswith("--remote")]
    while words:
        word = words.pop(0)
        if word in given:
            given[word].append(words.pop(0))
        else:
            address = word
    return address, given


def body_of(given: dict[str, list[str]]) -> dict[str, Any]:
    """The body of an example, with the files that it names."""
    if given["--form"]:
        fields = dict(one.split("=", 1) for one in given["--form"])
        return {"files": {"file": (fields.pop("file").removeprefix("@"), PDF)}, "data": fields}
    text = "".join(given["--data"])
    return {"json": SENT} if text == "@return.json" else {"content": text or None}


def test_the_scopes_are_all_of_them() -> None:
    assert [row[0].strip("`") for row in rows(PAGE, "A token")] == list(SCOPES)


def test_the_example_of_a_problem_is_one() -> None:
    (example,) = blocks(PAGE, "json")
    assert CANNOT_STAND.title in example
    assert f"#{CANNOT_STAND.name}" in example


@pytest.mark.parametrize(
    "figure", [row[0] for row in rows(PAGE, "Watching it run") if row[0].startswith("`goldenthread")]
)
def test_every_figure_is_there(figure: str, sqlite_url: str, tmp_path: Path) -> None:
    name = figure.strip("`").partition("{")[0]
    with opened_pages(sqlite_url, tmp_path, metrics_token="m" * 32) as pages:
        pages.browser().get("/healthz")
        text = pages.browser().get("/metrics", headers={"Authorization": f"Bearer {'m' * 32}"}).text
    assert f"# TYPE {name} " in text
