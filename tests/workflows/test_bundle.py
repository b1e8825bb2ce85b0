"""Bundles: a page that stands alone, data that carry their own proof, and changes to either that show."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from states.actions import Acknowledge, Answer, FinishDuty, Reopen, Withdraw
from store.readable_cases import Member, Operator
from tests.at_work import AtWork, address_of, do, raised, run_clock
from tests.partnership import COUNCIL, DETECTIVE_CONSTABLE, HEALTH_VISITOR, POLICE, SOCIAL_WORKER
from tests.store.tampering import ENTRIES, entry, unguarded
from workflows.bundle import DATA, BundleError, check_bundle, make_bundle
from workflows.bundle_disagreement import DisagreementInBundle
from workflows.deliver import deliver

WRITTEN = "</script><script>alert('x')</script> & a <b>visit</b>"


@pytest.fixture
def climbed(at_work: AtWork) -> str:
    """A case in which somebody wrote markup, time ran out, and mail was delivered."""
    reference = raised(at_work.context)
    do(at_work.context, reference, Acknowledge(note=WRITTEN), SOCIAL_WORKER)
    run_clock(at_work.context, at_work.clock, at_work.clock.now() + timedelta(days=5), timedelta(days=1))
    deliver(at_work.context)
    return reference


def page_of(at_work: AtWork, reference: str) -> str:
    page = make_bundle(at_work.context.engine, Operator(), reference, at_work.clock.now())
    assert page is not None
    return page


def data_of(page: str) -> dict[str, Any]:
    (block,) = DATA.findall(page)
    found: dict[str, Any] = json.loads(block)
    return found


def with_data(page: str, data: dict[str, Any]) -> str:
    """The page with other data in it, as somebody would put them there by hand."""
    text = json.dumps(data).replace("<", "\\u003c")
    return DATA.sub(lambda _: f'<script type="application/json" id="bundle">{text}</script>', page)


class Outline(HTMLParser):
    """What a screen reader and a network would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_a_bundle_of_an_untouched_case_fits(at_work: AtWork, climbed: str) -> None:
    found = check_bundle(page_of(at_work, climbed))
    assert found.fits
    assert found.page_is_of_data is True
    assert (found.reference, found.entries) == (climbed, len(data_of(page_of(at_work, climbed))["entries"]))


def test_it_holds_everything_about_the_case(at_work: AtWork, climbed: str) -> None:
    data = data_of(page_of(at_work, climbed))
    assert data["case"]["reference"] == climbed
    assert [entry["number"] for entry in data["entries"]] == list(range(1, data["case"]["version"] + 1))
    assert json.loads(data["entries"][1]["narrative"])["note"] == WRITTEN
    assert {clock["clock"] for clock in data["clocks"]} >= {"practitioners_resolve", "senior_managers_resolve"}
    assert json.loads(data["procedure"]["text"])["id"] == "essex"
    assert any(event for notice in data["notices"] for event in notice["events"])
    assert data["people"][SOCIAL_WORKER]["title"] == "Social worker, family support and protection"
    assert data["agencies"][COUNCIL]["name"] == "Essex County Council"


def test_no_address_of_anybody_is_in_it(at_work: AtWork, climbed: str) -> None:
    page = page_of(at_work, climbed)
    assert [person for person in data_of(page)["people"] if address_of(person) in page] == []


