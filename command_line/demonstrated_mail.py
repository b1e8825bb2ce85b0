"""The mail of the demonstration, as it comes in: to whom, and what it says is owed."""

from __future__ import annotations

import queue
from collections.abc import Collection
from email.message import EmailMessage

import typer

from command_line.local_mailbox import LocalMailbox

TOLD = ("What is owed:", "By when:", "Open ")
"""How the lines of a mail begin that say what, by when and where; the rest of it is in its file."""


def say_mail(mailbox: LocalMailbox, references: Collection[str]) -> None:
    """Print the mail about some cases that has come since this was last done. One to several is printed once."""
    sent: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    while True:
        try:
            mail = mailbox.received.get_nowait()
        except queue.Empty:
            break
        subject = str(mail["Subject"])
        if not any(reference in subject for reference in references):
            continue
        sent.setdefault((subject, _facts_in(mail)), []).append(str(mail["To"]))
    for (subject, facts), people in sent.items():
        first, *others = people
        more = f" and {len(others)} more" if others else ""
        typer.echo(f"    mail to {first}{more}: {subject}")
        for line in facts:
            typer.echo(f"        {line}")


def _facts_in(mail: EmailMessage) -> tuple[str, ...]:
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    return tuple(line for line in text.splitlines() if line.startswith(TOLD))
