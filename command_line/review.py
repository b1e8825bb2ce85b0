"""`goldenthread review`: refer an incident, act on its review and list reviews; the parts beside it do the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from command_line import asked, review_actions, review_documents, review_returns, review_shown
from command_line.case import Actor, AsJson
from command_line.case_account import expect_kind, say_list, say_what_was_done
from command_line.found_review import Reference
from command_line.known_review import known_review
from command_line.refused_first import expect_action, refuse_first
from command_line.second_click import Again, refuse_second_click
from command_line.terminal import REFUSED, fail, the_store
from command_line.typed_action import fields_of, read_fields, typed_action
from procedures.catalogue import REVIEW_RULES, load_review
from states.decision import Refusal
from states.review import Review
from states.review_actions import ReferIncident
from states.review_actions_open import REVIEW_ACTIONS
from store.cases import open_case_like
from store.record import canonical
from store.recording import PRACTICE_REVIEW
from store.sessions import reading
from workflows.door import act_on_review, refer_incident

app = typer.Typer(help="Refer an incident, run its practice review, and see where it stands.", no_args_is_help=True)


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="review")


@app.command("refer")
def refer(
    file: Annotated[Path, typer.Argument(help="YAML file with the fields of the referral, or - for standard input.")],
    actor: Actor,
    rules: Annotated[str, typer.Option(help="The rules of reviews, by name or file.")] = REVIEW_RULES,
    *,
    again: Annotated[bool, typer.Option("--again", help="Even if you have referred it in the same words.")] = False,
) -> None:
    """Refer a serious incident. The file is not changed, so nothing typed is lost.

    Fields: local_authority (its code), incident (death, serious_harm or other), about; and if you like incident_on,
    aware_at, children, and yes or no for looked_after, care_leaver and under_eighteen.
    """
    action = read_fields(
        ReferIncident, fields_of(file, "incident: death"), f"{file}: this cannot be referred yet. Look again at:"
    )
    with the_store() as context:
        now = context.clock.now()
        known = load_review(rules, on=now.date(), directories=context.procedure_directories)
        with reading(context.engine) as connection:
            same = None if again else open_case_like(connection, actor, canonical(action.narrative()))
        if same:
            fail(
                f"You have referred this in the same words already: it is {same}. Say --again to refer it again.",
                REFUSED,
            )
        say_what_was_done(context, refer_incident(context.engine, action, actor, known, now))
        if known.superseded_by:
            typer.echo(f"{known.edition} has been superseded by {known.superseded_by}.")


@app.command("act")
def act(
    reference: Reference,
    action: Annotated[str, typer.Argument(help="What to do, such as notify_panel: `review actions` lists them.")],
    actor: Actor,
    fields: Annotated[
        list[str] | None, typer.Argument(help="The action's fields as NAME=VALUE; several values with ; between them.")
    ] = None,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="YAML file with fields of the action, or -.")
    ] = None,
    seen: Annotated[
        int | None, typer.Option(help="The version that you saw (`review show` prints it): refused if it has changed.")
    ] = None,
    again: Again = False,
) -> None:
    """Do something on a review. Short fields are typed, long ones stand in a file: `review form` writes an empty one.

    Whether it is theirs to do, and open now, is said before its fields are asked for. The file is not changed, so
    nothing typed is lost. A time without a zone is London time.
    """
    expect_kind(reference, PRACTICE_REVIEW)
    expect_action(REVIEW_ACTIONS, action)
    of = known_review(reference, actor).found
    if seen in (None, of.review.version):
        refuse_first(of.review, action, fields or [], actor, of.rules, of.directory, of.now)
    wanted = typed_action(REVIEW_ACTIONS, action, fields or [], file)
    if not again:
        refuse_second_click(of.entries, actor, wanted)
    with the_store() as context:
        done = act_on_review(
            context.engine,
            reference,
            wanted,
            actor,
            context.clock.now(),
            version=seen,
            directories=context.procedure_directories,
        )
        say_what_was_done(context, done)
        if not isinstance(done, Refusal):
            _say_what_it_opened(done.case, done.decision.case)


def _say_what_it_opened(now: Review, decided: Any) -> None:
    """Name the disagreement that a refused ratification or a difference over notifying has opened."""
    waiting = {dispute.opened_at for dispute in decided.disputes if not dispute.reference}
    for dispute in now.disputes:
        if dispute.opened_at in waiting and dispute.reference:
            typer.echo(f"{dispute.reference} is opened for the difference. No clock of the review stops for it.")


@app.command("list")
def list_reviews(
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open reviews, the soonest due first: who owes the next step, and by when. `tracker` shows every clock."""
    with the_store() as context:
        say_list(context, PRACTICE_REVIEW, closed=closed, as_json=as_json)


for part in (review_shown, review_actions, review_returns, asked, review_documents):
    part.register(app)
