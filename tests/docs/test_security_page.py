"""docs/security.md has every point of OWASP ASVS 5.0.0, levels 1 and 2, once and in order; the files it names exist."""

import re

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([a-z ]+) \| (.+) \|$", re.MULTILINE)
ANSWERS = {"met", "partly", "not met", "deployment", "none here"}

# How many points of these levels each section has. They are the first ones of their sections.
POINTS = {
    "1": (2, 9, 11, 3, 2), "2": (3, 3, 4, 1), "3": (0, 2, 4, 6, 5, 0, 2), "4": (3, 1, 2, 4), "5": (1, 3, 2, 3),
    "6": (3, 12, 4, 4, 5, 3, 0, 4), "7": (3, 4, 2, 5, 2, 2), "8": (2, 3, 1, 1), "9": (3, 4),
    "10": (2, 2, 4, 11, 5, 2, 3), "11": (2, 3, 3, 4, 1, 1), "12": (3, 2, 4), "13": (1, 5, 2, 5), "14": (2, 4, 3),
    "15": (3, 3, 7), "16": (1, 5, 4, 3, 3), "17": (1, 4, 2),
}  # fmt: skip


def test_every_point_is_answered_once_and_in_order() -> None:
    expected = [
        f"V{chapter}.{section}.{point}"
        for chapter, sections in POINTS.items()
        for section, count in enumerate(sections, 1)
        for point in range(1, count + 1)
    ]
    assert len(expected) == 253
    assert [point for point, _, _ in ROW.findall(PAGE)] == expected


def test_every_answer_is_one_of_those_that_are_explained_and_says_how() -> None:
    for point, answer, how in ROW.findall(PAGE):
        assert answer in ANSWERS, point
        assert how.strip(), point


def test_what_is_not_met_stands_at_the_head() -> None:
    head = PAGE[PAGE.index("\n## OWASP ASVS") : PAGE.index("\n### V1 ")]
    for point, answer, _ in ROW.findall(PAGE):
        if answer == "not met":
            assert point in head, point


def test_every_file_that_it_names_is_there() -> None:
    named = re.findall(r"`((?:[a-z_]+/)+[\w.-]+\.(?:py|html|js|json)|[\w.-]+\.(?:lock|toml))`", PAGE)
    assert len(named) > 100
    missing = sorted({name for name in named if not (ROOT / name).exists()})
    assert missing == []
