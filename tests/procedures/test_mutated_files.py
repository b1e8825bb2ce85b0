"""Procedure files damaged at random: each is read or refused in words, and never ends in a traceback."""

from pathlib import Path
from xml.etree import ElementTree

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from procedures.catalogue import LIBRARY
from procedures.description import describe
from procedures.diagram_mermaid import mermaid
from procedures.diagram_svg import svg
from procedures.fault import ProcedureError
from procedures.proof import prove
from procedures.reading import read_written
from procedures.rules import Rules

LINES = (LIBRARY / "all-features.yaml").read_text(encoding="utf-8").splitlines()
REVIEW_LINES = (LIBRARY / "practice-review-wt2023.yaml").read_text(encoding="utf-8").splitlines()
WORDS = sorted({word for line in (*LINES, *REVIEW_LINES) for word in line.replace(":", " ").split()})

places = st.integers(0, len(REVIEW_LINES) - 1)
snippets = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(["null", "[]", "{}", "-1", "1e9", "0", "&a", "*a", "<<", "!!x", "|", ">", "? ", "\t", "#", "'"]),
    st.text(max_size=6),
)
damages = st.lists(
    st.tuples(st.sampled_from(["delete", "repeat", "swap", "replace", "insert", "indent"]), places, places, snippets),
    min_size=1,
    max_size=3,
)


def damaged(undamaged: list[str], damage: list[tuple[str, int, int, str]]) -> str:
    lines = list(undamaged)
    for kind, one, other, snippet in damage:
        first, second = one % len(lines), other % len(lines)
        if kind == "delete":
            del lines[min(first, second) : min(first, second) + 1 + abs(first - second) % 4]
        elif kind == "repeat":
            lines.insert(first, lines[second])
        elif kind == "swap":
            lines[first], lines[second] = lines[second], lines[first]
        elif kind == "insert":
            lines.insert(first, snippet)
        elif kind == "indent":
            lines[first] = "  " + lines[first]
        else:
            head, colon, _ = lines[first].partition(": ")
            lines[first] = f"{head}{colon}{snippet}"
    return "\n".join(lines)


@given(damages)
@example([("replace", LINES.index("    stages: [practitioners, managers]"), 0, "[managers, practitioners]")])
@example([("replace", LINES.index("  cap: 10 working_days"), 0, "0 hours")])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_read_or_refused_in_words(tmp_path: Path, damage: list[tuple[str, int, int, str]]) -> None:
    is_read_or_refused(tmp_path, damaged(LINES, damage))


@given(damages)
@example([("replace", REVIEW_LINES.index("kind: practice_review"), 0, "disagreement")])
@example([("replace", REVIEW_LINES.index("    limit: 15 working_days"), 0, "0 hours")])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_rules_of_reviews_are_too(tmp_path: Path, damage: list[tuple[str, int, int, str]]) -> None:
    is_read_or_refused(tmp_path, damaged(REVIEW_LINES, damage))


def is_read_or_refused(directory: Path, text: str) -> None:
    path = directory / "damaged.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        written = read_written(path, (LIBRARY,))
    except ProcedureError as refused:
        said = [str(fault) for fault in refused.faults]
    else:
        proof = prove(written.rules)
        said = [str(written.fault(found.where, found.message)) for found in proof.faults]
        draw(written.rules)
    for words in said:
        assert words.startswith((str(path), str(LIBRARY)))
        assert "\n" not in words


def draw(procedure: Rules) -> None:
    assert describe(procedure)
    assert mermaid(procedure).endswith("\n")
    assert ElementTree.fromstring(svg(procedure)).tag.endswith("svg")  # noqa: S314 - our own text, made just now