def test_the_page_tells_it_in_words(at_work: AtWork, climbed: str) -> None:
    words = Outline(page_of(at_work, climbed)).words
    for expected in (
        "This file holds case information about a child.",
        f"{climbed}: professional disagreement",
        "Senior managers: the responding side is to answer",
        "Raised the disagreement",
        "What would settle it",
        "Time ran out, so it moved up: Resolve it between practitioners",
        "3 working days",
        "local default, to be confirmed",
        "Counted: Tue 3 Nov 2026; Wed 4 Nov 2026; Thu 5 Nov 2026.",
        "Health visitor, HCRG (0-19 service)",
        "Essex Multi-Agency Safeguarding Arrangements",
        "goldenthread bundle --check FILE",
    ):
        assert expected in words, expected


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_reopened_case_is_where_it_is_since_it_came_back(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    told = FinishDuty(duty="tell_other_side_of_withdrawal", text="Told.")
    for action in (Withdraw(reason="A misunderstanding."), told, Reopen(reason="It was none.")):
        at_work.clock.advance_by(timedelta(hours=1))
        do(at_work.context, reference, action, HEALTH_VISITOR)
    way = DisagreementInBundle(data_of(page_of(at_work, reference))).way()
    (here,) = (place for place in way if place.here)
    assert (here.title, here.reached, here.entry) == ("Practitioners", "2026-11-02T12:00:00.000000Z", 5)
    assert [place.entry for place in way if not place.here and place.reached] == [2, 4]


def test_what_people_wrote_is_shown_and_never_run(at_work: AtWork, climbed: str) -> None:
    page = page_of(at_work, climbed)
    assert WRITTEN in Outline(page).words
    assert Outline(page).all("script") == [{"type": "application/json", "id": "bundle"}]
    assert "<b>visit</b>" not in page


def test_the_page_asks_nothing_of_any_network(at_work: AtWork, climbed: str) -> None:
    page = page_of(at_work, climbed)
    for tag, attributes in Outline(page).tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "form", "base")
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_can_be_read_without_eyes(at_work: AtWork, climbed: str) -> None:
    outline = Outline(page_of(at_work, climbed))
    assert outline.all("html") == [{"lang": "en-GB"}]
    assert len(outline.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(outline.all("caption")) == len(outline.all("table"))
    assert all(attributes.get("scope") in ("col", "row") for attributes in outline.all("th"))
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for attributes in outline.all("a"):
        assert str(attributes["href"]).removeprefix("#") in ids


def test_the_steps_that_the_page_names_are_enough_to_check_it(at_work: AtWork, climbed: str) -> None:
    data = data_of(page_of(at_work, climbed))

    def sha256(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    previous = "0" * 64
    for number, one in enumerate(data["entries"], 1):
        texts = [one["previous"], data["case"]["reference"], str(one["number"])]
        texts += [one[name] or "" for name in ("kind", "at", "recorded_at", "actor", "on_behalf_of", "position")]
        texts += [one["audience"], one["facts"], one["narrative_hash"] or "", one["state_hash"] or ""]
        assert (one["number"], one["previous"], one["hash"]) == (number, previous, sha256("\x1f".join(texts)))
        if one["narrative_hash"]:
            assert one["narrative_hash"] == sha256(one["narrative_salt"] + one["narrative"])
        previous = one["hash"]
    assert (data["case"]["version"], data["case"]["head"]) == (len(data["entries"]), previous)
    assert sha256(data["case"]["state"]) == data["entries"][-1]["state_hash"]
    assert sha256(data["procedure"]["text"]) == data["case"]["procedure"]


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["entries"][1].update(narrative='{"note":"Nothing."}'), "entry 2: what was written in it does not"),
        (lambda d: d["entries"][1].update(narrative=None), "entry 2: what was written in it is missing"),
        (lambda d: d["entries"][1].update(narrative_hash="0" * 64), "entry 2: it does not fit its hash"),
        (lambda d: d["entries"][0].update(at="2026-11-01T09:00:00.000000Z"), "entry 1: it does not fit its hash"),
        (lambda d: d["entries"].pop(), "the newest entries are missing"),
        (lambda d: d["entries"].pop(2), "entry 3 is missing: entry 4 comes next"),
        (lambda d: d["case"].update(owner="somebody"), "the column owner of the case's row"),
        (lambda d: d["case"].update(state="{}"), "the state on the case's row is not the one"),
        (lambda d: d["clocks"][0].update(due_at="2027-01-01T00:00:00.000000Z"), "the column due_at of clock 1"),
        (lambda d: d["clocks"].pop(0), "clock 1 (practitioners_acknowledge) is missing"),
        (lambda d: d["procedure"].update(text="{}"), "its text does not fit its hash"),
        (lambda d: d.update(procedure=None), "its text is missing"),
    ],
    ids=[
        "narrative",
        "no narrative",
        "its hash",
        "instant",
        "newest",
        "middle",
        "owner",
        "state",
        "due time",
        "clock",
        "rules",
        "no rules",
    ],
)
def test_data_that_were_changed(at_work: AtWork, climbed: str, change: object, said: str) -> None:
    page = page_of(at_work, climbed)
    data = data_of(page)
    assert callable(change)
    change(data)
    found = check_bundle(with_data(page, data))
    assert not found.fits
    assert any(said in str(misfit) for misfit in found.misfits), [str(one) for one in found.misfits]


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_page_that_shows_something_else_than_its_data(at_work: AtWork, climbed: str) -> None:
    page = page_of(at_work, climbed)
    found = check_bundle(page.replace("<dd>What was tried.</dd>", "<dd>Nothing was tried.</dd>"))
    assert found.misfits == ()
    assert found.page_is_of_data is False
    assert not found.fits


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_page_that_another_version_made_is_checked_by_its_data_alone(at_work: AtWork, climbed: str) -> None:
    page = page_of(at_work, climbed)
    data = data_of(page)
    found = check_bundle(page.replace(data["made_by"], "0123456789abcdef"))
    assert found.page_is_of_data is None
    assert found.fits


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_line_ends_that_a_mail_program_changed_do_no_harm(at_work: AtWork, climbed: str) -> None:
    assert check_bundle(page_of(at_work, climbed).replace("\n", "\r\n")).fits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html></html>",
        '<script type="application/json" id="bundle">{</script>',
        '<script type="application/json" id="bundle">[]</script>',
        '<script type="application/json" id="bundle">{"format": "something else"}</script>',
        '<script type="application/json" id="bundle">{"format": "Golden Thread bundle 1", "case": 4}</script>',
        '<script type="application/json" id="bundle">{}</script>' * 2,
    ],
)
def test_what_is_no_bundle(text: str) -> None:
    with pytest.raises(BundleError, match="bundle"):
        check_bundle(text)


