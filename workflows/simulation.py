"""Telling a story: its steps through the real door and store, its clocks by the real sweep, on a virtual clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine

from procedures.catalogue import frozen_text, is_path, load, load_rules, thaw
from procedures.fault import Fault, ProcedureError
from procedures.language import Procedure
from procedures.rules import Rules
from states.any_case import AnyCase
from states.case import Case
from states.decision import Refusal
from store.directory_written import DirectoryError
from workflows.clock import VirtualClock
from workflows.story import Step
from workflows.story_cases import AnyFollowed
from workflows.story_defaults import complete_action
from workflows.story_directory import change_of, day_of, directory_of_story, leave, store_directory, stored_directory
from workflows.story_door import done_through_the_door, opens_a_case
from workflows.story_expectation import Found, Unmet, count, unmet
from workflows.story_file import StoryError, StoryFile
from workflows.story_left_out import Situation
from workflows.story_names import faults_in_names
from workflows.story_time import CannotGoOn, StoryTime
from workflows.story_vocabulary import vocabulary_of
from workflows.timeline import Happening, post

OPENED = {"raise_disagreement": "raised", "refer_incident": "referred"}
"""What has been done with a case that somebody has opened, by the action that opens it."""


class Failure(NamedTuple):
    """An expectation that was not met. `step` counts from 1, and is None for the story's last `expect`."""

    file: str
    line: int
    step: int | None
    field: str
    expected: str
    found: str

    def as_fault(self) -> Fault:
        """The same as a fault of the story's file: the place in it, expected and found."""
        step = f"step {self.step}" if self.step else "the end"
        field = f"{step}, {self.field}" if self.field else step
        return Fault(self.file, self.line, field, f"expected {self.expected}; found {self.found}")


@dataclass(frozen=True)
class Told:
    """A story that has been told: its timeline, how many expectations were looked at, and which were not met.

    `case` is the one that it followed, `linked` are the disagreements that this one opened, all as they now stand.
    """

    procedure: Rules
    timeline: tuple[Happening, ...]
    expectations: int
    failures: tuple[Failure, ...]
    case: AnyCase | None
    linked: tuple[Case, ...] = ()


def tell(file: StoryFile, engine: Engine) -> Told:
    """Tell a story in a migrated, empty store.

    StoryError, with file and line, if it names what does not exist or goes back in time, or if its procedure or its
    directory cannot be used; DirectoryError if a directory, or a change in it, does not fit together.
    """
    start = file.story.starts or file.story.steps[0].at
    assert start is not None  # noqa: S101 - a story knows when it begins
    try:
        rules = _rules_of(file, start)
        ladder = None if isinstance(rules, Procedure) else load(rules.disagreement_procedure, on=day_of(start))
    except ProcedureError as problem:
        raise StoryError([*file.named("procedure", problem.faults), *_file_of_that_name(file)]) from None
    try:
        directory = directory_of_story(file)
    except DirectoryError as problem:
        raise StoryError(file.named("directory", problem.faults)) from None
    changes = [change_of(file, place, day_of(start)) for place in range(len(file.story.steps))]
    people = {*directory.people, *(code for change in changes if change for code in change.people)}
    of_the_ladder = vocabulary_of(ladder) if ladder else None
    if faults := faults_in_names(file, vocabulary_of(rules), of_the_ladder, people):
        raise StoryError(faults)
    store_directory(engine, directory, day_of(start))
    time = StoryTime(engine, rules, VirtualClock(start), stored_directory(engine))
    return _Telling(file, engine, rules, time).told()


def _rules_of(file: StoryFile, start: datetime) -> Rules:
    name = file.story.procedure
    found = load_rules(str(file.path.parent / name)) if is_path(name) else load_rules(name, on=day_of(start))
    # As the store gives it back for each case, so that its machine is built once.
    return thaw(frozen_text(found))


def _file_of_that_name(file: StoryFile) -> list[Fault]:
    """That a file beside the story bears the name, where it was taken for one of the library."""
    name = file.story.procedure
    if is_path(name) or not (file.path.parent / f"{name}.yaml").is_file():
        return []
    return [file.fault(("procedure",), f"beside the story is a file of this name: write {name}.yaml if you mean it")]


