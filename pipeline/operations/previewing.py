"""What a preview shows of incidents that are being edited: first what was saved, then everything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pipeline import records
from pipeline.cache.records import Records
from pipeline.check.incident import check_incident
from pipeline.check.other_incidents import Repository
from pipeline.check.run import has_errors
from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.model import Corpus, Incident
from pipeline.operations.workspace import Workspace
from pipeline.redaction.redact import LastRedaction
from pipeline.report import diagnostics as diagnostics_report
from pipeline.repository.corpus import incident_names, read_folder, sop_names
from pipeline.repository.history import History, read_history
from pipeline.site.data import SiteData, visible
from pipeline.site.links import artefacts
from pipeline.site.outputs import OutputsCache, incident_pages
from pipeline.site.page.record import Page
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from pipeline.tracking.desired import Source
from pipeline.tracking.observed import finding_states
from pipeline.tracking.tracker import Issue


@dataclass(frozen=True, slots=True)
class _Last:
    """What the last whole site was made of."""

    workspace: Workspace
    corpus: Corpus
    history: History


class Edits:
    """The site of a repository whose files are edited: drafts too, as the audience would see them."""

    def __init__(self, workspace: Workspace, audience: str | None, issues: Mapping[str, Issue]) -> None:
        """For the `audience`, None for the configured one; `issues` are those of the findings, by key."""
        self._first, self._audience, self._issues = workspace, audience, issues
        self._records = Records(workspace.root)
        self._redaction, self._outputs = LastRedaction(), OutputsCache()
        self._last: _Last | None = None

    def files(self) -> SiteFiles:
        """Everything. Raises UsageError where the incidents have errors.

        What has not changed since the last time is neither read, checked nor made again.
        """
        now = self._first.reread()
        now.corpus = self._records.corpus()
        _refuse_errors(now, now.diagnostics)
        self._last = _Last(now, now.corpus, read_history(now.root))
        site = self._site(self._last, now.corpus)
        sources = {address: now.root / path for address, path in artefacts(site.corpus).items()}
        return SiteFiles(render(site, self._outputs), sources)

    def pages(self, names: Collection[str]) -> dict[str, Page]:
        """The pages of these incidents as they are saved now, by their paths; those of other incidents stay.

        Only these are read and checked. One that is new has no page yet. Raises UsageError where they have errors.
        """
        if self._last is None:
            return {}
        read = {name: self._checked(self._last.workspace, name) for name in names if name in self._records.read}
        incidents = tuple(read.get(incident.id, incident) for incident in self._last.corpus.incidents)
        return incident_pages(self._site(self._last, replace(self._last.corpus, incidents=incidents)), list(read))

    def _checked(self, workspace: Workspace, name: str) -> Incident:
        """The incident as it is saved now. Raises UsageError where it has errors."""
        root, (names, _) = workspace.root, incident_names(workspace.root)
        folder, repository = read_folder(root, name), Repository(root, names)
        checked = check_incident(folder, workspace.config, sop_names(root), repository, workspace.today)
        _refuse_errors(workspace, checked.diagnostics)
        return records.incident(folder)

    def _site(self, last: _Last, corpus: Corpus) -> SiteData:
        config, today = last.workspace.config, last.workspace.today
        level = self._audience or config.site.audience
        shown = visible(corpus, level, today, say_withheld=config.site.say_withheld, drafts=True, last=self._redaction)
        states = finding_states(Source(corpus, config, today, last.history), self._issues)
        return SiteData(shown, states, config, level, today)


def _refuse_errors(workspace: Workspace, diagnostics: tuple[Diagnostic, ...]) -> None:
    if has_errors(diagnostics):
        raise UsageError("\n".join(diagnostics_report.as_text(diagnostics, workspace.source_line)))
