"""The configured tracker, ready to use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pipeline.config import Config
from pipeline.tracking.github.credentials import access_from
from pipeline.tracking.github.rate_limit import Pause
from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.local import LocalTracker
from pipeline.tracking.marker import find_block
from pipeline.tracking.memory import RememberingTracker
from pipeline.tracking.ownership import owned
from pipeline.tracking.tracker import Issue, Tracker
from pipeline.vocabulary import levels

_PATIENCE_TO_READ_SECONDS = 60.0
"""How long a command that writes nothing waits because GitHub asks it to."""


@contextmanager
def connect(
    config: Config,
    kind: str,
    state: Path,
    environment: Mapping[str, str],
    *,
    write: bool,
    pause: Pause,
    warn: Callable[[str], None],
) -> Iterator[Tracker]:
    """The tracker of this kind, closed at the end. `state` is the folder for what it keeps between runs.

    Raises UsageError where it cannot be used.
    """
    tracker: Tracker
    if kind == "local":
        everybody = frozenset(name for name, level in config.audiences.items() if level == levels()[0])
        tracker = LocalTracker(state / "tracker.sqlite", everybody)
    else:
        patience = config.longest_wait_minutes * 60 if write else _PATIENCE_TO_READ_SECONDS
        url = environment.get("GITHUB_API_URL") or "https://api.github.com"
        access = access_from(environment, url, write=write)
        pace, creates = config.seconds_between_writes, config.creates_an_hour
        github = GitHubTracker(access, url, pace, creates, pause, patience_seconds=patience)
        memory = f"{url} {config.label_prefix}"
        tracker = RememberingTracker(github, state / "github.sqlite", memory, partial(_ours, config), warn=warn)
    try:
        yield tracker
    finally:
        tracker.close()


def _ours(config: Config, issue: Issue) -> bool:
    """Whether a plan has to know of the issue."""
    return find_block(issue.body) is not None or any(owned(label, config.label_prefix) for label in issue.labels)
