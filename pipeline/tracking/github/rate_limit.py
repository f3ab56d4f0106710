"""How fast issues may be written: below the limits beyond which GitHub refuses, and bans who goes on.

GitHub takes 80 requests that make content in a minute and 500 in an hour
(docs.github.com, "Rate limits for the REST API", secondary rate limits).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

Pause = Callable[[float, str], None]
"""Waits so many seconds; the text says why, "" where it is not worth a word."""

_HOUR = 3600.0


def sleep(seconds: float, why: str) -> None:  # noqa: ARG001  # a Pause that says nothing
    """Wait without a word."""
    time.sleep(seconds)


class Pace:
    """Holds back each write until it may be sent; times are in seconds of `clock`."""

    def __init__(
        self,
        seconds_between_writes: float,
        creates_an_hour: int,
        pause: Pause,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing has been written yet."""
        self._between, self._creates, self._pause, self._clock = seconds_between_writes, creates_an_hour, pause, clock
        self._next = clock()
        self._made: deque[float] = deque()

    def before_write(self, *, creates: bool) -> None:
        """Wait until a write may go out; `creates` is whether it makes an issue."""
        if creates and len(self._made) == self._creates:
            self._wait(self._made.popleft() + _HOUR, f"GitHub takes {self._creates} new issues an hour")
        self._wait(self._next, "")
        now = self._clock()
        self._next = now + self._between
        if creates:
            self._made.append(now)

    def _wait(self, until: float, why: str) -> None:
        seconds = until - self._clock()
        if seconds > 0:
            self._pause(seconds, why)
