"""A repository on disk: its configuration, its incidents, and what a check of them finds."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.check.masking import holds_secret, masked
from pipeline.check.other_files import check_config_characters
from pipeline.check.regimes import regime_problems
from pipeline.check.run import Choose, check
from pipeline.diagnostic import Diagnostic, Severity, UsageError
from pipeline.documents.document import Document, read_text
from pipeline.host.actions import runs_in_public_repository
from pipeline.host.paths import follow
from pipeline.host.writing import usable_folder
from pipeline.layout import CONFIG_FILE, INCIDENTS
from pipeline.report import diagnostics as diagnostics_report
from pipeline.repository.config import Config, build_config, read_config
from pipeline.repository.corpus import incident_names, read_corpus, read_folder
from pipeline.text.spelling import did_you_mean_one_of
from pipeline.validation.validate import validate
from pipeline.vocabulary import is_level, levels

if TYPE_CHECKING:
    from pipeline.model import Corpus

STATE = ".postmortem"


@dataclass
class Workspace:
    """The repository at `root`, as of the date `today`.

    `tracker` overrides the configured one. With `only`, only the incidents that it returns are checked. Without
    `use_cache`, nothing is taken from the last run or kept for the next one.
    """

    root: Path
    today: date
    tracker: str | None = None
    only: Choose | None = None
    use_cache: bool = True

    def reread(self) -> Workspace:
        """The same repository, of which nothing has been read yet."""
        return Workspace(self.root, self.today, self.tracker, self.only, self.use_cache)

    @cached_property
    def config(self) -> Config:
        """The configuration. Raises UsageError if it is missing or has errors."""
        follow(self.root)
        if not os.path.lexists(self.root / CONFIG_FILE):
            advice = "name a repository of postmortems with --root, or make one with `postmortem init`"
            raise UsageError(f"there is no {CONFIG_FILE} in {self.root}: {advice}")
        document = read_config(self.root)
        problems = config_problems(document)
        if problems:
            raise UsageError("\n".join(diagnostics_report.as_text(problems, self.source_line)))
        return config_of(document)

    @cached_property
    def corpus(self) -> Corpus:
        """The incidents, read once. Raises UsageError if they cannot be listed."""
        if not self.use_cache:
            return read_corpus(self.root)
        from pipeline.cache.records import cached_corpus  # noqa: PLC0415  # not for a check: records take a while to load

        return cached_corpus(self.root)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What `check` finds."""
        config = self.config  # first: an unusable configuration is reported before anything else
        return check(self.root, config, self.today, lambda: self.chosen, use_cache=self.use_cache)

    @cached_property
    def broken(self) -> dict[str, frozenset[str]]:
        """The ids of the incidents with errors, each with the paths of its files whose level cannot be read."""
        return {name: self._without_level(name) for name in sorted(self._places_of_errors - {""})}

    def _without_level(self, name: str) -> frozenset[str]:
        folder = read_folder(self.root, name)
        documents = [(folder.readme, None), *((finding, levels()[0]) for finding in folder.findings)]
        return frozenset(
            document.path
            for document, default in documents
            if document.data is None or not is_level(document.data.get("tlp", default))
        )

    @property
    def has_other_errors(self) -> bool:
        """Whether there are errors that are in no incident."""
        return "" in self._places_of_errors

    @cached_property
    def _places_of_errors(self) -> frozenset[str]:
        """The id of the incident that each error is in, "" for an error elsewhere."""
        names, _ = incident_names(self.root)
        errors = (item.location.path for item in self.diagnostics if item.severity is Severity.ERROR)
        folders = (path.removeprefix(f"{INCIDENTS}/").partition("/")[0] for path in errors)
        return frozenset(folder if folder in names else "" for folder in folders)

    @cached_property
    def usable_corpus(self) -> Corpus:
        """The incidents, those with errors as drafts, which are for no audience and are not filed."""
        incidents = (
            replace(incident, status="") if incident.id in self.broken else incident
            for incident in self.corpus.incidents
        )
        return replace(self.corpus, incidents=tuple(incidents))

    @property
    def is_empty(self) -> bool:
        """Whether there is no incident yet."""
        return not incident_names(self.root)[0]

    @property
    def checked_count(self) -> int:
        """How many incidents `check` covers, readable or not."""
        names, _ = incident_names(self.root)
        return sum(self.chosen is None or name in self.chosen for name in names)

    @cached_property
    def chosen(self) -> Collection[str] | None:
        """The ids of the incidents to check; None for all of them."""
        return self.only() if self.only else None

    @cached_property
    def state(self) -> Path:
        """The folder for what is not in Git: the embedded tracker and the site's intermediate files.

        Raises UsageError if the repository brings one along.
        """
        return usable_folder(self.root / STATE)

    def source_line(self, path: str, line: int) -> str | None:
        """A line of a file, counted from 1; None if it cannot be shown."""
        lines = self._lines(path)
        found = lines[line - 1] if line <= len(lines) else None
        return None if found is None or holds_secret(found) else found

    @cached_property
    def _lines(self) -> Callable[[str], list[str]]:
        """Reads the lines of a file; none if the check did not read it either (a link, a pipe, too large)."""

        @lru_cache(maxsize=1)
        def lines(path: str) -> list[str]:
            text = read_text(self.root, path)
            return text.split("\n") if isinstance(text, str) else []

        return lines


def config_problems(document: Document) -> list[Diagnostic]:
    """What is wrong with postmortem.yml, sorted; nothing if it can be used."""
    schema = tuple(validate("config", document))
    found = [*document.diagnostics, *schema, *check_config_characters(document)]
    if document.data is not None and not schema:
        found += regime_problems(document)
        team, teams = document.data["security_response"]["team"], document.data["teams"]
        if team not in teams:
            from pipeline.check.rules.references import team_exists  # noqa: PLC0415  # all rules: not for a sound file

            place = document.locate(("security_response", "team"))
            hint = did_you_mean_one_of(team, teams)
            found.append(Diagnostic(place, team_exists.id, Severity.ERROR, f"there is no team `{team}`", hint))
    return sorted(map(masked, found))


def config_of(document: Document) -> Config:
    """The configuration in a document without problems. On GitHub, a repository that is public is for `clear`."""
    config = build_config(document.data or {})
    return replace(config, repository_audience=levels()[0]) if runs_in_public_repository() else config
