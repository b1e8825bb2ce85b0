"""Waiting for what another process does."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def until(found: Callable[[], Value], seconds: float = 120) -> Value:
    """The first answer that is not empty. Asks again ten times a second: another process cannot call back."""
    deadline = time.monotonic() + seconds
    between = threading.Event()
    while not (value := found()):
        assert time.monotonic() < deadline, f"nothing within {seconds} seconds"
        between.wait(0.1)
    return value