def test_a_bundle_of_a_record_that_was_tampered_with_says_so(at_work: AtWork, climbed: str) -> None:
    with unguarded(at_work.context.engine) as connection:
        connection.execute(ENTRIES.update().where(entry(connection, climbed, 2)).values(position="nowhere"))
    page = page_of(at_work, climbed)
    assert "This record does not fit together." in Outline(page).words
    assert [(one.entry, one.how) for one in check_bundle(page).misfits] == [(2, "changed")]


def test_two_bundles_of_one_case_agree_on_what_both_hold(at_work: AtWork, climbed: str) -> None:
    before = data_of(page_of(at_work, climbed))["entries"]
    do(at_work.context, climbed, Answer(answer="We will visit."), "service_manager_ecc")
    after = data_of(page_of(at_work, climbed))["entries"]
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


@pytest.mark.parametrize(
    ("reader", "may"),
    [
        (Operator(), True),
        (Member(HEALTH_VISITOR, "hcrg"), True),
        (Member(DETECTIVE_CONSTABLE, POLICE), False),
        (Member("escb_independent_scrutineer", "escb", oversight=True), True),
    ],
)
def test_only_whoever_may_read_the_case_gets_its_bundle(at_work: AtWork, reader: Operator | Member, may: bool) -> None:
    reference = raised(at_work.context)
    assert (make_bundle(at_work.context.engine, reader, reference, at_work.clock.now()) is not None) is may


def test_there_is_none_of_a_case_that_there_is_not(at_work: AtWork) -> None:
    assert make_bundle(at_work.context.engine, Operator(), "D-2026-0404", at_work.clock.now()) is None
