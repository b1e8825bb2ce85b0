"""A local overlay laid over a regional base."""

from __future__ import annotations

from difflib import get_close_matches

from procedures.fault import Fault, ProcedureError
from procedures.yaml_file import Node

ONLY_IN_OVERLAYS = ("remove", "before")
"""What an item of an overlay's list may say beside its fields."""


def lay_over(base: Node, overlay: Node) -> Node:
    """The base with the overlay's values laid over it; neither is changed.

    Mappings merge key by key. Lists whose items carry an `id` merge item by item: an item of the same id is laid
    over its base, one with `remove: true` goes, a new one is added at the end or before the item that its `before`
    names (a known one with `before` moves there). Every other list and every scalar is replaced, and an empty
    list takes away what the base has. What becomes a local default no longer has its base's source.

    ProcedureError if there is nothing to remove or to stand before, an item is given twice, or its id is a slip.
    """
    if isinstance(base.value, dict) and isinstance(overlay.value, dict):
        merged = dict(base.value)
        for key, node in overlay.value.items():
            merged[key] = lay_over(merged[key], node) if key in merged else node
        if overlay.get("force") == "local_default" and "source" not in overlay.mapping:
            merged.pop("source", None)
        return Node(merged, overlay.place)
    if _has_ids(base) and _has_ids(overlay) and overlay.items:
        return _lay_items_over(base, overlay)
    return overlay


def _has_ids(node: Node) -> bool:
    return isinstance(node.value, list) and all(item.get("id") is not None for item in node.items)


def _lay_items_over(base: Node, overlay: Node) -> Node:
    items = list(base.items)
    given: set[object] = set()
    for item in overlay.items:
        identifier = str(item.get("id"))
        ids = [str(known.get("id")) for known in items]
        if identifier in given:
            raise _fault(item, "id", f"{identifier!r} is given twice in this list")
        given.add(identifier)
        if item.get("remove") is True:
            if identifier not in ids:
                raise _fault(item, "remove", f"the base has no {identifier!r} to remove; it has: {', '.join(ids)}")
            del items[ids.index(identifier)]
            continue
        before = item.get("before")
        if before is not None and (before not in ids or before == identifier):
            raise _fault(item, "before", f"there is no {before!r} to stand before; there are: {', '.join(ids)}")
        own = item.without("before")
        if identifier not in ids and _is_only_a_change(item, items):
            near = get_close_matches(identifier, ids, n=1)
            if near:
                message = f"the base has no {identifier!r}; did you mean {near[0]}? One of your own needs a title"
                raise _fault(item, "id", message)
        if identifier in ids:
            own = lay_over(items[ids.index(identifier)], own)
            if before is None:
                items[ids.index(identifier)] = own
                continue
            del items[ids.index(identifier)]
            ids.remove(identifier)
        items.insert(ids.index(before) if before is not None else len(items), own)
    return Node(items, overlay.place)


def _is_only_a_change(item: Node, base: list[Node]) -> bool:
    """Whether an item has no title although all of its base have one: it looks as if it changed one of them."""
    return not _titled(item) and all(_titled(known) for known in base)


def _titled(item: Node) -> bool:
    return any(item.get(name) for name in ("title", "text"))


def _fault(item: Node, field: str, expected: str) -> ProcedureError:
    place = item.at((field,))
    return ProcedureError([Fault(place.file, place.line, field, expected)])