@dataclass
class _Telling:
    file: StoryFile
    engine: Engine
    rules: Rules
    time: StoryTime
    failures: list[Failure] = field(default_factory=list)
    versions: list[dict[str, int]] = field(default_factory=list)
    """Each case's version as each step began, by reference."""
    step: int | None = None
    """The step that is being told, counted from 0; None at the end."""

    def told(self) -> Told:
        story = self.file.story
        for place, step in enumerate(story.steps):
            self.step = place
            known = len(self.time.timeline)
            try:
                self.time.wait_for(step)
                self.versions.append({case.reference: case.version for case in self.time.cases.all})
                refusal = self._do(place, step)
            except CannotGoOn as problem:
                raise self._error(problem.field, str(problem)) from None
            self._note(_about_refusal(step, refusal))
            self._note(unmet(step.expect, self._found(self.time.cases.meant(step), known)))
            self._note(Unmet("", "always so", fault) for fault in self.time.faults)
            self.time.faults.clear()
        self.step = None
        main = self.time.cases.main
        self._note(unmet(story.expect, self._found(main, 0)))
        expectations = count(story.expect) + sum(count(step.expect) for step in story.steps)
        case = main.case if main else None
        linked = self.time.cases.linked_to_main
        return Told(self.rules, tuple(self.time.timeline), expectations, tuple(self.failures), case, linked)

    def _found(self, followed: AnyFollowed | None, known: int) -> Found:
        """What is there of a case, and what is new in all of them since the timeline was `known` lines long."""
        return Found(followed, self.time.timeline[known:], lambda name: self._people(followed, name))

    def _do(self, place: int, step: Step) -> Refusal | None:
        """What happens in a step; the refusal if somebody's action was refused."""
        if step.does is not None:
            return self._act(place, step, step.does)
        now, today = self.time.now, day_of(self.time.now)
        change = change_of(self.file, place, today)
        if step.leaves is None and change is None:
            return None
        if step.leaves is not None:
            leave(self.engine, step.leaves, today)
        if change is not None:
            store_directory(self.engine, change, today)
        self.time.directory = stored_directory(self.engine)
        self.time.timeline.append(Happening(now, self._change_in_words(step), comment=step.comment))
        self.time.sweep()
        return None

    def _act(self, place: int, step: Step, kind: str) -> Refusal | None:
        directory, now = self.time.directory, self.time.now
        followed = self.time.cases.meant(step)
        if step.on is not None and followed is None:
            raise self._error("on", "the review has opened no disagreement yet")
        actor = self._who(followed, step)
        rules = followed.rules if followed else self.rules
        case = None if opens_a_case(kind) or followed is None else followed.case
        if case is None and not opens_a_case(kind):
            opening = next(known for known in vocabulary_of(self.rules).actions if opens_a_case(known))
            raise self._error("does", f"no case has been {OPENED[opening]} yet: let somebody {opening} first")
        situation = Situation(rules, case, directory, actor, step.fields, now, day_of(now))
        seen = None
        if case and step.page == "before_previous_step" and place:
            seen = self.versions[place - 1].get(case.reference)
        done = done_through_the_door(self.engine, complete_action(kind, situation), situation, version=seen)
        if not isinstance(done, Refusal):
            if opens_a_case(kind):
                self.time.cases.opened(self.engine, done.case.reference)
            self.time.look(step.comment)
            return None
        who, reference = post(directory, actor), case.reference if case else None
        tried = Happening(now, f"{who} tried to {kind.replace('_', ' ')}", who=actor, who_post=who, case=reference)
        self.time.timeline.append(replace(tried, refused=done.reason, comment=step.comment))
        return done

    def _who(self, followed: AnyFollowed | None, step: Step) -> str:
        assert step.who is not None  # noqa: S101 - whoever does something is named
        if step.who in self.time.directory.people:
            return step.who
        if followed is None:
            raise self._error("who", f"no case has been raised yet, so nobody is its {step.who}: name a person")
        people = sorted(self._people(followed, step.who))
        if not people:
            raise self._error("who", f"nobody is the case's {step.who} now")
        return people[0]

    def _people(self, followed: AnyFollowed | None, name: str) -> set[str]:
        """Everybody whom a name stands for: a person, or a party where a case now stands."""
        if name in self.time.directory.people or followed is None:
            return {name}
        return followed.people(name, self.time.directory, day_of(self.time.now))

    def _change_in_words(self, step: Step) -> str:
        directory = self.time.directory
        if step.leaves is not None:
            return f"{post(directory, step.leaves)} leaves"
        if step.joins is not None:
            return f"{post(directory, str(step.joins.get('code')))} joins"
        if step.seat is not None:
            return f"{post(directory, str(step.seat.get('person')))} takes the seat {step.seat.get('seat')}"
        deputy = step.deputy or {}
        days = "".join(f" {word} {deputy[word]}" for word in ("from", "to") if word in deputy)
        who, stands_for = (post(directory, str(deputy.get(name))) for name in ("deputy", "person"))
        return f"{who} stands in for {stands_for}{days}"

    def _note(self, problems: Iterable[Unmet]) -> None:
        for problem in problems:
            within = () if problem.field == "does" else ("expect",)
            line = self.file.line(*self._here(*within, *problem.field.split(".")))
            number = None if self.step is None else self.step + 1
            self.failures.append(Failure(str(self.file.path), line, number, *problem))

    def _here(self, *path: str) -> tuple[str | int, ...]:
        return path if self.step is None else ("steps", self.step, *path)

    def _error(self, name: str, message: str) -> StoryError:
        """The story cannot go on, and before that what was not as expected: most often that is why."""
        before = [failure.as_fault() for failure in self.failures]
        return StoryError([*before, self.file.fault(self._here(name) if name else self._here(), message)])


def _about_refusal(step: Step, refusal: Refusal | None) -> list[Unmet]:
    """What is not as expected in whether an action was refused, and why."""
    wanted = step.expect.refused
    if refusal is None:
        return [] if wanted is None else [Unmet("refused", f"a refusal saying {wanted!r}", "it was done")]
    if wanted is None:
        return [Unmet("does", "it to be done", f"it was refused: {refusal.reason}")]
    if wanted.lower() in refusal.reason.lower():
        return []
    return [Unmet("refused", f"a refusal saying {wanted!r}", f"it was refused: {refusal.reason}")]
