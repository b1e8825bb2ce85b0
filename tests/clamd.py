"""A small clamd: it speaks INSTREAM as clamd(8) describes it, and knows one virus, the EICAR test file."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# The EICAR test file, in two halves so that no scanner takes this source for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Clamd:
    """A running server: where it is, how long what it was sent was, and what it says to everything if not by itself."""

    address: str = ""
    lengths: list[int] = field(default_factory=list)
    says: bytes | None = None
    longest: int = 25_000_000


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        clamd: Clamd = self.server.clamd  # type: ignore[attr-defined]  # set where the server is made
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > clamd.longest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        clamd.lengths.append(len(content))
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(found if clamd.says is None else clamd.says)


@contextmanager
def running(path: Path | None = None) -> Iterator[Clamd]:
    """A server on a port of this machine, or on a socket at `path`."""
    clamd = Clamd()
    server: socketserver.ThreadingTCPServer | socketserver.ThreadingUnixStreamServer
    if path is None:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler)
        clamd.address = f"clamd://127.0.0.1:{server.server_address[1]}"
    else:
        server = socketserver.ThreadingUnixStreamServer(str(path), _Handler)
        clamd.address = f"clamd://{path}"
    setattr(server, "clamd", clamd)  # noqa: B010 - for the handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield clamd
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
