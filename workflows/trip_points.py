"""Named points at which a test can kill the process: what a power cut there would leave behind is then looked at.

`reached` does nothing unless GOLDENTHREAD_TEST_TRIP was set when the process started: to the name of a point, or to
a name and a count ("deliver.sent:3" for the third time). The process then ends itself by SIGKILL at that point, with
no clean-up of any kind. The points:

    tick.recorded      a sweep's batch is written and not committed
    deliver.leased     notices are leased and nothing has been sent
    deliver.sent       a channel has taken a message over, and nobody has written that down
    deliver.settled    outcomes are written down, and what follows from them has not happened
    webhooks.leased    events are leased and nothing has been sent
    webhooks.sent      a receiver has taken an event, and nobody has written that down
    undelivered.told   a notice's failure is on its case and owed to others, and not committed
"""

from __future__ import annotations

import os
import signal
import threading

_VARIABLE = "GOLDENTHREAD_TEST_TRIP"


class _Trip:
    """The point to trip at, and how often it is still to be passed."""

    def __init__(self, words: str) -> None:
        self.point, _, count = words.partition(":")
        self._left = int(count) if count else 1
        self._lock = threading.Lock()

    def count(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


# Read once: in production this leaves one comparison with None at each point.
_TRIP = _Trip(os.environ[_VARIABLE]) if os.environ.get(_VARIABLE) else None


def reached(point: str) -> None:
    """Say that the work has come to a named point. Ends the process there if a test asked for it."""
    if _TRIP is not None and _TRIP.point == point:
        _TRIP.count()
