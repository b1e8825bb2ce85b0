"""The tracker as a picture: every clock is in it in shape and words, and it tells itself to who does not see it."""

from __future__ import annotations

from functools import cache
from xml.etree import ElementTree

from msgspec.structs import replace

from reports.time_axis import TimeAxis
from reports.tracker import Tracker, tracker
from reports.tracker_picture import WIDTH, tracker_picture
from tests.partnership import essex_directory
from tests.reports.reviews import at, gathering, late_publication, published, referred, with_clocks, with_panel
from tests.reports.rules import review_rules

NAMESPACE = "{http://www.w3.org/2000/svg}"
NOW = at(1, 12)


@cache
def shown() -> Tracker:
    stories = (gathering()[0], late_publication(), with_panel(), published(), referred()[0])
    reviews = [with_clocks(one, at(12, 24, 11, 2026)) for one in stories]
    return tracker([(one, review_rules()) for one in reviews], essex_directory(), NOW, review_rules())


@cache
def picture() -> ElementTree.Element:
    return ElementTree.fromstring(tracker_picture(shown()))  # noqa: S314 - our own text, made just now


def texts(element: ElementTree.Element) -> str:
    return " ".join("".join(one.itertext()) for one in element.iter(f"{NAMESPACE}tspan"))


def group_of(clock_heading: str) -> ElementTree.Element:
    groups = [one for one in picture().iter(f"{NAMESPACE}g") if (one.get("aria-label") or "").startswith(clock_heading)]
    assert len(groups) == 1, clock_heading
    return groups[0]


def styles(element: ElementTree.Element) -> list[str]:
    return [one.get("class") or "" for one in element.iter()]


def test_each_clock_of_each_review_is_in_it() -> None:
    for line in shown().lines:
        assert line.reference in texts(picture())
        for clock in line.clocks:
            group = group_of(clock.heading)
            assert clock.left in texts(group)
            assert str(clock.due_at.year) in texts(group)


def test_late_is_a_shape_and_a_word_and_not_only_a_colour() -> None:
    late = group_of("DL10 Complete and publish")
    assert {"overdue", "alarm"} <= set(styles(late))
    assert "7 working days late" in texts(late)
    for heading in ("DL05", "DL07", "DL12", "DL15"):
        assert not {"overdue", "alarm"} & set(styles(group_of(heading)))


def test_each_kind_of_date_has_a_shape_of_its_own() -> None:
    assert styles(group_of("DL05")).count("hollow") == 1  # the other reading
    assert "asked" in styles(group_of("DL07"))
    assert styles(group_of("DL15")).count("mark") == 1  # beyond the axis, so an arrowhead


def test_it_tells_itself_to_those_who_do_not_see_it() -> None:
    title, description = picture().find(f"{NAMESPACE}title"), picture().find(f"{NAMESPACE}desc")
    assert title is not None
    assert description is not None
    assert title.text == "Practice reviews and their clocks on Tuesday 12 January 2027"
    assert picture().get("aria-labelledby") == title.get("id")
    assert picture().get("aria-describedby") == description.get("id")
    for line in shown().lines:
        for clock in line.clocks:
            assert f"{clock.heading}: due {clock.due}, {clock.left}" in (description.text or "")


def test_it_brings_everything_that_it_needs() -> None:
    text = tracker_picture(shown())
    assert "@import" not in text
    assert "@font-face" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_everything_drawn_lies_on_the_page() -> None:
    height = float(picture().get("height") or 0)
    for box in picture().iter(f"{NAMESPACE}rect"):
        if box.get("x"):
            x, wide = float(box.get("x") or 0), float(box.get("width") or 0)
            y, tall = float(box.get("y") or 0), float(box.get("height") or 0)
            assert x >= 0
            assert x + wide <= WIDTH
            assert y + tall <= height
            assert wide > 0


def test_a_picture_of_no_review_and_one_of_many_are_drawn_too() -> None:
    empty = tracker_picture(tracker([], essex_directory(), NOW))
    assert "0 open reviews" in empty
    line = shown().lines[0]
    many = tracker_picture(Tracker(NOW, tuple([line] * 40)))
    assert float(ElementTree.fromstring(many).get("height") or 0) > 2000  # noqa: S314 - our own text


def test_what_a_review_says_of_itself_cannot_break_the_picture() -> None:
    hostile = replace(gathering()[0], reference="R<&>\"'")
    odd = tracker([(with_clocks(hostile, NOW), review_rules())], essex_directory(), NOW)
    assert "R<&>\"'" in texts(ElementTree.fromstring(tracker_picture(odd)))  # noqa: S314 - our own text


def test_an_axis_holds_months_and_puts_what_lies_beyond_at_its_ends() -> None:
    axis = TimeAxis.over([at(12, 24, 11, 2026), at(7, 3, 9, 2026), at(11, 9)], NOW, 100, 500)
    assert [f"{month:%b}" for month in axis.months()][:2] == ["Oct", "Nov"]
    assert axis.x(at(7, 3, 9, 2026)) == 100
    assert axis.x(at(11, 9)) == 500
    assert not axis.holds(at(11, 9))
    assert 100 < axis.x(at(12, 24, 11, 2026)) < axis.x(NOW) < 500
