"""What a case of either kind offers to a person now, as commands say it: each action as it is typed, with its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from textwrap import fill

import typer

from command_line.posts import post
from command_line.terminal import plain_json
from states.directory import Directory
from states.open_actions import ACTIONS, OpenAction

WIDTH = 110


def say_offered(
    reference: str, offered: Sequence[OpenAction], person: str, directory: Directory, *, as_json: bool
) -> None:
    """Say what is open to a person on a case, and why the rest of what could be done now is not."""
    if as_json:
        typer.echo(plain_json([asdict(one) for one in offered]))
        return
    theirs = [one for one in offered if one.reason is None]
    typer.echo(f"{reference}: {'open' if theirs else 'nothing is open'} now to {post(directory, person)}")
    for one in theirs:
        _say(_called(one), title_of(one.kind))
    others: dict[str, list[str]] = {}
    for one in offered:
        if one.reason is not None:
            others.setdefault(one.reason, []).append(" ".join([one.kind, *_given(one)]))
    if others:
        typer.echo("Not open to them now, and why:")
    for reason, called in others.items():
        _say(", ".join(called), reason)


def title_of(kind: str) -> str:
    """What an action is, in a sentence."""
    return (ACTIONS[kind].__doc__ or "").splitlines()[0]


def _say(called: str, words: str) -> None:
    typer.echo(fill(called, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False))
    typer.echo(fill(words, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6))


def _called(one: OpenAction) -> str:
    """An action as it is typed, with the fields that it needs."""
    needed = ACTIONS[one.kind].model_fields.items()
    missing = [f"{name}=..." for name, field in needed if field.is_required() and name not in one.fields]
    return " ".join([one.kind, *_given(one), *missing])


def _given(one: OpenAction) -> list[str]:
    return [f"{name}={value}" for name, value in one.fields.items()]
