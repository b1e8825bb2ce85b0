"""A private PostgreSQL server for tests and benchmarks, and databases on it."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

SERVER_SETTINGS = {
    # A unix socket in a private directory: no port to collide on, no listener on the network.
    "listen_addresses": "",
    "max_connections": "60",
    "timezone": "UTC",
}

NOT_DURABLE = {
    # What tests write lives as long as their run: no need to wait for the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class PostgreSQLMissingError(RuntimeError):
    """Raised where no PostgreSQL server programs are installed."""


@dataclass
class PostgreSQLServer:
    """A running server.

    Attributes:
        admin_url: a database on it from which others can be made and dropped.
    """

    admin_url: URL
    _names: Iterator[int] = field(default_factory=itertools.count)

    def create_database(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of `template` (with nobody connected to it). Returns its name."""
        name = f"goldenthread_test_{os.getpid()}_{next(self._names)}"
        if template is None:
            self._execute("CREATE DATABASE {}", name)
        else:
            self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, ending whatever connections to it are left."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def url_of(self, name: str) -> str:
        """The SQLAlchemy URL of a database on this server."""
        return self.admin_url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: LiteralString, *names: str) -> None:
        address = self.admin_url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def existing_server(url: str) -> PostgreSQLServer:
    """The server at an SQLAlchemy or libpq URL, whose user may create databases."""
    return PostgreSQLServer(make_url(url).set(drivername="postgresql+psycopg"))


@contextmanager
def private_server(
    *, durable: bool = False, prepare: Callable[[Path], Mapping[str, str]] | None = None
) -> Iterator[PostgreSQLServer]:
    """Start a server that only this process knows of, and remove it with all its data at the end.

    A durable one waits for the disk at each commit, as a server of one's own does; for measuring. `prepare` may put
    files into its data directory before it starts, and says which settings it has besides.

    Raises:
        PostgreSQLMissingError: no server programs are installed.
        subprocess.CalledProcessError: a server program failed; its output is in the error's notes.
    """
    programs = server_programs()
    account = unprivileged_account()
    directory = Path(tempfile.mkdtemp(prefix="goldenthread-postgresql-"))
    if account:
        shutil.chown(directory, account)
    data = directory / "data"
    settings = {**SERVER_SETTINGS, **({} if durable else NOT_DURABLE), "unix_socket_directories": str(directory)}
    initialise: list[Path | str] = [
        programs / "initdb",
        f"--pgdata={data}",
        "--username=goldenthread",
        "--auth=trust",
    ]
    control: list[Path | str] = [programs / "pg_ctl", f"--pgdata={data}", "--wait"]
    try:
        _run(*initialise, "--encoding=UTF8", "--no-locale", "--no-sync", account=account)
        if prepare:
            settings |= prepare(data)
            if account:
                for file in data.iterdir():
                    shutil.chown(file, account)
        options = " ".join(f"--{name}={value}" for name, value in settings.items())
        _run(*control, "start", f"--log={directory / 'log'}", f"--options={options}", account=account)
        try:
            yield PostgreSQLServer(
                URL.create(
                    "postgresql+psycopg",
                    username="goldenthread",
                    database="postgres",
                    query={"host": str(directory)},
                )
            )
        finally:
            _run(*control, "stop", "--mode=immediate", account=account)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def server_programs() -> Path:
    """The directory that holds initdb and pg_ctl: on the path, or else the newest where Debian puts them.

    Raises:
        PostgreSQLMissingError: there is none.
    """
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda program: float(program.parts[-3]), default=None)
    if newest is None:
        raise PostgreSQLMissingError(
            "no PostgreSQL server programs were found; install them (Debian: apt-get install postgresql) "
            "or set GOLDENTHREAD_TEST_POSTGRESQL_URL to a server on which databases may be created"
        )
    return newest.parent


def unprivileged_account() -> str | None:
    """Whom to run the server as where we are root, as whom PostgreSQL refuses to run; otherwise None."""
    if os.geteuid() != 0:
        return None
    accounts = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in accounts else "nobody"


def _run(*command: Path | str, account: str | None) -> None:
    # A file takes the output: the server inherits it, and a pipe would stay open while the server runs.
    with tempfile.TemporaryFile() as output:
        finished = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            user=account,
            group=pwd.getpwnam(account).pw_gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )
        if finished.returncode != 0:
            output.seek(0)
            error = subprocess.CalledProcessError(finished.returncode, finished.args)
            error.add_note(output.read().decode(errors="replace"))
            raise error
