"""The cases of a story: the one that it follows, and the disagreements that a practice review opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Engine

from procedures.language import Procedure
from states.any_case import AnyCase
from states.case import Case
from states.review import Review
from store.following import news
from store.procedure_versions import procedure_of
from store.sessions import reading
from workflows.followed_disagreement import FollowedDisagreement
from workflows.followed_review import FollowedReview
from workflows.story import Step

AnyFollowed = FollowedDisagreement | FollowedReview


def follow(engine: Engine, reference: str) -> AnyFollowed:
    """Follow a case of either kind under the rules that it is frozen to. LookupError if there is no such case."""
    with reading(engine) as connection:
        case = news(connection, reference, after_entry=0, after_notice=0).case
        rules = procedure_of(connection, case.procedure)
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return FollowedDisagreement(engine, reference, rules=rules)
    if isinstance(case, Review) and not isinstance(rules, Procedure):
        return FollowedReview(engine, reference, rules=rules)
    raise LookupError(f"{reference} is frozen to rules of another kind")


@dataclass
class StoryCases:
    """Every case of a story, oldest first."""

    followed: list[AnyFollowed] = field(default_factory=list)
    main: AnyFollowed | None = None
    """The newest case that somebody in the story opened."""

    def opened(self, engine: Engine, reference: str) -> None:
        """From now on the story follows the case that somebody has opened."""
        self.main = follow(engine, reference)
        self.followed.append(self.main)

    @property
    def all(self) -> list[AnyCase]:
        """Every case as it now stands."""
        return [followed.case for followed in self.followed if followed.case]

    def each(self, engine: Engine) -> Iterator[AnyFollowed]:
        """Every case in turn, to be looked at, the newest first: what comes of a linked disagreement is told after it.

        Disagreements that a review has opened since the last time come last.
        """
        yield from reversed(tuple(self.followed))
        known = {case.reference for case in self.followed}
        reviews = [case for case in self.followed if isinstance(case, FollowedReview)]
        opened = [follow(engine, reference) for case in reviews for reference in case.linked if reference not in known]
        self.followed += opened
        yield from opened

    @property
    def linked_to_main(self) -> tuple[Case, ...]:
        """The disagreements that the case which the story follows has opened, as they now stand, oldest first."""
        return tuple(case for case in self.all if isinstance(case, Case) and case.linked_to == self._main_reference)

    @property
    def linked(self) -> AnyFollowed | None:
        """The newest disagreement that the case which the story follows has opened, if any."""
        newest = [case.reference for case in self.linked_to_main][-1:]
        return next((followed for followed in self.followed if followed.reference in newest), None)

    def meant(self, step: Step) -> AnyFollowed | None:
        """The case that a step is about, or None while there is none."""
        return self.main if step.on is None else self.linked

    @property
    def _main_reference(self) -> str:
        return self.main.reference if self.main else ""
