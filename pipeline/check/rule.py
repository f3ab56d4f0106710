"""What a rule is: a function with a docstring, an example that fails and one that passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.diagnostic import Diagnostic, Location, Route, Severity
from pipeline.documents.document import Document
from pipeline.markdown.prose import Prose, no_text

if TYPE_CHECKING:
    from pipeline.check.other_incidents import OtherIncidents
    from pipeline.model import Incident
    from pipeline.repository.config import Config


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What a rule may use in addition to its incident: the configuration, the incident's documents by path, the day.

    `sops` are the names of the operating procedures that the repository holds. `others` answers questions about other
    incidents. `artefact_text` reads the text of one of the incident's artefacts by its path in the folder; None where
    it has none.
    """

    config: Config
    documents: Mapping[str, Document]
    sops: frozenset[str]
    today: date
    others: OtherIncidents
    artefact_text: Callable[[str], Prose | None] = no_text

    def value(self, path: str, route: Route) -> Any:
        """The value at `route` in the front matter of `path`, of whatever type it is; None if there is none."""
        value: Any = self.documents[path].data
        for key in route:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        return value


Place = Location | tuple[str, Route]
"""A location, or a file and the route to a value in its front matter."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule reports, and what to do about it (`hint`). With `hides_source`, no report shows the line."""

    place: Place
    message: str
    hint: str = ""
    hides_source: bool = False


def at(path: str, *route: str | int) -> Place:
    """The place of a value in front matter, by the keys that lead to it."""
    return path, route


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of one file: front matter keys (YAML) and sections (Markdown) that stand in for its own.

    `without` is a file of the folder that is not there; `evidence`, `timeline` and `finding` are keys of those files
    beside it. The last paragraph of `body` is repeated so many `times`.
    """

    file: str
    front: str = ""
    body: str = ""
    without: str = ""
    evidence: str = ""
    timeline: str = ""
    finding: str = ""
    times: int = 1


Check = Callable[["Incident", RuleContext], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the review policy. `wants` says what it requires."""

    id: str
    severity: Severity
    wants: str
    fails: Example
    passes: Example
    check: Check


def rule(*, fails: Example, passes: Example, severity: Severity = Severity.ERROR) -> Callable[[Check], Rule]:
    """Make a rule from a function: its id is the function's name, and `wants` is its docstring."""

    def made(check: Check) -> Rule:
        words = " ".join((check.__doc__ or "").split())
        return Rule(check.__name__.replace("_", "-"), severity, words, fails, passes, check)

    return made


MOST = 500
"""How often the same kind of problem is reported for an incident or a file: nobody reads more of them."""


def first(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The first of them, and one that says that there are more."""
    for count, diagnostic in enumerate(diagnostics):
        if count == MOST:
            message, hint = (
                "there are more problems of this kind, which are not shown",
                "fix the ones above, then check again",
            )
            yield replace(diagnostic, message=message, hint=hint)
            return
        yield diagnostic
