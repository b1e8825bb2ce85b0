"""Whether the rules of a case have changed since it was frozen to them, and where the difference is shown."""

from __future__ import annotations

from dataclasses import dataclass

from procedures.catalogue import load_rules
from procedures.comparison import compare
from procedures.fault import ProcedureError
from procedures.rules import Rules
from web.procedures.procedure_shelf import SHORT, version_of
from web.reader import SignedIn
from web.site import Site


@dataclass(frozen=True)
class ChangedRules:
    """The rules that apply to new cases have changed: the edition that is in force, and the page of the difference.

    With an empty `edition` none is in force under the name any longer.
    """

    edition: str
    address: str


def changed_since(rules: Rules, version: str, reader: SignedIn, site: Site) -> ChangedRules | None:
    """What has changed since a case was frozen to a version of its rules; None if nothing has."""
    try:
        current = load_rules(rules.id, on=reader.day, directories=site.context.procedure_directories)
    except ProcedureError:
        return ChangedRules("", f"/procedures/{rules.id}/{version[:SHORT]}")
    other = version_of(current)
    if other == version or not _differ(current, rules, version):
        return None
    pair = f"first={rules.id}/{version[:SHORT]}&second={current.id}/{other[:SHORT]}"
    return ChangedRules(current.edition, f"/procedures/compare?{pair}")


def _differ(current: Rules, rules: Rules, version: str) -> bool:
    """Whether anything differs: frozen by an older Golden Thread, the same rules may have another text."""
    key = ("differs from", version)
    if key not in current.remembered:
        current.remembered[key] = current.kind != rules.kind or bool(compare(rules, current))
    return bool(current.remembered[key])
