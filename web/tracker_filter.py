"""What a reader of the tracker has chosen to see: it stands in the address, so that it can be sent and kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from procedures.review_course import ReviewPosition
from reports.review_words import INCIDENTS, POSITIONS
from states.review import Review

_WORDS = {position.value: words for position, words in POSITIONS.items()}


@dataclass(frozen=True)
class TrackerFilter:
    """Only reviews with something late, only those at a position, only those of a kind of incident; "" for all."""

    late: bool = False
    position: str = ""
    incident: str = ""

    @classmethod
    def of(cls, late: str, position: str, incident: str) -> TrackerFilter:
        """The filter that an address asks for. What there is none of is left out of it."""
        return cls(
            late=late == "1",
            position=position if position in _WORDS else "",
            incident=incident if incident in INCIDENTS else "",
        )

    @property
    def address(self) -> str:
        """The filter as the query of an address, with its question mark; empty if nothing is chosen."""
        chosen = {"late": "1" if self.late else "", "position": self.position, "incident": self.incident}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{query}" if query else ""

    @property
    def words(self) -> str:
        """What is chosen, in words; empty if nothing is."""
        chosen = [
            "late only" if self.late else "",
            _WORDS.get(self.position, "").lower(),
            f"incident: {INCIDENTS[self.incident].lower()}" if self.incident else "",
        ]
        return "; ".join(part for part in chosen if part)

    def asks_for(self, review: Review) -> bool:
        """Whether a review is at the position and of the incident asked for. Lateness is not asked here."""
        return self.position in ("", review.position) and self.incident in ("", review.incident)

    def positions(self, reviews: Iterable[Review]) -> list[dict[str, object]]:
        """The positions to choose from, in the course's order: those where a review stands, and the chosen one."""
        there = {review.position for review in reviews} | {self.position}
        found = [{"value": one.value, "text": _WORDS[one.value]} for one in ReviewPosition if one.value in there]
        return _items("Any", found, self.position)

    def incidents(self) -> list[dict[str, object]]:
        """The kinds of incident to choose from."""
        return _items("Any", [{"value": value, "text": text} for value, text in INCIDENTS.items()], self.incident)


def _items(all_of_them: str, found: list[dict[str, str]], chosen: str) -> list[dict[str, object]]:
    items = [{"value": "", "text": all_of_them}, *found]
    return [{**item, "selected": item["value"] == chosen} for item in items]
