"""The pace of writes: GitHub rejects faster ones, and bans clients that do not stop.

GitHub accepts 80 requests that create content a minute and 500 an hour
(docs.github.com, "Rate limits for the REST API", secondary rate limits).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

Pause = Callable[[float, str], None]
"""Waits for so many seconds. The text says why; "" if users need not know."""

_HOUR = 3600.0


def sleep(seconds: float, why: str) -> None:  # noqa: ARG001  # a Pause that says nothing
    """Wait without a message."""
    time.sleep(seconds)


class RateLimiter:
    """Holds back each write until it may be sent; `clock` tells the time in seconds."""

    def __init__(
        self,
        seconds_between_writes: float = 1.0,
        creates_an_hour: int = 500,
        pause: Pause = sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start with nothing written yet."""
        self.pause, self._clock = pause, clock
        self._between, self._creates_an_hour = seconds_between_writes, creates_an_hour
        self._next = clock()
        self._created_at: deque[float] = deque()

    def before_write(self, *, creates: bool) -> None:
        """Wait until a write may be sent; `creates` is whether it creates an issue."""
        if creates and len(self._created_at) == self._creates_an_hour:
            self._wait(self._created_at.popleft() + _HOUR, f"GitHub allows {self._creates_an_hour} new issues an hour")
        self._wait(self._next, "")
        now = self._clock()
        self._next = now + self._between
        if creates:
            self._created_at.append(now)

    def _wait(self, until: float, why: str) -> None:
        seconds = until - self._clock()
        if seconds > 0:
            self.pause(seconds, why)
