"""What a tracker is: repositories and their issues, which planning reads and only apply writes.

The words are GitHub's. There are two trackers: an embedded one (SQLite) and GitHub.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from pipeline.diagnostic import UsageError

TITLE_LENGTH = 256
BODY_LENGTH = 65_536
"""GitHub's limits, in characters; a plan keeps to them whichever tracker it is for."""

CloseReason = Literal["completed", "not_planned", "duplicate"]
"""GitHub's `state_reason` of a closed issue."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as the tracker holds it. `closed_as` is None while it is open.

    A closed issue without a reason counts as completed, as on GitHub. `author` is the login of the account that opened
    it, "" if that was deleted; `from_inside` is whether that account is a member of the organisation, a collaborator
    or an App, since anybody may open an issue in a public repository. `updated_at` is when it last changed in any way;
    issues that differ in nothing else are equal. `milestone_due` is the due date of an open milestone that it is in.
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
    assignees: tuple[str, ...] = ()
    milestone_due: date | None = None
    created_at: datetime | None = field(default=None, compare=False)

    @property
    def open(self) -> bool:
        """Whether the issue is open."""
        return self.closed_as is None

    @property
    def reference(self) -> str:
        """The issue as people write it: example-org/identity#12."""
        return f"{self.repository}#{self.number}"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on an issue; `author` is a login, "" if the account was deleted, `by_bot` whether it is an App's."""

    id: int
    author: str
    body: str
    created_at: datetime
    by_bot: bool = False


EventKind = Literal[
    "closed", "reopened", "assigned", "unassigned", "labeled", "unlabeled", "milestoned", "demilestoned", "referenced"
]
"""GitHub's names for what people do to an issue beside writing; a commit whose message names it references it."""


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """That a person did something to an issue, and when."""

    kind: EventKind
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewIssue:
    """An issue to create. `milestone` is the title of an open milestone of the repository, or "" if there is none."""

    title: str
    body: str
    labels: frozenset[str]
    assignees: tuple[str, ...] = ()
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to an issue, made in as few requests as the tracker can; None leaves a field as it is.

    `state` is "open" to reopen the issue, or the reason to close it with. Labels are added and removed one by one, so
    that a label which somebody else adds at the same time stays.
    """

    title: str | None = None
    body: str | None = None
    state: CloseReason | Literal["open"] | None = None
    add_labels: frozenset[str] = frozenset()
    remove_labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as the tracker sees it now. `name` has its owner in it: example-org/identity."""

    name: str
    public: bool
    has_issues: bool
    archived: bool


class TrackerError(UsageError):
    """The tracker cannot be reached or refuses a request; the message says what to do."""


class LostAnswer(TrackerError):
    """A write was sent and no answer came back: it may or may not have taken effect."""


class Unavailable(TrackerError):
    """The tracker accepts no requests for now, whichever the repository: the run has to end here."""


class Unacceptable(TrackerError):
    """The tracker does not accept this change as it is; it may accept others in the same repository."""


Guard = Callable[[], None]
"""Called right before each request of a write, after every wait; raises TrackerError to stop the write."""


def unguarded() -> None:
    """A guard that never stops a write."""


class Reader(Protocol):
    """What planning may ask of a tracker. Every method raises TrackerError if the tracker gives no answer."""

    def repository(self, name: str) -> Repository | None:
        """The repository, or None if there is none of this name that the credentials give access to."""

    def issues(self, repository: str, since: datetime | None = None) -> list[Issue]:
        """The issues of the repository, open and closed, by number, without pull requests.

        With `since`, only those that changed at or after that moment.
        """

    def issue(self, repository: str, number: int) -> Issue | None:
        """The issue, or None if there is none. A transferred issue is given from where it is now."""

    def search(self, organisation: str, text: str) -> list[Issue]:
        """Issues in the organisation's repositories whose body has the text; recent changes may be missing."""

    def has_milestone(self, repository: str, title: str) -> bool:
        """Whether the repository has an open milestone of this title."""

    def comments(self, repository: str, number: int) -> list[Comment]:
        """The comments on an issue, oldest first."""

    def events(self, repository: str, number: int) -> list[IssueEvent]:
        """What people did to an issue beside writing, oldest first: nothing that an App or these credentials did."""

    def may_write(self, repository: str, login: str) -> bool:
        """Whether the account may write to the repository."""


class Tracker(Reader, Protocol):
    """A reader that can also write. Each write raises LostAnswer where its answer was lost."""

    def create(self, repository: str, new: NewIssue, guard: Guard = unguarded) -> Issue:
        """Create an issue and return it. The request is sent once and never repeated."""

    def edit(self, repository: str, number: int, edit: Edit, guard: Guard = unguarded) -> Issue:
        """Change an issue and return it as it is afterwards."""

    def comment(self, repository: str, number: int, body: str, guard: Guard = unguarded) -> Comment:
        """Comment on an issue. The request is sent once and never repeated."""

    def close(self) -> None:
        """Close the file or the connections that the tracker holds."""
