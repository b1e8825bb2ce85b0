"""Settings of the store: where the cases are, and the keys to what people write.

`workflows/settings.py` puts all settings together.
"""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

# The driver that this project installs; SQLAlchemy would look for another one by itself.
_POSTGRESQL = re.compile(r"^postgres(ql)?://")


def absolute(path: Path | None) -> Path | None:
    """The path as it is from any directory, None if there is none."""
    return None if path is None else path.expanduser().absolute()


class StoreSettings(BaseSettings):
    """The home directory, the database and its keys."""

    home: Path = Field(
        default=Path(".goldenthread"),
        description="Directory of what the engine keeps on this machine. A relative one counts from the "
        "directory in which a command is started.",
    )
    secrets_directory: Path | None = Field(
        default=None,
        description="Directory with settings in files, one in each, named like its variable: for secrets out of a "
        "secret store, see docs/running.md.",
        json_schema_extra={"default_text": "what systemd names in `CREDENTIALS_DIRECTORY`, if anything"},
    )
    database_url: str = Field(
        default_factory=lambda data: f"sqlite:///{data.get('home', Path()) / 'goldenthread.db'}",
        description="Database of the cases: an SQLAlchemy URL of SQLite or PostgreSQL. On another machine with "
        "`sslmode=verify-full`: see docs/running.md.",
        repr=False,  # it may hold a password
        json_schema_extra={"default_text": "goldenthread.db (SQLite) in the home directory"},
    )
    narrative_keys_file: Path | None = Field(
        default=None,
        description="File with the keys to what people write. Back it up apart from the database; nothing can be read "
        "without it. With PostgreSQL it has to be named.",
        json_schema_extra={"default_text": "made once with SQLite, as `narrative.keys` in the home directory"},
    )

    @field_validator("home", "secrets_directory", "narrative_keys_file")
    @classmethod
    def _absolute_in_store(cls, path: Path | None) -> Path | None:
        return absolute(path)

    @field_validator("database_url")
    @classmethod
    def _database_we_can_use(cls, url: str) -> str:
        url = _POSTGRESQL.sub("postgresql+psycopg://", url)
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host/database")
        # A relative file would be another one for a process that is started elsewhere.
        if url.startswith("sqlite:///") and (file := url.removeprefix("sqlite:///")) not in {"", ":memory:"}:
            url = f"sqlite:///{Path(file).absolute()}"
        return url
