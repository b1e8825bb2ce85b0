"""The page of a bundle: what its data say, for people. Everything on it comes from the data, so it can be made anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from store.chain import Misfit
from store.recording import PRACTICE_REVIEW
from workflows.bundle_case import CaseInBundle, is_after
from workflows.bundle_disagreement import DisagreementInBundle
from workflows.bundle_documents import documents_told
from workflows.bundle_procedure import rules
from workflows.bundle_review import ReviewInBundle
from workflows.bundle_words import BundleWords, heading, mail, read_object, short, when

TEMPLATE = Path(__file__).parent / "templates" / "bundle.html"

_PAGES = Environment(
    loader=FileSystemLoader(TEMPLATE.parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_PAGES.filters["when"] = when
_PAGES.filters["short"] = short


def render(data: dict[str, Any], misfits: Sequence[Misfit], embedded: str) -> str:
    """The page of a bundle's data. `embedded` is the data as JSON that can stand inside a page."""
    told = _told(data)
    words, procedure = told.words, told.procedure
    return _PAGES.get_template(TEMPLATE.name).render(
        data=data,
        case=data["case"],
        told=told,
        procedure=procedure,
        rules=rules(procedure) if procedure else [],
        misfits=misfits,
        way=told.way(),
        facts=told.summary(),
        entries=[_entry(told, entry) for entry in data["entries"]],
        clocks=[_clock(told, clock) for clock in data["clocks"]],
        documents=documents_told(data),
        notices=[_notice(words, notice) for notice in data["notices"]],
        people=_people(told, data),
        embedded=Markup(embedded),  # noqa: S704 - JSON in which nothing can end the script, see bundle.py
    )


def _told(data: dict[str, Any]) -> CaseInBundle:
    return ReviewInBundle(data) if data["case"]["kind"] == PRACTICE_REVIEW else DisagreementInBundle(data)


def _entry(told: CaseInBundle, entry: dict[str, Any]) -> dict[str, Any]:
    words, facts = told.words, read_object(entry["facts"])
    late = entry["at"][:16] != entry["recorded_at"][:16]
    return {
        "number": entry["number"],
        "at": entry["at"],
        "recorded_at": entry["recorded_at"] if late else None,
        "done": words.done(entry, facts),
        "by": words.post(entry["actor"]),
        "for": words.post(entry["on_behalf_of"]) if entry["on_behalf_of"] else None,
        "position": words.position(entry["position"]),
        "owner": words.post(facts["owner"]) if isinstance(facts.get("owner"), str) else None,
        "audience": told.audiences.get(entry["audience"], entry["audience"]),
        "facts": words.facts(facts),
        "started": [
            (words.clock(str(one.get("clock"))), words.post(one.get("owner")), one.get("due"))
            for one in _list(facts, "clocks_started")
        ],
        "passed": [(words.post(one.get("owner")), one.get("number")) for one in _list(facts, "clocks_handed")],
        "narrative": [(heading(name), str(text)) for name, text in read_object(entry["narrative"]).items()],
        "unread": entry["narrative_unread"] is not None,
    }


def _list(facts: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = facts.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _clock(told: CaseInBundle, clock: dict[str, Any]) -> dict[str, Any]:
    words = told.words
    due, ended = clock["due_at"], clock["ended_at"]
    late = bool(ended) and is_after(ended, due)
    how = {
        "expired": "ran out",
        "stopped": "done late" if late else "ended in time",
        "met": "done late" if late else "done in time",
    }
    return {
        "number": clock["number"],
        "title": words.clock(clock["clock"]),
        "stage": words.titles.get(clock["stage"] or "", clock["stage"] or ""),
        "owner": words.post(clock["owner"]),
        "started_at": clock["started_at"],
        "due_at": due,
        "ended_at": ended,
        "ended": how.get(clock["ended_how"], clock["ended_how"]) if ended else "running",
        "counted": told.counted(clock),
    }


def _notice(words: BundleWords, notice: dict[str, Any]) -> dict[str, Any]:
    return {
        **notice,
        "what": mail(notice),
        "to": words.post(notice["recipient"]),
        "state": notice["state"].replace("_", " "),
        "events": [{**event, "kind": event["kind"].replace("_", " ")} for event in notice["events"]],
    }


def _people(told: CaseInBundle, data: dict[str, Any]) -> list[dict[str, str]]:
    words, owner = told.words, data["case"]["owner"]
    parts = dict(told.parts())
    if owner:
        parts[owner] = ", ".join(filter(None, [parts.get(owner), "owes the next step"]))
    return [
        {
            "code": code,
            "title": person["title"],
            "agency": words.agency(person["agency"]),
            "rank": (person["rank"] or "").replace("_", " "),
            "roles": ", ".join(role.replace("_", " ") for role in person["roles"]),
            "part": parts.get(code, ""),
        }
        for code, person in data["people"].items()
    ]
