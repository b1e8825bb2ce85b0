"""The project's pages, and what stands in them: code, links and headings."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def name_of(page: Path) -> str:
    """A page's path as people write it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [text for found, text in _FENCE.findall(page.read_text(encoding="utf-8")) if found == language]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def code(page: Path) -> Iterator[str]:
    """All code of a page, line by line: fenced, indented and inside sentences."""
    for _, text in _FENCE.findall(page.read_text(encoding="utf-8")):
        yield from text.splitlines()
    for line in prose(page).splitlines():
        if line.startswith("    "):
            yield line.strip()
        else:
            yield from re.findall(r"`([^`]+)`", line)


def section(page: Path, heading: str) -> str:
    """The text under a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", prose(page), re.DOTALL | re.MULTILINE)
    assert found, f"{name_of(page)} has no heading {heading}"
    return found[1]


def rows(page: Path, heading: str) -> list[list[str]]:
    """The rows of the tables under a heading, without their first two lines."""
    found: list[list[str]] = []
    above = ""
    for line in section(page, heading).splitlines():
        is_row = line.strip().startswith("|")
        if is_row and above.startswith("|") and not set(line) <= set("|- "):
            found.append([cell.strip() for cell in line.strip().split("|")[1:-1]])
        above = line.strip()
    return found


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings have on GitHub."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
