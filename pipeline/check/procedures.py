"""What is wrong with the front matter of operating procedures, which they need not have.

A procedure whose front matter does not name any `changes` may be older than these keys: then nothing is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from pipeline.check.masking import masked
from pipeline.check.other_incidents import Question, Repository
from pipeline.check.rule import Rule
from pipeline.check.rules.decisions import nothing_is_dated_ahead
from pipeline.check.rules.references import finding_exists, team_exists
from pipeline.diagnostic import Diagnostic, Route, Severity
from pipeline.documents.document import Document
from pipeline.records.findings import procedure
from pipeline.repository.config import Config
from pipeline.repository.corpus import read_procedure
from pipeline.text.spelling import did_you_mean_one_of
from pipeline.validation.validate import validate


def check_front_matter(
    root: Path, names: Iterable[str], config: Config, repository: Repository, today: date
) -> Iterator[Diagnostic]:
    """What is wrong with the procedures of these names. `repository` answers whether there is a finding of a key."""
    for name in sorted(names):
        yield from front_matter_problems(name, read_procedure(root, name), config, repository, today)


def front_matter_problems(
    name: str, document: Document, config: Config, repository: Repository, today: date
) -> Iterator[Diagnostic]:
    """What is wrong with the front matter of one procedure."""
    found = [*document.diagnostics, *validate("sop", document), *_rules(name, document, config, repository, today)]
    ours = document.data is not None and "changes" in document.data
    for diagnostic in found:
        yield masked(diagnostic if ours else replace(diagnostic, severity=Severity.WARNING))


def _rules(name: str, document: Document, config: Config, repository: Repository, today: date) -> Iterator[Diagnostic]:
    record = procedure(name, document)

    def problem(rule: Rule, route: Route, message: str, hint: str) -> Diagnostic:
        return Diagnostic(document.locate(route), rule.id, rule.severity, message, hint)

    if record.owner and record.owner not in config.teams:
        hint = did_you_mean_one_of(record.owner, config.teams)
        yield problem(team_exists, ("owner",), f"there is no team `{record.owner}` in postmortem.yml", hint)
    dated: list[tuple[Route, date | None]] = [(("reviewed",), record.reviewed)]
    for index, change in enumerate(record.changes):
        dated.append((("changes", index, "on"), change.on))
        if change.finding and not repository.answer(Question.IS_FINDING, change.finding):
            hint = str(repository.answer(Question.SUGGEST_FINDING, change.finding))
            message = f"there is no finding `{change.finding}`"
            yield problem(finding_exists, ("changes", index, "finding"), message, hint)
    for route, day in dated:
        # Somewhere on Earth it may be tomorrow already.
        if day is not None and day > today + timedelta(days=1):
            yield problem(
                nothing_is_dated_ahead, route, f"{day} is in the future", f"today is {today}: correct the date"
            )
