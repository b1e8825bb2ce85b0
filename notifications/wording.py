"""Notices put into words: templates, the facts that each asks for, and the link that each carries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from notifications.dates import LONDON, day_in_words, due_in_words, late_in_words
from notifications.notice import DigestItem, Message, Notice, NoticeError, OldDrafts, check_key

# Local default: room for a rule with its source, too little for an account of what happened.
LONGEST_FACT = 400


@dataclass(frozen=True)
class Template:
    """What a template needs to be told, what it may be told besides, and the page that it links to.

    `path` is put behind the address of the engine's pages; {reference} stands for the case reference, and {token} for
    the fact of that name.
    """

    needs: frozenset[str]
    may_have: frozenset[str] = frozenset()
    path: str = "/cases/{reference}"

    @property
    def about_a_case(self) -> bool:
        """Whether the notice must carry a case reference."""
        return "{reference}" in self.path


def _template(needs: str, may_have: str = "", path: str = "/cases/{reference}") -> Template:
    return Template(frozenset(needs.split()), frozenset(may_have.split()), path)


# Every fact is a line of plain words. `due_words` is what `due_in_words` gives; an ISO instant under `due` may
# stand for it. `rule` says what obliges the reader, with its force and its source. A fact that is not listed is
# refused: nothing reaches a mail by accident.
TEMPLATES: Mapping[str, Template] = {
    "owed": _template("stage owes due_words rule"),
    "warning": _template("stage owes due_words rule", "left"),
    "expired_owner": _template("stage owes due_words happened", "rule"),
    "moved_up": _template("stage owner owes due_words", "why rule"),
    "told": _template("stage what", "rule asks"),
    "answered": _template("stage", "answered_by owes due_words rule"),
    "outcome": _template("", "stage"),
    "duty": _template("owes due_words rule", "stage"),
    "chaser": _template("stage owes due_words late_words", "owner rule"),
    "handed_over": _template("stands_for stage owes due_words", "until rule"),
    "undelivered": _template("role passed_to", "why"),
    "watchdog": _template("finding last_ran", "what_to_do", path="/"),
    "freshness": _template("last_confirmed", path="/"),
    "stale_contacts": _template("unconfirmed older_than", "without_address", path="/"),
    "webhook_disabled": _template("receiver told_of why", path="/webhooks"),
    "sign_in": _template("token minutes", path="/sign-in/link/{token}"),
}

_WORDS = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)


def case_word(reference: str) -> str:
    """What a reference is the reference of: a practice review (`R-...`) or a disagreement (`D-...`)."""
    return "practice review" if reference.startswith("R-") else "disagreement"


def compose(notice: Notice, *, base_url: str, safety_line: str) -> Message:
    """The message for a notice, in text and HTML.

    In: the address of the engine's pages (http or https), and the partnership's line on what to do when a
    child is at risk now.

    Raises:
        NoticeError: the template is unknown, a fact is missing, unknown, empty or too long, or the address is
            not one.
    """
    template = TEMPLATES.get(notice.template)
    if template is None:
        raise NoticeError(
            f"There is no template {notice.template!r} for notice {notice.key}. Known are: {', '.join(TEMPLATES)}."
        )
    if template.about_a_case and not notice.case_reference:
        raise NoticeError(f"Notice {notice.key} ({notice.template}) is about a case and names none.")
    path = template.path.format(
        reference=quote(notice.case_reference, safe=""), token=quote(notice.facts.get("token", ""), safe="")
    )
    return _rendered(
        notice.template,
        key=notice.key,
        reference=notice.case_reference,
        recipient_title=_line("the recipient's title", notice.recipient_title, notice.key),
        link=_address(base_url) + path,
        safety_line=safety_line,
        facts=_checked(notice, template),
    )


def compose_digest(
    recipient_title: str,
    items: Sequence[DigestItem],
    day: date,
    *,
    drafts: OldDrafts | None = None,
    key: str,
    base_url: str,
    safety_line: str,
) -> Message:
    """One message each morning with all that a person owes, what is due soonest first.

    In: `day`, the London day it is written for; at least one item, or the reader's own old drafts; the key of the
    digest.

    Raises:
        NoticeError: there is nothing in it, or a field is not of its form.
    """
    check_key(key)
    if not items and drafts is None:
        raise NoticeError(f"Digest {key} has nothing in it; somebody who owes nothing gets none.")
    base = _address(base_url)
    lines = [
        {
            "reference": item.case_reference,
            "link": f"{base}/cases/{quote(item.case_reference, safe='')}",
            "stage": _line("a stage", item.stage, key),
            "owes": _line("what is owed", item.owes, key),
            "due_words": due_in_words(item.due),
            "standing": _standing(item, day),
        }
        for item in sorted(items, key=lambda item: (item.due, item.case_reference))
    ]
    return _rendered(
        "digest",
        key=key,
        reference="",
        recipient_title=_line("the recipient's title", recipient_title, key),
        link=f"{base}/",
        safety_line=safety_line,
        items=lines,
        day_words=day_in_words(day),
        late=sum(item.working_days_late is not None for item in items),
        drafts=drafts,
        drafts_since=day_in_words(drafts.since) if drafts else "",
    )


def _rendered(template: str, *, key: str, reference: str, **words: object) -> Message:
    """Render the text, whose first line is the subject, and the HTML."""
    words["case_word"] = case_word(reference)
    text = _WORDS.get_template(f"{template}.txt").render(reference=reference, **words)
    head, _, body = text.partition("\n")
    subject = head.removeprefix("Subject:").strip()
    html = _WORDS.get_template(f"{template}.html").render(reference=reference, subject=subject, **words)
    body = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
    return Message(key=key, subject=subject, text=body, html=html, case_reference=reference)


def _checked(notice: Notice, template: Template) -> dict[str, str]:
    """All facts that the template may use, each on one line; those that it may lack are empty."""
    spoken = _with_due_in_words(notice)
    given = set(spoken)
    if missing := template.needs - given:
        raise NoticeError(f"Notice {notice.key} ({notice.template}) lacks: {', '.join(sorted(missing))}.")
    if unknown := given - template.needs - template.may_have:
        raise NoticeError(
            f"Notice {notice.key} ({notice.template}) carries what its template does not use: "
            f"{', '.join(sorted(unknown))}."
        )
    facts = dict.fromkeys(template.may_have, "")
    for name, words in spoken.items():
        if words.strip() or name in template.needs:
            facts[name] = _line(name, words, notice.key)
    if "due_words" in facts:
        # The templates say "by" themselves.
        facts["due_words"] = facts["due_words"].removeprefix("by ")
    return facts


def _with_due_in_words(notice: Notice) -> dict[str, str]:
    """The facts, with an instant under `due` said in words under `due_words`."""
    facts = dict(notice.facts)
    if "due" not in facts:
        return facts
    try:
        facts["due_words"] = due_in_words(datetime.fromisoformat(facts.pop("due")))
    except ValueError:
        raise NoticeError(
            f"Notice {notice.key}: {notice.facts['due']!r} is not an instant with its zone, such as "
            "2026-12-03T17:00:00+00:00."
        ) from None
    return facts


def _line(name: str, words: str, key: str) -> str:
    line = " ".join(words.split())
    if not line:
        raise NoticeError(f"Notice {key} leaves {name} empty.")
    if len(line) > LONGEST_FACT:
        raise NoticeError(
            f"Notice {key}: {name} has {len(line)} characters, and {LONGEST_FACT} is the most "
            "that a notice may carry. Say what is owed, not what happened."
        )
    return line


def _address(base_url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", base_url):
        raise NoticeError(f"{base_url!r} is not an address of pages, such as https://goldenthread.example.org")
    return base_url.rstrip("/")


def _standing(item: DigestItem, day: date) -> str:
    """Whether a thing owed is late, due today or neither (empty)."""
    if item.working_days_late is not None:
        return late_in_words(item.working_days_late)
    return "due today" if _london_day(item.due) == day else ""


def _london_day(due: datetime) -> date:
    return due.astimezone(LONDON).date()
