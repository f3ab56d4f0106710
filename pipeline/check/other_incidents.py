"""The other incidents of the repository, read by name only if a rule asks about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from pipeline.documents.document import Document, read_document
from pipeline.layout import INCIDENTS, README, finding_number
from pipeline.repository.corpus import finding_paths
from pipeline.text.spelling import did_you_mean_one_of


class Question(StrEnum):
    """What can be asked about a name: an incident's id, or a finding's key."""

    IS_INCIDENT = "is-incident"
    IS_FINDING = "is-finding"
    IS_DUPLICATE = "is-duplicate"  # whether it is a finding that names another one in `duplicate_of`
    INCIDENTS_CALLED = "incidents-called"  # the ids of the incidents that have it among their aliases
    SUGGEST_INCIDENT = "suggest-incident"
    SUGGEST_FINDING = "suggest-finding"


Read = Callable[[Path, str], Document]
Answer = bool | str
Answers = dict[tuple[Question, str], Answer]
"""What was answered, by question and name. As long as the answers are the same, so is what was made of them."""


class Repository:
    """The incidents below a root; `names` are those of all of them. Nothing of one is kept in memory."""

    def __init__(self, root: Path, names: Iterable[str], read: Read = read_document) -> None:
        """Answer from what lies below `root`; `read` gives the document at a path."""
        self._root = root
        self._incidents = frozenset(names)
        self._read = read

    def answer(self, question: Question, name: str) -> Answer:
        """The answer: yes or no, or the text of a hint."""
        match question:
            case Question.IS_INCIDENT:
                return name in self._incidents
            case Question.IS_FINDING:
                return name in self._findings(name)
            case Question.IS_DUPLICATE:
                path = self._findings(name).get(name)
                document = self._read(self._root, path) if path else None
                return bool(document and document.data and document.data.get("duplicate_of"))
            case Question.INCIDENTS_CALLED:
                return " ".join(self._by_alias.get(name, ()))
            case Question.SUGGEST_INCIDENT:
                return did_you_mean_one_of(name, self._incidents)
            case Question.SUGGEST_FINDING:
                return did_you_mean_one_of(name, self._findings(name) or self._incidents)

    @cached_property
    def _by_alias(self) -> dict[str, list[str]]:
        """The incidents that have an alias, by alias."""
        found: dict[str, list[str]] = {}
        for incident in sorted(self._incidents):
            document = self._read(self._root, f"{INCIDENTS}/{incident}/{README}")
            aliases = (document.data or {}).get("aliases")
            for alias in aliases if isinstance(aliases, list) else ():
                found.setdefault(str(alias), []).append(incident)
        return found

    def _findings(self, key: str) -> dict[str, str]:
        """The findings of the incident in a finding's key: key → path."""
        incident = key.partition("/")[0]
        if incident not in self._incidents:
            return {}
        paths = finding_paths(self._root, f"{INCIDENTS}/{incident}")
        return {f"{incident}/{finding_number(path)}": path for path in paths}


class OtherIncidents:
    """What the rules ask about other incidents while they check one; `answers` are all that they were given."""

    def __init__(self, repository: Repository) -> None:
        """Ask the repository."""
        self._repository = repository
        self.answers: Answers = {}

    def is_incident(self, name: str) -> bool:
        """Whether there is an incident of that id."""
        return bool(self._ask(Question.IS_INCIDENT, name))

    def is_finding(self, key: str) -> bool:
        """Whether there is a finding of that key."""
        return bool(self._ask(Question.IS_FINDING, key))

    def is_duplicate(self, key: str) -> bool:
        """Whether there is such a finding, and it is a duplicate of another one."""
        return bool(self._ask(Question.IS_DUPLICATE, key))

    def incidents_called(self, alias: str) -> list[str]:
        """The ids of the incidents that have this alias."""
        return str(self._ask(Question.INCIDENTS_CALLED, alias)).split()

    def suggest_incident(self, name: str) -> str:
        """The hint for an id that no incident has."""
        return str(self._ask(Question.SUGGEST_INCIDENT, name))

    def suggest_finding(self, key: str) -> str:
        """The hint for a key that no finding has."""
        return str(self._ask(Question.SUGGEST_FINDING, key))

    def _ask(self, question: Question, name: str) -> Answer:
        answer = self.answers[question, name] = self._repository.answer(question, name)
        return answer
