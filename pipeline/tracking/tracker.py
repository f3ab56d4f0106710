"""What a tracker is: the issues of repositories, read by a plan and written only by apply.

The words are GitHub's. Two trackers fulfil this: one embedded (SQLite), one GitHub.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from pipeline.diagnostic import UsageError

TITLE_LENGTH = 256
BODY_LENGTH = 65_536
"""The most characters that GitHub takes; a plan keeps to it whichever the tracker."""

CloseReason = Literal["completed", "not_planned", "duplicate"]
"""GitHub's `state_reason` of a closed issue."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as the tracker holds it. `closed_as` is None while it is open.

    A closed issue without a reason counts as completed, as GitHub shows it. `author` is the login of who opened it;
    `from_inside` whether that is a member of the organisation, a collaborator or an App: anybody may open an issue in
    a public repository. `updated_at` is when anything about it last changed, and says nothing about what it is.
    """

    repository: str
    number: int
    title: str
    body: str
    labels: frozenset[str]
    closed_as: CloseReason | None
    closed_at: datetime | None
    updated_at: datetime = field(compare=False)
    author: str
    from_inside: bool
    url: str

    @property
    def open(self) -> bool:
        """Whether the issue is open."""
        return self.closed_as is None

    @property
    def reference(self) -> str:
        """The issue as people write it: example-org/identity#12."""
        return f"{self.repository}#{self.number}"


@dataclass(frozen=True, slots=True)
class NewIssue:
    """An issue to be made. `milestone` is the title of one that the repository has, or ""."""

    title: str
    body: str
    labels: frozenset[str]
    assignees: tuple[str, ...] = ()
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of an issue, made in one request as far as the tracker can; None leaves a thing alone.

    `state` is "open" to reopen, or the reason to close with. Labels are added and removed one by
    one, so that labels somebody else sets meanwhile stay.
    """

    title: str | None = None
    body: str | None = None
    state: CloseReason | Literal["open"] | None = None
    add_labels: frozenset[str] = frozenset()
    remove_labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """A repository that issues are to go to, as the tracker sees it now."""

    repository: str
    public: bool
    has_issues: bool
    archived: bool


class TrackerError(UsageError):
    """The tracker cannot be reached, or refuses what is asked of it; the text says what to do."""


class LostAnswer(TrackerError):
    """A write was sent and no answer came: whether it took effect is not known."""


class Unavailable(TrackerError):
    """The tracker takes nothing from us for now, whatever the repository: a run has to end here."""


class Unacceptable(TrackerError):
    """The tracker does not take this change as it is; it may take others in the same repository."""


Guard = Callable[[], None]
"""Raises TrackerError where a write may not go out any more; asked right before each request, after every wait."""


def unguarded() -> None:
    """The guard of a write that may always go out."""


class Reader(Protocol):
    """What a plan may ask of a tracker."""

    def target(self, repository: str) -> Target | None:
        """The repository, or None where there is none that this token can see."""

    def issues(self, repository: str, since: datetime | None = None) -> list[Issue]:
        """The issues of the repository, open and closed, by number; no pull requests.

        With `since` only those that changed at or after that moment; those that were deleted or transferred
        away meanwhile are not known from it.
        """

    def issue(self, repository: str, number: int) -> Issue | None:
        """One issue, or None where there is none; a transferred one as it is where it is now."""

    def search(self, organisation: str, text: str) -> list[Issue]:
        """Issues of any of the organisation's repositories whose body holds the text; may lag behind."""

    def has_milestone(self, repository: str, title: str) -> bool:
        """Whether the repository has an open milestone of this title."""


class Tracker(Reader, Protocol):
    """A reader that can write as well. Each write raises LostAnswer where its answer was lost."""

    def create(self, repository: str, new: NewIssue, guard: Guard = unguarded) -> Issue:
        """Make an issue. Sends one request and never repeats it by itself."""

    def edit(self, repository: str, number: int, edit: Edit, guard: Guard = unguarded) -> Issue:
        """Change an issue."""

    def close(self) -> None:
        """Give back what the tracker holds: a file, a connection."""
