"""Notices put into words: every template, in both forms."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from notifications import wording
from notifications.notice import DigestItem, Message, Notice, NoticeError, OldDrafts
from notifications.wording import TEMPLATES, compose, compose_digest
from tests.notifications.safety_line import SAFETY_LINE

BASE_URL = "https://goldenthread.example.org"
TITLE = "Health visitor, HCRG"
# One telling value for each fact, none of which is part of another or of a template.
FACTS = {
    "stage": "stage 2, senior managers",
    "owes": "a written answer to the disagreement",
    "owner": "Senior manager, Essex County Council",
    "due_words": "Thursday 3 December 2026 at 5pm",
    "rule": "must, within 5 working days (London Child Protection Procedures, chapter 11)",
    "left": "1 working day and 2 hours",
    "happened": "It has gone to the Delegated Safeguarding Partners.",
    "why": "the mailbox refused it",
    "what": "stage 2 opened this morning",
    "asks": "your view, before the chair decides",
    "answered_by": "Team manager, children's social care",
    "late_words": "3 working days late",
    "stands_for": "Head of service, Essex Police",
    "until": "Friday 11 December 2026",
    "role": "Designated nurse",
    "passed_to": "the deputy, and business support",
    "finding": "4 open clocks have no owner",
    "last_ran": "Thursday 3 December 2026 at 4:58pm",
    "what_to_do": "look at the tick deployment",
    "last_confirmed": "7 months ago",
    "unconfirmed": "12 people",
    "older_than": "6 months",
    "without_address": "1 person",
    "receiver": "casework.example.org",
    "told_of": "cases of Essex Police",
    "token": "a-link.and-its-other-half",
    "minutes": "15",
}


def notice(template: str, *, everything: bool = True) -> Notice:
    wanted = TEMPLATES[template]
    names = wanted.needs | (wanted.may_have if everything else frozenset())
    reference = "D-2026-0001" if wanted.about_a_case else ""
    return Notice(f"key:{template}", template, reference, {name: FACTS[name] for name in names}, TITLE)


def words_for(notice: Notice) -> Message:
    return compose(notice, base_url=BASE_URL, safety_line=SAFETY_LINE)


def digest(*items: DigestItem, drafts: OldDrafts | None = None) -> Message:
    return compose_digest(
        TITLE,
        items,
        date(2026, 12, 3),
        drafts=drafts,
        key="digest:2026-12-03:hv",
        base_url=f"{BASE_URL}/",
        safety_line=SAFETY_LINE,
    )


LATE = DigestItem("D-2026-0002", "stage 1", "an answer", datetime(2026, 11, 30, 17, tzinfo=UTC), 3)
TODAY = DigestItem("D-2026-0001", "stage 2", "an answer", datetime(2026, 12, 3, 17, tzinfo=UTC))
SOON = DigestItem("D-2026-0003", "stage 3", "a date for a meeting", datetime(2026, 12, 8, 17, tzinfo=UTC))


class Page(HTMLParser):
    """What an HTML mail is made of, and whether every element is closed in its turn."""

    VOID = frozenset({"meta", "br", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.links: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()
        assert self.open == [], "not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes[tag] = dict(attrs)
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("template", TEMPLATES)
def test_text_and_html_carry_every_fact_the_link_and_the_safety_line(template: str) -> None:
    wanted = notice(template)
    message = words_for(wanted)
    link = f"{BASE_URL}{TEMPLATES[template].path.format(reference='D-2026-0001', token=FACTS['token'])}"
    page = Page(message.html)
    # The token stands in the link, and nowhere else.
    facts = [fact for name, fact in wanted.facts.items() if name != "token"]
    for fact in [*facts, TITLE, wanted.case_reference, SAFETY_LINE]:
        assert fact in message.text
        assert fact in page.words
    assert link in message.text
    assert link in page.links
    assert message.key == f"key:{template}"
    assert message.case_reference == wanted.case_reference


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_a_template_may_do_without_leaves_no_trace(template: str) -> None:
    message = words_for(notice(template, everything=False))
    for words in (message.subject, message.text, Page(message.html).words):
        assert "None" not in words
        assert not re.search(r"^\w[\w ]*: *$", words, re.MULTILINE)
    assert "<dd></dd>" not in re.sub(r' style="[^"]*"', "", message.html)


@pytest.mark.parametrize("template", [*TEMPLATES, "digest"])
def test_the_html_is_well_formed_and_accessible(template: str) -> None:
    message = digest(LATE, TODAY) if template == "digest" else words_for(notice(template))
    page = Page(message.html)
    assert message.html.startswith("<!DOCTYPE html>\n")
    assert page.attributes["html"]["lang"] == "en-GB"
    assert "maximum-scale" not in (page.attributes["meta"].get("content") or "")
    assert page.tags.count("h1") == page.tags.count("title") == page.tags.count("main") == 1
    assert not {"img", "script", "table", "form", "font"} & set(page.tags)
    assert all(link.startswith(BASE_URL) for link in page.links)
    # A list of terms holds terms, and is never empty.
    assert not re.search(r"<dl[^>]*>\s*</dl>", message.html)
    assert page.tags.count("dt") == page.tags.count("dd")


@pytest.mark.parametrize("template", [*TEMPLATES, "digest"])
def test_the_subject_is_one_line_with_the_reference_first(template: str) -> None:
    wanted = None if template == "digest" else notice(template)
    message = words_for(wanted) if wanted else digest(TODAY)
    assert "\n" not in message.subject
    if wanted and wanted.case_reference:
        assert message.subject.startswith("D-2026-0001: ")
    assert escape(message.subject) in message.html.replace("&#39;", "&#x27;")
    assert not message.text.startswith("Subject")


@pytest.mark.parametrize("template", [*TEMPLATES, "digest"])
def test_the_text_reads_well_on_a_phone(template: str) -> None:
    message = digest(LATE, TODAY) if template == "digest" else words_for(notice(template))
    assert "\n\n\n" not in message.text
    assert not re.search(r"[ \t]+$", message.text, re.MULTILINE)
    assert "<" not in message.text
    assert " by by " not in message.text


def test_every_template_file_is_used_and_every_template_has_both_files() -> None:
    folder = Path(wording.__file__).parent / "templates"
    names = [*TEMPLATES, "digest", "base", "_row"]
    assert {path.name for path in folder.iterdir()} == {f"{name}.{form}" for name in names for form in ("txt", "html")}


@pytest.mark.parametrize("template", [name for name, template in TEMPLATES.items() if template.about_a_case])
def test_a_notice_about_a_practice_review_speaks_of_no_disagreement(template: str) -> None:
    about = notice(template)
    facts = dict(about.facts) | ({"owes": "an agency's return"} if "owes" in about.facts else {})
    message = words_for(replace(about, case_reference="R-2026-0001", facts=facts))
    assert "disagreement" not in message.subject + message.text + message.html


def test_an_owed_step_word_for_word() -> None:
    message = words_for(notice("owed"))
    assert message.subject == "D-2026-0001: you owe the next step by Thursday 3 December 2026 at 5pm"
    assert message.text == (
        "For: Health visitor, HCRG\n"
        "\n"
        "You owe the next step in the disagreement D-2026-0001.\n"
        "\n"
        "If you cannot do it in time, please hand it to your deputy now, from the case page.\n"
        "\n"
        "What is owed: a written answer to the disagreement\n"
        "By when: Thursday 3 December 2026 at 5pm\n"
        "Stage: stage 2, senior managers\n"
        "Why: must, within 5 working days (London Child Protection Procedures, chapter 11)\n"
        "\n"
        "Open D-2026-0001: https://goldenthread.example.org/cases/D-2026-0001\n"
        "\n"
        "If you are concerned about a child or young person now, call 0345 603 7627. "
        "In immediate danger call 999.\n"
        "\n"
        "To protect the child, this message gives no details. Please put none in a reply: replies are not "
        "read, and only the fact that one came is kept. Sign in and answer there.\n"
    )


def test_the_digest_lists_what_is_owed_soonest_first_and_says_what_is_late() -> None:
    message = digest(SOON, TODAY, LATE)
    assert message.subject == "What you owe, Thursday 3 December 2026: 3 steps, 1 late"
    for words in (message.text, Page(message.html).words):
        assert re.findall(r"D-2026-\d{4} \([\w ]+\)", words) == [
            "D-2026-0002 (3 working days late)",
            "D-2026-0001 (due today)",
        ]
        order = [words.index(reference) for reference in ("D-2026-0002", "D-2026-0001", "D-2026-0003")]
        assert order == sorted(order)
        assert "Tuesday 8 December 2026 at 5pm" in words
    assert f"{BASE_URL}/cases/D-2026-0003" in message.text


def test_a_digest_of_one() -> None:
    assert digest(SOON).subject == "What you owe, Thursday 3 December 2026: 1 step"


@pytest.mark.parametrize(
    ("items", "number", "subject", "words"),
    [
        ([SOON], 1, "What you owe, Thursday 3 December 2026: 1 step",
         "You have 1 draft that is not raised, since Friday 27 November 2026. "),
        ([], 2, "Your drafts, Thursday 3 December 2026: 2 not raised yet",
         "You have 2 drafts that are not raised, since Friday 27 November 2026 at the earliest. "),
    ],
)  # fmt: skip
def test_a_digest_tells_of_old_drafts(items: list[DigestItem], number: int, subject: str, words: str) -> None:
    message = digest(*items, drafts=OldDrafts(number, date(2026, 11, 27)))
    assert message.subject == subject
    for text in (message.text, Page(message.html).words):
        assert words in " ".join(text.split())
        assert ("soonest first" in text.lower()) == bool(items)


def test_a_fact_cannot_bring_markup_or_a_header_with_it() -> None:
    wanted = notice("owed")
    sly = replace(wanted, facts=wanted.facts | {"due_words": "5pm\r\nBcc: all@example.org", "owes": "<b>x</b>"})
    message = words_for(sly)
    assert message.subject == "D-2026-0001: you owe the next step by 5pm Bcc: all@example.org"
    assert "&lt;b&gt;x&lt;/b&gt;" in message.html
    assert "<b>" not in message.html


def test_by_is_said_once() -> None:
    wanted = notice("owed")
    message = words_for(replace(wanted, facts=wanted.facts | {"due_words": "by Friday"}))
    assert message.subject.endswith("the next step by Friday")


def test_an_instant_is_said_in_words() -> None:
    facts = {name: words for name, words in notice("owed").facts.items() if name != "due_words"}
    message = words_for(replace(notice("owed"), facts=facts | {"due": "2026-12-03T17:00:00+00:00"}))
    assert message == words_for(notice("owed"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"template": "owned"}, "no template 'owned'.*Known are: owed, warning"),
        ({"facts": {}}, "lacks: due_words, owes, rule, stage"),
        ({"facts": {**FACTS}}, "carries what its template does not use"),
        ({"facts": {**notice("owed").facts, "childs_name": "x"}}, "does not use: childs_name"),
        ({"facts": {**notice("owed").facts, "owes": "  "}}, "leaves owes empty"),
        ({"facts": {**notice("owed").facts, "owes": "x" * 401}}, "401 characters, and 400 is the most"),
        ({"facts": {"due": "Friday"}}, "'Friday' is not an instant with its zone"),
        ({"facts": {"due": "2026-12-03T17:00:00"}}, "is not an instant with its zone"),
        ({"case_reference": ""}, "is about a case and names none"),
        ({"recipient_title": " "}, "leaves the recipient's title empty"),
    ],
)
def test_a_notice_that_cannot_be_put_into_words(changes: dict[str, object], words: str) -> None:
    with pytest.raises(NoticeError, match=words):
        words_for(replace(notice("owed"), **changes))  # type: ignore[arg-type]  # each row names its fields


@pytest.mark.parametrize("base_url", ["", "goldenthread.example.org", "ftp://x", "https://x y", "https://x?a=b"])
def test_what_is_not_an_address_of_pages(base_url: str) -> None:
    with pytest.raises(NoticeError, match="not an address of pages"):
        compose(notice("owed"), base_url=base_url, safety_line=SAFETY_LINE)


def test_nobody_gets_an_empty_digest() -> None:
    with pytest.raises(NoticeError, match="nothing in it"):
        digest()


def test_a_chaser_asks_whoever_owes_the_step_and_tells_the_others_that_it_is_not_theirs() -> None:
    chaser = notice("chaser")
    theirs = words_for(replace(chaser, facts=chaser.facts | {"owner": chaser.recipient_title}))
    others = words_for(replace(chaser, facts=chaser.facts | {"owner": "Somebody else"}))
    for text in (theirs.text, theirs.html):
        assert "hand it to your deputy" in text
        assert "It is not yours" not in text
    for text in (others.text, others.html):
        assert "It is not yours" in text
        assert "your deputy" not in text


def test_what_one_is_told_never_says_that_nothing_is_owed() -> None:
    # Whoever chairs a group is told that it has opened, and owes its next step by another message.
    told = words_for(notice("told", everything=False))
    assert "This message asks nothing of you: a step that you owe has a message of its own." in told.text


def test_whoever_is_asked_for_something_is_not_told_that_nothing_is_asked() -> None:
    asked = words_for(notice("told"))
    assert asked.subject == "D-2026-0001: you are asked for something, stage 2 opened this morning"
    for words in (asked.text, asked.html):
        assert "Something is asked of you in the disagreement D-2026-0001." in words
        assert "asks nothing of you" not in words
    assert "What is asked of you: your view, before the chair decides\n" in asked.text
