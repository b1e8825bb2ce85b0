"""Links to the pages of a list, as the pagination component takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


def page_numbers(path: str, chosen: Mapping[str, str], number: int, pages: int) -> dict[str, Any] | None:
    """Links from page `number` of `pages`, with what else was chosen kept in them; None if there is only one page."""
    if pages == 1:
        return None

    def address(to: int) -> str:
        return f"{path}?{urlencode({**chosen, 'page': to})}"

    near = sorted({1, pages, *(n for n in (number - 1, number, number + 1) if 1 <= n <= pages)})
    items: list[dict[str, Any]] = []
    for before, one in zip([0, *near], near, strict=False):
        if one > before + 1:
            items.append({"ellipsis": True})
        items.append({"number": one, "href": address(one), "current": one == number})
    found: dict[str, Any] = {"items": items}
    if number > 1:
        found["previous"] = {"href": address(number - 1)}
    if number < pages:
        found["next"] = {"href": address(number + 1)}
    return found
