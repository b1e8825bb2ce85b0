"""The pages of a demonstration's store, served on this machine as `goldenthread web` serves them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from tests.at_work import settings_for
from tests.waiting import until
from web.application import create_application
from workflows.clock import Clock
from workflows.context import open_context

HOST = "127.0.0.1"


@contextmanager
def served(home: Path, clock: Clock | None = None, real: Clock | None = None, **settings: Any) -> Iterator[str]:
    """The pages of the store in a home directory. Yields their address.

    Cases run on `clock` and sessions on `real` (the system's if None). `settings` are settings besides. The server is a
    thread of this process: one of its own would take two seconds of every journey to start and stop.
    """
    with socket.create_server((HOST, 0)) as listening:
        address = f"http://{HOST}:{listening.getsockname()[1]}"
        given: dict[str, Any] = {"base_url": address, "demonstration": True} | settings
        context = open_context(settings_for(f"sqlite:///{home / 'goldenthread.db'}", home, **given), clock)
        application = create_application(context, bound_to=HOST, real_clock=real)
        # No page uses web sockets, and the library for them warns when it is imported.
        server = uvicorn.Server(uvicorn.Config(application, access_log=False, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            until(lambda: server.started or not thread.is_alive(), 60)
            yield address
        finally:
            server.should_exit = True
            thread.join(20)
            context.engine.dispose()
