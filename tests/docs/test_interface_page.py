"""The page for integrators: its examples are sent, and what it says of kinds, scopes and figures is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.at_work import entries_of, raised
from tests.docs.pages import ROOT, blocks, rows
from tests.partnership import HEALTH_VISITOR
from tests.web.api.interface import Interface
from tests.web.pages import ADDRESS, opened_pages
from web.api.problem import CANNOT_STAND
from workflows.api_tokens import SCOPES

PAGE = ROOT / "docs" / "interface.md"
TEXT = PAGE.read_text(encoding="utf-8")


def curls() -> list[list[str]]:
    """Each example as the words that a shell would make of it."""
    text = "\n".join(blocks(PAGE, "bash")).replace("\\\n", " ")
    return [shlex.split(one) for one in re.split(r"^(?=curl )", text, flags=re.MULTILINE) if one.strip()]


def test_every_example_is_answered_as_it_should_be(sqlite_url: str, tmp_path: Path) -> None:
    with opened_pages(sqlite_url, tmp_path) as pages:
        interface = Interface(pages)
        reference = raised(interface.context)
        token, client = interface.token(HEALTH_VISITOR), interface.bare()
        statuses = []
        for _, *words in curls():
            given: dict[str, list[str]] = {"address": [], "--header": [], "--request": ["GET"], "--data": []}
            while words:
                word = words.pop(0)
                given[word if word in given else "address"].append(words.pop(0) if word in given else word)
            headers = [one.replace("$TOKEN", token).partition(": ") for one in given["--header"]]
            answer = client.request(
                given["--request"][-1],
                given["address"][0].replace("$ADDRESS", ADDRESS),
                headers={name: value for name, _, value in headers},
                content=given["--data"][0] if given["--data"] else None,
            )
            statuses.append(answer.status_code)
        assert statuses == [200] * 6 + [201, 200]
        assert [entry.kind for entry in entries_of(interface.context, reference)] == ["raise_disagreement", "withdraw"]


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
