"""A store on PostgreSQL over TLS, signed in to by a certificate, as docs/running.md sets it up."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from store.migrations import upgrade
from store.sessions import open_store, reading
from tests.certificates import Authority
from tests.databases import let_go
from tests.notifications.smtp_servers import free_port
from tests.postgresql import private_server

pytestmark = pytest.mark.postgresql


@dataclass(frozen=True)
class Reached:
    """A server that lets nobody in but by TLS and with a certificate."""

    port: int
    ours: Path
    certificate: Path
    key: Path

    def url(self, **words: object) -> str:
        given = {"sslmode": "verify-full", "sslrootcert": self.ours, "sslcert": self.certificate, "sslkey": self.key}
        words = {name: value for name, value in (given | words).items() if value is not None}
        query = "&".join(f"{name}={value}" for name, value in words.items())
        return f"postgresql+psycopg://goldenthread@127.0.0.1:{self.port}/postgres?{query}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reached]:
    directory, port = tmp_path_factory.mktemp("certificates"), free_port()
    authority = Authority(directory)
    ours = authority.certificate
    of_server, its_key = authority.signed("the server", "127.0.0.1")

    def prepare(data: Path) -> Mapping[str, str]:
        for file, name in ((ours, "ours.pem"), (of_server, "server.crt"), (its_key, "server.key")):
            shutil.copy(file, data / name)
        (data / "pg_hba.conf").write_text("local all all trust\nhostssl all all 127.0.0.1/32 cert\n", encoding="ascii")
        return {"listen_addresses": "127.0.0.1", "port": str(port), "ssl": "on", "ssl_ca_file": "ours.pem"}

    with private_server(prepare=prepare):
        yield Reached(port, ours, *authority.signed("goldenthread"))


def test_the_store_is_made_and_read_with_a_certificate_and_no_password(server: Reached) -> None:
    upgrade(server.url())
    with reading(open_store(server.url())) as connection:
        asked = text("SELECT ssl, version, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert tuple(connection.execute(asked).one()) == (True, "TLSv1.3", "/CN=goldenthread")
        assert connection.execute(text("SELECT count(*) FROM reading")).scalar_one() == 0
    let_go(server.url())


def test_nobody_else_is_let_in_and_nobody_else_is_believed(server: Reached, tmp_path: Path) -> None:
    another = Authority(tmp_path, "another authority")
    certificate, key = another.signed("goldenthread")
    for words, said in (
        ({"sslcert": None, "sslkey": None}, "requires a valid client certificate"),
        ({"sslcert": certificate, "sslkey": key}, "unknown ca"),
        ({"sslrootcert": another.certificate}, "certificate verify failed"),
        ({"sslmode": "disable"}, "no encryption"),
    ):
        with pytest.raises(OperationalError, match=said), reading(open_store(server.url(**words))):
            pass
