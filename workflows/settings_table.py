"""All settings as a table: for the documentation, and for a terminal with what holds now."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflows.settings import Settings, variable


@dataclass(frozen=True)
class SettingRow:
    """One setting for a page or a terminal: its variable, meaning, default, and what holds now.

    `value` is None when no settings were given; secrets show as stars.
    """

    variable: str
    meaning: str
    default: str
    value: str | None = None


def describe(settings: Settings | None = None) -> tuple[SettingRow, ...]:
    """Every setting in order, with what holds in `settings` if given."""
    rows = []
    for name, field in Settings.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        default = str(extra.get("default_text") or ("none" if field.default is None else field.default))
        value = None if settings is None else _shown(name, getattr(settings, name))
        rows.append(SettingRow(variable(name), field.description or "", default, value))
    return tuple(rows)


def describe_as_markdown() -> str:
    """The table of all settings for the documentation."""
    lines = ["| Variable | Meaning | Default |", "|---|---|---|"]
    lines += [f"| `{row.variable}` | {row.meaning} | {row.default} |" for row in describe()]
    return "\n".join(lines) + "\n"


def _shown(name: str, value: object) -> str:
    if name == "database_url":
        return re.sub(r"(//[^:/@]*:)[^@]+@", r"\1**********@", str(value))
    if isinstance(value, tuple):
        return " ".join(str(one) for one in value) or "none"
    return "none" if value is None else str(value)
