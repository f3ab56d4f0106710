"""One repository as an editor has it: its files, with the texts of open documents in place of what is saved.

A file is read again only if it changed; its text is parsed again only if it differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipeline.check.incident import Checked, check_incident, rule_context
from pipeline.check.masking import masked
from pipeline.check.other_files import check_procedure_text
from pipeline.check.other_incidents import Repository
from pipeline.check.procedures import front_matter_problems
from pipeline.check.rule import RuleContext
from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.documents.document import (
    Document,
    decoded,
    parse_document,
    parse_yaml,
    read_document,
    read_text,
    unreadable,
)
from pipeline.documents.values import text, words
from pipeline.host.paths import first_link
from pipeline.host.stamps import Stamp, stamp, stamp_alone
from pipeline.layout import CONFIG_FILE, INCIDENTS, README, SOPS, finding_number
from pipeline.lsp.areas import Area, Kind, area_of
from pipeline.lsp.overlay import overlaid
from pipeline.operations.workspace import config_of, config_problems
from pipeline.records import Folder
from pipeline.repository.config import Config, read_config
from pipeline.repository.corpus import incident_names, parse_procedure, read_folder, read_procedure, sop_names

T = TypeVar("T")

_LATEST = 500
"""In how many incidents the names of services are looked for."""


class Session:
    """The repository at `root`; `today` gives the day. `texts` are the open documents by their path below the root."""

    def __init__(self, root: Path, today: Callable[[], date]) -> None:
        """Read nothing yet."""
        self.root = root
        self.today = today
        self.texts: dict[str, str] = {}
        self._stamped: dict[str, tuple[Stamp, object]] = {}
        self._parsed: dict[str, tuple[str, Document]] = {}
        self._checked: dict[str, Checked] = {}
        self._config: tuple[Document, Config | None] | None = None

    @property
    def open_areas(self) -> set[Area]:
        """The parts of the repository in which a document is open."""
        return {area for path in self.texts if (area := area_of(path))}

    def close(self, path: str) -> None:
        """Forget the text of a document."""
        self.texts.pop(path, None)
        self._parsed.pop(path, None)

    @property
    def config(self) -> Config | None:
        """The configuration; None while it has problems."""
        document = self.config_document
        if self._config is None or self._config[0] is not document:
            self._config = (document, None if config_problems(document) else config_of(document))
        return self._config[1]

    @property
    def config_document(self) -> Document:
        """postmortem.yml."""
        if self._counts(CONFIG_FILE):
            return self._open(CONFIG_FILE)
        return self._unless_changed(CONFIG_FILE, stamp_alone, lambda: read_config(self.root))

    @property
    def incidents(self) -> frozenset[str]:
        """The ids of all incidents."""

        def read() -> frozenset[str]:
            try:
                return frozenset(incident_names(self.root)[0])
            except UsageError:
                return frozenset()  # `check` says why; here there is nothing to check

        return self._unless_changed(INCIDENTS, stamp_alone, read)

    @property
    def procedures(self) -> frozenset[str]:
        """The names of the operating procedures, saved or not."""
        here = {area.name for area in self.open_areas if area.kind is Kind.PROCEDURE}
        return sop_names(self.root) | here

    @property
    def repository(self) -> Repository:
        """Answers what the rules ask about other incidents."""
        return Repository(self.root, self.incidents, lambda _, path: self.document(path))

    def folder(self, name: str) -> Folder | None:
        """The folder of an incident; None if there is none of that id."""
        if name not in self.incidents:
            return None
        path = f"{INCIDENTS}/{name}"
        saved = self._unless_changed(path, stamp, lambda: read_folder(self.root, name))
        here = [other for other in self.texts if other.startswith(f"{path}/")]
        return overlaid(saved, (self._open(other) for other in here if self._counts(other)))

    def document(self, path: str) -> Document:
        """The document at a path, as it is in the editor or else on disk."""
        return self._open(path) if self._counts(path) else read_document(self.root, path)

    def services(self) -> frozenset[str]:
        """The services that the latest incidents name."""

        def read(path: str) -> frozenset[str]:
            return frozenset(words(read_document(self.root, path).data or {}, "services"))

        latest = sorted(self.incidents, reverse=True)[:_LATEST]
        paths = [f"{INCIDENTS}/{name}/{README}" for name in latest]
        return frozenset().union(*(self._unless_changed(path, stamp_alone, partial(read, path)) for path in paths))

    def finding_paths(self, incident: str) -> dict[str, str]:
        """The paths of an incident's findings by number, saved or not."""
        folder = self.folder(incident)
        return {finding_number(document.path): document.path for document in folder.findings} if folder else {}

    def findings(self, incident: str) -> dict[str, str]:
        """The titles of an incident's findings by number."""
        paths = self.finding_paths(incident).items()
        return {number: text(self.document(path).data or {}, "title") for number, path in paths}

    def text(self, path: str) -> str | None:
        """The text of a file, in the editor or on disk; None if it has none."""
        read = self.texts.get(path) or read_text(self.root, path)
        return read if isinstance(read, str) else None

    def context(self, folder: Folder, config: Config) -> RuleContext:
        """What a rule may ask about an incident."""
        return rule_context(folder, config, self.procedures, self.repository, self.today())[0]

    def diagnostics(self, area: Area) -> tuple[Diagnostic, ...] | None:
        """What `check` finds there; None if nothing can be checked while the configuration has problems."""
        if area.kind is Kind.CONFIGURATION:
            return tuple(config_problems(self.config_document))
        config = self.config
        if config is None:
            return None
        if area.kind is Kind.PROCEDURE:
            return tuple(sorted({*map(masked, self._in_procedure(area.name, config))}))
        folder = self.folder(area.name)
        if folder is None:
            here = f"{INCIDENTS}/{area.name}"
            return tuple(problem for problem in self._not_incidents() if problem.location.path == here)
        checked = check_incident(folder, config, self.procedures, self.repository, self.today())
        self._checked[area.name] = checked
        return checked.diagnostics

    def depends_on_change(self, area: Area) -> bool:
        """Whether something that an incident's check asked about other incidents has changed."""
        checked = self._checked.get(area.name) if area.kind is Kind.INCIDENT else None
        if checked is None:
            return False
        repository = self.repository
        return any(repository.answer(*question) != answer for question, answer in checked.answers.items())

    def _in_procedure(self, name: str, config: Config) -> Iterator[Diagnostic]:
        path = f"{SOPS}/{name}.md"
        document = self._open(path) if self._counts(path) else read_procedure(self.root, name)
        if document.source.text:
            yield from check_procedure_text(document.source)
        yield from front_matter_problems(name, document, config, self.repository, self.today())

    def _not_incidents(self) -> list[Diagnostic]:
        """What is wrong with whatever is beside the incidents, such as a link to one."""
        try:
            return incident_names(self.root)[1]
        except UsageError:
            return []  # `check` says why; here there is nothing to check

    def _counts(self, path: str) -> bool:
        """Whether a text in the editor stands for the file at the path: it does not if the file is a link."""
        return path in self.texts and not first_link(self.root, path)

    def _open(self, path: str) -> Document:
        """The document of a text in the editor."""
        written = self.texts[path]
        known = self._parsed.get(path)
        if known is None or known[0] is not written:
            known = self._parsed[path] = (written, _parsed(path, written))
        return known[1]

    def _unless_changed(self, path: str, stamped: Callable[[Path, str], Stamp], read: Callable[[], T]) -> T:
        """What was read from a path; it is read again if its stamp has changed."""
        now = stamped(self.root, path)
        known = self._stamped.get(path)
        if known is None or known[0] != now:
            known = self._stamped[path] = (now, read())
        return known[1]  # type: ignore[return-value]  # each path is read in one way


def _parsed(path: str, written: str) -> Document:
    read = decoded(path, written.encode())
    if isinstance(read, Diagnostic):
        return unreadable(path, read)
    if path == CONFIG_FILE:
        return parse_yaml(path, read)
    return parse_procedure(path, read) if path.startswith(f"{SOPS}/") else parse_document(path, read)
