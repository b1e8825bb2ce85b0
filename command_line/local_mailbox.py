"""A real SMTP server on this machine that keeps every mail it receives, in place of a council's own."""

from __future__ import annotations

import queue
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from workflows.prefect_server import free_port

HOST = "127.0.0.1"


class LocalMailbox:
    """Receives mail on a free port of this machine, keeps each as a file and hands it on through `received`."""

    def __init__(self, directory: Path) -> None:
        """`directory` is where mails are kept, one .eml file each; it is made if need be."""
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.received: queue.Queue[EmailMessage] = queue.Queue()
        self._count = 0
        self.port = free_port(0)
        self._controller = Controller(self, hostname=HOST, port=self.port)

    def start(self) -> None:
        """Start listening."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail (aiosmtpd's hook)."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self._count += 1
        (self.directory / f"{self._count:04d}.eml").write_bytes(content)
        self.received.put(message_from_bytes(content, policy=default))
        return "250 OK"
