"""The configured tracker, ready to use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.repository.config import Config
from pipeline.tracking.github.rate_limit import Pause
from pipeline.tracking.local import LocalTracker
from pipeline.tracking.tracker import Tracker
from pipeline.vocabulary import levels

if TYPE_CHECKING:
    from pipeline.tracking.github.reviews import GitHubReviews

_LONGEST_WAIT_TO_READ_SECONDS = 60.0
"""How long a command that writes nothing waits where GitHub asks it to."""


@contextmanager
def connect(
    config: Config, kind: str, state: Path, environment: Mapping[str, str], *, write: bool, pause: Pause
) -> Iterator[Tracker]:
    """The tracker of this kind (local or github), closed at the end.

    `state` is the folder for the embedded tracker's file; `write` is whether the command may change issues; `pause`
    waits where GitHub asks for it. Raises UsageError if the tracker cannot be used.
    """
    local = kind == "local"
    tracker = embedded(config, state) if local else _github(config, environment, write=write, pause=pause)
    try:
        yield tracker
    finally:
        tracker.close()


def embedded(config: Config, state: Path) -> LocalTracker:
    """The embedded tracker, to be closed. Raises UsageError if it cannot be used."""
    public = frozenset(name for name, level in config.audiences.items() if level == levels()[0])
    return LocalTracker(state / "tracker.sqlite", public)


@contextmanager
def connect_reviews(config: Config, environment: Mapping[str, str], pause: Pause) -> Iterator[GitHubReviews]:
    """Reviews and teams at GitHub, closed at the end. Raises TrackerError if there are no credentials for it."""
    from pipeline.tracking.github.connection import Connection  # noqa: PLC0415  # as below
    from pipeline.tracking.github.credentials import credentials_from  # noqa: PLC0415  # as below
    from pipeline.tracking.github.rate_limit import RateLimiter  # noqa: PLC0415  # as below
    from pipeline.tracking.github.reviews import GitHubReviews  # noqa: PLC0415  # as below

    connection = Connection(environment.get("GITHUB_API_URL") or "https://api.github.com")
    reviews = GitHubReviews(
        connection,
        credentials_from(environment, connection, write=False, reviews=True),
        RateLimiter(config.seconds_between_writes, config.creates_an_hour, pause),
        longest_wait_seconds=_LONGEST_WAIT_TO_READ_SECONDS,
    )
    try:
        yield reviews
    finally:
        reviews.close()


def _github(config: Config, environment: Mapping[str, str], *, write: bool, pause: Pause) -> Tracker:
    # PyGithub takes as long to import as everything else together; the embedded tracker does not need it.
    from pipeline.tracking.github.connection import Connection  # noqa: PLC0415  # as above
    from pipeline.tracking.github.credentials import credentials_from  # noqa: PLC0415  # as above
    from pipeline.tracking.github.rate_limit import RateLimiter  # noqa: PLC0415  # as above
    from pipeline.tracking.github.tracker import GitHubTracker  # noqa: PLC0415  # as above

    connection = Connection(environment.get("GITHUB_API_URL") or "https://api.github.com")
    return GitHubTracker(
        connection,
        credentials_from(environment, connection, write=write),
        RateLimiter(config.seconds_between_writes, config.creates_an_hour, pause),
        longest_wait_seconds=config.longest_wait_minutes * 60 if write else _LONGEST_WAIT_TO_READ_SECONDS,
    )
