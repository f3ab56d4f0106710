"""What a rule is: a function with a docstring, an example that fails and one that passes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pipeline.config import Config
from pipeline.diagnostic import Location, Route, Severity
from pipeline.document import Document
from pipeline.model import Incident
from pipeline.prose import Prose
from pipeline.records import no_text


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What a rule may look at beside its incident: the configuration, the incident's documents, the day.

    `sops` are the names of the operating procedures that the repository holds. `artefact_text` reads
    the text of one of the incident's artefacts by its path in the folder; None where it has none. Other
    incidents are not here: what depends on them is a problem with a condition.
    """

    config: Config
    documents: Mapping[str, Document]
    sops: frozenset[str]
    today: date
    artefact_text: Callable[[str], Prose | None] = no_text

    def value(self, path: str, route: Route) -> Any:
        """What the author wrote at `route` in the front matter of `path`; None where nothing stands."""
        here: Any = self.documents[path].data
        for key in route:
            try:
                here = here[key]
            except (KeyError, IndexError, TypeError):
                return None
        return here


class Kind(StrEnum):
    """What another part of the repository may hold, by name."""

    INCIDENT = "incident"
    FINDING = "finding"
    DUPLICATE = "duplicate"  # a finding that another finding's issue stands for


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether the repository holds something of that kind and name, or does not (`holds` false)."""

    kind: Kind
    name: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found. `place` is a location, or a file and a route that the runner resolves.

    A problem with a condition is one only where the condition is met; without a hint of its own it
    gets the nearest name that there is.
    """

    place: Location | tuple[str, Route]
    message: str
    hint: str = ""
    condition: Condition | None = None


def missing(kind: Kind, name: str, place: Location | tuple[str, Route]) -> Problem:
    """The problem that the repository holds nothing of that kind and name."""
    return Problem(place, f"there is no {kind} `{name}`", condition=Condition(kind, name, holds=False))


def at(path: str, *route: str | int) -> tuple[str, Route]:
    """The place of a value in front matter, by the keys that lead to it."""
    return path, route


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint for a name that is not known: the nearest that is, or all of them where none is near."""
    names = sorted(known)
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if found:
        return f"did you mean `{found[0]}`?"
    return f"there are: {', '.join(names)}" if names else "there are none yet"


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of one file: front matter keys (YAML) and sections (Markdown) that stand in for its own.

    `without` is a file of the folder that is not there; `evidence` are keys of the evidence.md beside it.
    """

    file: str
    front: str = ""
    body: str = ""
    without: str = ""
    evidence: str = ""


Check = Callable[[Incident, RuleContext], Iterator[Problem]]


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
