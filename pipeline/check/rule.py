"""What a rule is: a function with a docstring, an example that fails and one that passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.config import Config
from pipeline.diagnostic import Location, Route, Severity
from pipeline.document import Document
from pipeline.model import Corpus, Incident


@dataclass(frozen=True, slots=True)
class World:
    """What rules may look at: every record, the configuration, the documents as read, and the day."""

    corpus: Corpus
    config: Config
    documents: Mapping[str, Document]
    today: date

    def incident_ids(self) -> frozenset[str]:
        """The ids of every incident in the repository."""
        return frozenset(incident.id for incident in self.corpus.incidents)

    def value(self, path: str, route: Route) -> Any:
        """What the author wrote at `route` in the front matter of `path`; None where nothing stands."""
        here: Any = self.documents[path].data
        for key in route:
            try:
                here = here[key]
            except (KeyError, IndexError, TypeError):
                return None
        return here


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found. `place` is a location, or a file and a route that the runner resolves."""

    place: Location | tuple[str, Route]
    message: str
    hint: str = ""


def at(path: str, *route: str | int) -> tuple[str, Route]:
    """The place of a value in front matter, by the keys that lead to it."""
    return path, route


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of one file: front matter keys (YAML) and sections (Markdown) that stand in for its own.

    `without` is a file of the folder that is not there.
    """

    file: str
    front: str = ""
    body: str = ""
    without: str = ""


Check = Callable[[Incident, World], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the review policy. `wants` says in words what it asks for."""

    id: str
    severity: Severity
    wants: str
    fails: Example
    passes: Example
    check: Check


def rule(*, fails: Example, passes: Example, severity: Severity = Severity.ERROR) -> Callable[[Check], Rule]:
    """Make a rule of a function: its id is the function's name, what it wants its docstring."""

    def made(check: Check) -> Rule:
        words = " ".join((check.__doc__ or "").split())
        return Rule(check.__name__.replace("_", "-"), severity, words, fails, passes, check)

    return made
