"""`goldenthread bundle`: one case in one file, and whether such a file is as it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from command_line.new_file import write_new_file
from command_line.terminal import REFUSED, fail, the_store
from store.readable_cases import Operator
from workflows.bundle import HANDLE_AS, BundleError, check_bundle, make_bundle


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command("bundle")(bundle)


def bundle(
    reference: Annotated[
        str | None, typer.Argument(help="The case, such as D-2026-0001 or R-2026-0001.", show_default=False)
    ] = None,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to write it; REFERENCE.html if not given.")
    ] = None,
    documents: Annotated[
        bool, typer.Option("--documents", help="With the content of its documents, and not only their hashes.")
    ] = False,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help="Instead: follow the chain in a bundle. No database.")
    ] = None,
) -> None:
    """Write a case with its record, procedure, delivery history and proof into one file, or check such a file.

    The file opens in a browser and holds the same as data for programs. It holds what people wrote about a child.
    """
    if check is not None:
        if reference is not None or output is not None or documents:
            fail("Give either a case, or --check FILE alone.")
        _check(check)
        return
    if reference is None:
        fail("Say which case, such as D-2026-0001, or give --check FILE.")
    with the_store() as context:
        page = make_bundle(context.engine, Operator(), reference, context.clock.now(), with_documents=documents)
    if page is None:
        fail(f"There is no case {reference}.", REFUSED)
    path = output or Path(f"{reference}.html")
    write_new_file(path, page.encode())
    typer.echo(f"{path} is written. {HANDLE_AS}")
    found = check_bundle(page)
    if not found.fits:
        fail("The record does not fit together, and the file says where. Run: goldenthread verify", REFUSED)


def _check(path: Path) -> None:
    try:
        found = check_bundle(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        fail(f"{path} is no bundle: it is not text in UTF-8.")
    except OSError as problem:
        fail(f"{path} cannot be read: {problem.strerror}.")
    except BundleError as problem:
        fail(f"{path}: {problem}")
    for misfit in found.misfits:
        typer.echo(str(misfit))
    if found.page_is_of_data is False:
        typer.echo("The page shows something else than the data in it: one of the two was changed.")
    if not found.fits:
        fail(f"{path} does not fit together.", REFUSED)
    entries = "1 entry" if found.entries == 1 else f"{found.entries} entries"
    typer.echo(
        f"{found.reference}, made on {found.made_at}: {entries}. Everything fits its hash and what comes before."
    )
    if found.unread:
        texts = "1 entry" if found.unread == 1 else f"{found.unread} entries"
        typer.echo(f"What was written in {texts} could not be read when it was made, so only its hash is in it.")
    if found.page_is_of_data is None:
        typer.echo("Another version made the page, so only the data were checked. To see them, make it anew.")
    typer.echo(f"Head: {found.head}")
    typer.echo(
        "A record written anew as a whole fits itself too: compare the head with a checkpoint or another bundle."
    )
