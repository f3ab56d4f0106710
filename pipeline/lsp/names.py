"""What can be written where a document refers to something, with what each name means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline import vocabulary
from pipeline.attack import GROUP_ID, TECHNIQUE_ID, attack
from pipeline.check.rules import RULES, UNWAIVABLE
from pipeline.layout import finding_number
from pipeline.records import Folder
from pipeline.repository.config import Config, Regime

Names = Mapping[str, str]
"""Names, each with what it means."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a document may refer to. `folder` is the incident that it is in, if it is in one."""

    config: Config | None
    folder: Folder | None
    incidents: frozenset[str]
    procedures: frozenset[str]
    services: Callable[[], frozenset[str]]
    findings_of: Callable[[str], Names]
    today: date

    def names(self, kind: str, route: tuple[str, ...], typed: str) -> Names:
        """The names that a field may have; `typed` is what is written so far."""
        of_field = _FIELDS.get((kind, *route)) or _FIELDS.get(("", *route))
        return of_field(self) if of_field else self._referred(vocabulary.references(kind, *route), typed)

    def _referred(self, references: frozenset[str], typed: str) -> Names:
        """The names that a definition of the schemas stands for."""
        incident = typed.partition("/")[0] if "/" in typed else self.folder.id if self.folder else ""
        by_definition: dict[str, Callable[[], Names]] = {
            "team": lambda: self.teams,
            "evidence-id": lambda: self.evidence,
            "finding-number": lambda: self.findings,
            "incident": lambda: dict.fromkeys(sorted(self.incidents, reverse=True), ""),
            "finding": lambda: {f"{incident}/{number}": title for number, title in self.findings_of(incident).items()},
            **dict.fromkeys(("date", "moment", "when"), lambda: {self.today.isoformat(): "today"}),
        }
        return next((names() for name, names in by_definition.items() if name in references), {})

    @property
    def teams(self) -> Names:
        """The teams of the configuration."""
        teams = self.config.teams.values() if self.config else ()
        return {team.id: f"{team.name}, {team.organisation}" for team in teams}

    @property
    def evidence(self) -> Names:
        """The evidence that the incident's register has."""
        return _texts(
            self.folder.register.data if self.folder and self.folder.register else None, "items", "id", "what"
        )

    @property
    def artefacts(self) -> list[str]:
        """The paths of the incident's artefacts in its folder."""
        return [artefact.path for artefact in self.folder.artefacts] if self.folder else []

    @property
    def findings(self) -> Names:
        """The numbers of the incident's findings."""
        documents = self.folder.findings if self.folder else ()
        return {finding_number(document.path): str((document.data or {}).get("title", "")) for document in documents}

    @property
    def regimes(self) -> dict[str, Regime]:
        """The regimes of the configuration, by name."""
        return self.config.regimes if self.config else {}

    def listed(self, name: str, meaning: str) -> Names:
        """The ids in a list of the incident's front matter, with what they stand for."""
        return _texts(self.folder.readme.data if self.folder else None, name, "id", meaning)


def _affected(known: Known) -> Names:
    return known.listed("affected", "name")


_FIELDS: dict[tuple[str, ...], Callable[[Known], Names]] = {
    ("", "waivers", "rule"): lambda _: {rule.id: rule.wants for rule in RULES if rule not in UNWAIVABLE},
    ("incident", "services"): lambda known: dict.fromkeys(sorted(known.services()), ""),
    ("incident", "techniques", "id"): lambda _: _attack(TECHNIQUE_ID.fullmatch),
    ("incident", "actors", "group"): lambda _: _attack(GROUP_ID.fullmatch),
    ("incident", "notifications", "regime"): lambda known: {
        name: regime.title for name, regime in known.regimes.items()
    },
    ("incident", "notifications", "step"): lambda known: {
        step.id: step.title for regime in known.regimes.values() for step in regime.steps
    },
    ("incident", "notifications", "party"): lambda known: known.listed("external_parties", "who"),
    ("timeline", "events", "affects"): _affected,
    ("timeline", "stated", "affects"): _affected,
    ("evidence", "items", "id"): lambda known: {f"E{len(known.evidence) + 1}": "the next item"},
    ("evidence", "items", "path"): lambda known: dict.fromkeys(known.artefacts, ""),
    ("finding", "sop"): lambda known: dict.fromkeys(sorted(known.procedures), ""),
}
"""What fields may have whose schema refers to no definition; "" stands for any document."""


def _attack(fits: Callable[[str], object]) -> Names:
    entries = attack().entries.values()
    return {entry.id: entry.name for entry in entries if not entry.withdrawn and fits(entry.id)}


def _texts(data: object, name: str, key: str, meaning: str) -> Names:
    """The ids of a list of front matter, each with a text that says what it is."""
    items = data.get(name) if isinstance(data, dict) else None
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return {str(item[key]): str(item.get(meaning, "")) for item in listed if isinstance(item.get(key), str)}
