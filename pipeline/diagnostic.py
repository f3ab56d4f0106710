"""The results of `check`: a diagnostic has a rule, a location, a message, and a hint on what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Route = tuple[str | int, ...]
"""The keys and list indexes that lead to a value in front matter, outermost first."""


class Severity(StrEnum):
    """An error prevents planning and building; a warning does not. A waived diagnostic counts as neither."""

    ERROR = "error"
    WARNING = "warning"
    WAIVED = "waived"


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """A place in a file of the repository.

    `path` is relative to the root, with forward slashes. `line` and `column` count from 1;
    a column counts characters, not bytes.
    """

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, order=True, slots=True)
class Diagnostic:
    """One thing that is wrong at one place, and what would be right (`hint`, may be empty).

    Of what is waived, the hint is the reason. With `hides_source`, the line at the place is not to be shown again: it
    holds a secret, and reports go to logs that many people read. `shown` is what to show of it in place of the file's
    own, before the column and from there on; () if it is shown as it is.
    """

    location: Location
    rule: str
    severity: Severity
    message: str
    hint: str = ""
    hides_source: bool = False
    shown: tuple[str, ...] = ()


class UsageError(Exception):
    """The command was called wrongly, its configuration is unusable, or a service is out of reach.

    The text is shown to the user as it is; the exit code is 2.
    """
