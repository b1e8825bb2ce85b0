"""The directory is read once for each of its versions, and never kept from a change that was undone."""

from __future__ import annotations

import pytest

from store.directory import NO_CHANNEL, current_directory, directory_changed
from store.recording import table
from store.sessions import reading, writing
from store.tables import PersonRow
from tests.partnership import HEALTH_VISITOR
from tests.store.recorded import filled

PEOPLE = table(PersonRow)


def test_it_is_read_once_until_it_changes(database_url: str) -> None:
    with filled(database_url) as engine:
        with reading(engine) as connection:
            first = current_directory(connection)
            assert current_directory(connection) is first
        with writing(engine) as connection:
            connection.execute(PEOPLE.update().where(PEOPLE.c.code == HEALTH_VISITOR).values(title="Another title"))
            directory_changed(connection)
        with reading(engine) as connection:
            second = current_directory(connection)
        assert (second.version, second.directory.people[HEALTH_VISITOR].title) == (first.version + 1, "Another title")


def test_what_was_read_in_a_change_that_was_undone_is_not_kept(database_url: str) -> None:
    def change_and_fail() -> None:
        with writing(engine) as connection:
            connection.execute(PEOPLE.update().where(PEOPLE.c.code == HEALTH_VISITOR).values(title="Never was"))
            directory_changed(connection)
            assert current_directory(connection).directory.people[HEALTH_VISITOR].title == "Never was"
            raise RuntimeError("the import failed")

    with filled(database_url) as engine:
        with pytest.raises(RuntimeError):
            change_and_fail()
        with writing(engine) as connection:
            directory_changed(connection)  # the version that the failed import would have had
        with reading(engine) as connection:
            assert current_directory(connection).directory.people[HEALTH_VISITOR].title != "Never was"


def test_channels_and_their_addresses(database_url: str) -> None:
    with filled(database_url) as engine:
        with writing(engine) as connection:
            channels = '["json://example.org/hook"]'
            connection.execute(PEOPLE.update().where(PEOPLE.c.code == HEALTH_VISITOR).values(channels=channels))
            directory_changed(connection)
        with reading(engine) as connection:
            found = current_directory(connection)
    assert found.channels(HEALTH_VISITOR) == ("email", "other-1")
    assert found.address(HEALTH_VISITOR, "other-1") == "json://example.org/hook"
    assert found.channels("nobody") == (NO_CHANNEL,)
    for channel in ("other-2", "other-0", "other-x", "none", "fax"):
        assert found.address(HEALTH_VISITOR, channel) is None
    assert found.address("nobody", "email") is None
