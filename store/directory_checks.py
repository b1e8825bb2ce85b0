"""Whether a directory fits together, before any of it is written: who reports to whom, who stands in, who sits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from states.directory import BUSINESS_SUPPORT, Agency, Deputy, Directory, Person, Seat
from store.directory_file import DirectoryFile
from store.directory_written import DirectoryError, nearest


def directory_after(file: DirectoryFile, stored: Directory, today: date, *, replace_all: bool) -> Directory:
    """The directory as it will be once a file is imported. DirectoryError lists everything that is wrong with it.

    A file says everything about the people whom it names. Others stay as they are, or with `replace_all` are marked
    as having left today, and everybody's deputies and all seats are then those of the file.
    """
    directory = _merged(file, stored, today, replace_all=replace_all)
    _check(file, directory, today)
    return directory


def _merged(file: DirectoryFile, stored: Directory, today: date, *, replace_all: bool) -> Directory:
    agencies: dict[str, Agency] = stored.agencies | file.agencies
    named = {code: written.person for code, written in file.people.items()}
    others = {code: person for code, person in stored.people.items() if code not in named}
    if replace_all:
        others = {code: left(person, today) for code, person in others.items()}
    people: dict[str, Person] = others | named
    deputies: tuple[Deputy, ...] = stored.deputies
    seats: tuple[Seat, ...] = stored.seats
    if file.deputies is not None:
        spoken_of = {*named, *(deputy.person for deputy in file.deputies)}
        kept = () if replace_all else tuple(d for d in stored.deputies if d.person not in spoken_of)
        deputies = (*kept, *file.deputies)
    if file.seats is not None:
        given = {(seat.group, seat.seat) for seat in file.seats}
        kept_seats = () if replace_all else tuple(s for s in stored.seats if (s.group, s.seat) not in given)
        seats = (*kept_seats, *file.seats)
    return Directory(agencies, people, deputies, seats)


def left(person: Person, today: date) -> Person:
    """The person as somebody who has left, today if they were still there."""
    return person if person.left_on and person.left_on <= today else replace(person, left_on=today)


def _check(file: DirectoryFile, directory: Directory, today: date) -> None:
    faults = _Faults(file, directory)
    faults.agencies()
    faults.managers()
    faults.deputies()
    faults.seats()
    if not directory.with_role(BUSINESS_SUPPORT, today):
        said = (
            f"expected at least one person in post with the role {BUSINESS_SUPPORT}: steps that nobody holds go there"
        )
        file.written.fault(0, "roles", said)
    if file.written.faults:
        raise DirectoryError(sorted(file.written.faults, key=lambda fault: fault.line))


class _Faults:
    def __init__(self, file: DirectoryFile, directory: Directory) -> None:
        self.file = file
        self.directory = directory

    def _is_person(self, section: str, key: str, name: str, code: str) -> bool:
        known = code in self.directory.people
        # A code that is missing or not of its form has its fault already.
        if code and not known:
            said = f"there is no person {code!r}.{nearest(code, list(self.directory.people))}"
            self.file.fault(section, key, name, said)
        return known

    def agencies(self) -> None:
        for code, written in self.file.people.items():
            agency = written.person.agency
            if agency and agency not in self.directory.agencies:
                said = f"there is no agency {agency!r}.{nearest(agency, list(self.directory.agencies))}"
                self.file.fault("people", code, "agency", f"{said} Give its name and kind.")

    def managers(self) -> None:
        in_circle: set[str] = set()
        for code, written in self.file.people.items():
            above = written.person.reports_to
            if not above or not self._is_person("people", code, "reports_to", above):
                continue
            circle = self._circle(code)
            if circle and not in_circle & set(circle):
                in_circle.update(circle)
                said = f"nobody may stand above themselves: {' reports to '.join([*circle, circle[0]])}"
                self.file.fault("people", code, "reports_to", said)

    def _circle(self, code: str) -> list[str]:
        """The circle of people, each reporting to the next, that a person is part of; empty if there is none."""
        line = [code]
        while True:
            person = self.directory.people.get(line[-1])
            above = person.reports_to if person else None
            if above == code:
                return line
            if above is None or above in line:
                return []
            line.append(above)

    def deputies(self) -> None:
        for place, deputy in enumerate(self.file.deputies or ()):
            key = str(place)
            self._is_person("deputies", key, "person", deputy.person)
            if self._is_person("deputies", key, "deputy", deputy.deputy) and deputy.deputy == deputy.person:
                self.file.fault("deputies", key, "deputy", "nobody can stand in for themselves")

    def seats(self) -> None:
        for seat in self.file.seats or ():
            self._is_person("seats", f"{seat.group}/{seat.seat}", "person", seat.person)
