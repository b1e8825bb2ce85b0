"""The page of a bundle: what its data say, for people. Everything on it comes from the data, so it can be made anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from procedures.language import Procedure
from procedures.position import Phase
from store.chain import Misfit, instant
from workflows.bundle_procedure import counted, procedure_in, rules
from workflows.bundle_words import AUDIENCES, BundleWords, heading, mail, position_in, read_object, short, when

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

OFF_THE_LADDER = (Phase.ONWARD, Phase.CLOSING, Phase.CLOSED)


def render(data: dict[str, Any], misfits: Sequence[Misfit], embedded: str) -> str:
    """The page of a bundle's data. `embedded` is the data as JSON that can stand inside a page."""
    procedure = procedure_in(data)
    words = BundleWords(data, procedure)
    entries = [_entry(words, entry) for entry in data["entries"]]
    return _PAGES.get_template(TEMPLATE.name).render(
        data=data,
        case=data["case"],
        words=words,
        procedure=procedure,
        rules=rules(procedure) if procedure else [],
        misfits=misfits,
        ladder=_ladder(words, procedure, data),
        facts=_summary(words, data),
        entries=entries,
        clocks=[_clock(words, procedure, clock) for clock in data["clocks"]],
        notices=[_notice(words, notice) for notice in data["notices"]],
        people=_people(words, data),
        embedded=Markup(embedded),  # noqa: S704 - JSON in which nothing can end the script, see bundle.py
    )


def _summary(words: BundleWords, data: dict[str, Any]) -> list[tuple[str, str]]:
    case = data["case"]
    state = read_object(case["state"])
    receiver = state.get("responding", {}).get("practitioner")
    next_due = min((clock["due_at"] for clock in data["clocks"] if clock["ended_at"] is None), default=None)
    late = " (its time has run out)" if next_due and _is_after(data["made_at"], next_due) else ""
    return [
        ("Where it stands", words.position(case["position"])),
        ("Next step with", words.post(case["owner"]) if case["owner"] else "nobody: it is closed"),
        ("Next due", f"{when(next_due)}{late}" if next_due else "nothing is due"),
        ("Raised", f"{when(case['raised_at'])}, by {words.post(case['raiser'])}"),
        ("Other side", words.post(receiver) if receiver else words.agency(case["responding_agency"])),
        ("About", words.value(case["category"])),
        ("Priority", words.value(case["priority"])),
        ("Outcome", case["outcome"].replace("_", " ") if case["outcome"] else "none yet"),
        ("Closed", when(case["closed_at"]) if case["closed_at"] else "not closed"),
    ]


def _ladder(words: BundleWords, procedure: Procedure | None, data: dict[str, Any]) -> list[dict[str, Any]]:
    """The rungs from the lowest up, and what came after: each with when it was reached, and where the case is now."""
    reached: dict[str, dict[str, Any]] = {}
    for entry in data["entries"]:
        rung = _rung(entry["position"])
        if rung:
            reached.setdefault(rung, entry)
    now = _rung(data["case"]["position"])
    rungs = [(stage.id, stage.title) for stage in procedure.stages] if procedure else []
    rungs += [
        (phase.value, procedure.onward.title if procedure and phase is Phase.ONWARD else words.position(phase.value))
        for phase in OFF_THE_LADDER
        if phase.value in reached
    ]
    return [
        {
            "title": title,
            "reached": reached[rung]["at"] if rung in reached else None,
            "entry": reached[rung]["number"] if rung in reached else None,
            "here": rung == now,
        }
        for rung, title in rungs
    ]


def _rung(value: object) -> str | None:
    position = position_in(value)
    if position is None:
        return None
    return position.stage or (position.phase.value if position.phase in OFF_THE_LADDER else None)


def _entry(words: BundleWords, entry: dict[str, Any]) -> dict[str, Any]:
    facts = read_object(entry["facts"])
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
        "audience": AUDIENCES.get(entry["audience"], entry["audience"]),
        "facts": words.facts(facts),
        "started": [
            (words.clock(str(one.get("clock"))), words.post(one.get("owner")), one.get("due"))
            for one in _list(facts, "clocks_started")
        ],
        "passed": [(words.post(one.get("owner")), one.get("number")) for one in _list(facts, "clocks_handed")],
        "narrative": [(heading(name), str(text)) for name, text in read_object(entry["narrative"]).items()],
    }


def _list(facts: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = facts.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _clock(words: BundleWords, procedure: Procedure | None, clock: dict[str, Any]) -> dict[str, Any]:
    due, ended = clock["due_at"], clock["ended_at"]
    late = bool(ended) and _is_after(ended, due)
    how = {"expired": "ran out", "stopped": "done late" if late else "ended in time"}
    return {
        "number": clock["number"],
        "title": words.clock(clock["clock"]),
        "stage": words.titles.get(clock["stage"] or "", clock["stage"] or ""),
        "owner": words.post(clock["owner"]),
        "started_at": clock["started_at"],
        "due_at": due,
        "ended_at": ended,
        "ended": how.get(clock["ended_how"], clock["ended_how"]) if ended else "running",
        "counted": counted(procedure, clock) if procedure else {"limit": "", "basis": "", "deadline": None},
    }


def _is_after(later: str, due: str) -> bool:
    try:
        return instant(later) > instant(due)
    except (TypeError, ValueError):
        return False


def _notice(words: BundleWords, notice: dict[str, Any]) -> dict[str, Any]:
    return {
        **notice,
        "what": mail(notice),
        "to": words.post(notice["recipient"]),
        "state": notice["state"].replace("_", " "),
        "events": [{**event, "kind": event["kind"].replace("_", " ")} for event in notice["events"]],
    }


def _people(words: BundleWords, data: dict[str, Any]) -> list[dict[str, str]]:
    case = data["case"]
    state = read_object(case["state"])
    parts = {case["raiser"]: "raised it"}
    parts.setdefault(state.get("responding", {}).get("practitioner"), "other side")
    if case["owner"]:
        parts[case["owner"]] = ", ".join(filter(None, [parts.get(case["owner"]), "owes the next step"]))
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
