"""The few shapes that our diagrams are made of, as SVG elements, and text broken into lines that fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"

STYLE = f"""
.ladder text {{ font-family: {FONT}; font-size: 14px; fill: #1b2429; }}
.ladder .title {{ font-size: 26px; font-weight: bold; }}
.ladder .heading {{ font-size: 18px; font-weight: bold; }}
.ladder .strong {{ font-weight: bold; }}
.ladder .column {{ font-size: 12px; font-weight: bold; fill: #46545c; }}
.ladder .ends {{ font-style: italic; fill: #2f3b42; }}
.ladder .light {{ fill: #ffffff; font-weight: bold; font-size: 12px; }}
.ladder .dark {{ fill: #1b2429; font-weight: bold; font-size: 12px; }}
.ladder .card {{ fill: #f6f9fb; stroke: #0b3c5d; stroke-width: 2; }}
.ladder .gate {{ fill: #ffffff; stroke: #0b3c5d; stroke-width: 2; stroke-dasharray: 6 4; }}
.ladder .onward, .ladder .start {{ fill: #e3edf3; stroke: #0b3c5d; stroke-width: 2; }}
.ladder .panel {{ fill: #ffffff; stroke: #7a8b95; stroke-width: 1.5; }}
.ladder .banner {{ fill: #fff4d6; stroke: #8a6100; stroke-width: 1.5; }}
.ladder .rule {{ stroke: #c5d0d6; stroke-width: 1; fill: none; }}
.ladder .climb {{ stroke: #0b3c5d; stroke-width: 3; fill: none; }}
.ladder .leap {{ stroke: #0b3c5d; stroke-width: 2; fill: none; stroke-dasharray: 7 5; }}
.ladder .must {{ fill: #5b1238; }}
.ladder .should {{ fill: #0b4f7d; }}
.ladder .may {{ fill: #ffffff; stroke: #1b2429; stroke-width: 1.5; }}
.ladder .local_default {{ fill: #fff4d6; stroke: #8a6100; stroke-width: 1.5; stroke-dasharray: 4 3; }}
"""
"""Every rule is held to our own diagrams, so that one set into a page changes nothing else there."""

_WIDE, _NARROW = set("mwMWQOGCD@%"), set("ijltfrI.,:;'|!()[] ")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in our font, in pixels: always a little more than it turns out."""
    ems = sum(0.86 if letter in _WIDE else 0.32 if letter in _NARROW else _ordinary(letter) for letter in text)
    return ems * size * (1.07 if bold else 1.0)


def _ordinary(letter: str) -> float:
    return 0.70 if letter.isupper() else 0.57


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """A text in lines of at most `width` pixels; a single word that is wider stands alone on its line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass
class Canvas:
    """Collects elements. Coordinates are pixels from the top left corner."""

    name: str
    elements: list[str] = field(default_factory=list)

    def rectangle(self, x: float, y: float, width: float, height: float, style: str, radius: float = 6) -> None:
        """A rectangle with rounded corners; `style` is a class of the style sheet."""
        self.elements.append(
            f'<rect class="{style}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}"/>'
        )

    def line(self, points: Iterable[tuple[float, float]], style: str, *, arrow: bool = True) -> None:
        """A line through points, with an arrowhead at its end."""
        path = " L ".join(f"{x:g} {y:g}" for x, y in points)
        end = f' marker-end="url(#{self.name}-arrow)"' if arrow else ""
        self.elements.append(f'<path class="{style}" d="M {path}"{end}/>')

    def text(self, x: float, y: float, lines: Iterable[str], style: str, spacing: float = 18) -> None:
        """Lines of text, the first with its baseline at `y`."""
        spans = "".join(
            f'<tspan x="{x:g}" y="{y + number * spacing:g}">{escape(line)}</tspan>' for number, line in enumerate(lines)
        )
        self.elements.append(f'<text class="{style}">{spans}</text>')

    def group(self, label: str) -> None:
        """Open a group that a screen reader names; `end` closes it."""
        self.elements.append(f'<g role="group" aria-label={quoteattr(label)}>')

    def end(self) -> None:
        """Close the group opened last."""
        self.elements.append("</g>")


def document(canvas: Canvas, width: float, height: float, name: str, title: str, description: str) -> str:
    """A whole SVG file: it has its title and description for those who do not see it, and its own white ground.

    `name` sets its ids apart from those of another diagram on the same page.
    """
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" class="ladder" role="graphics-document document" lang="en-GB" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-description">'
    )
    arrow = (
        f'<marker id="{name}-arrow" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M 0 0 L 10 5 L 0 10 z" fill="#0b3c5d"/></marker>'
    )
    return "\n".join(
        [
            head,
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-description">{escape(description)}</desc>',
            f"<style>{STYLE}</style>",
            f"<defs>{arrow}</defs>",
            f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
            *canvas.elements,
            "</svg>\n",
        ]
    )
