"""Waivers: a rule that does not fit an incident is waived there, visibly and with a reason. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.check.code_owners import RULE as CODE_OWNERS
from pipeline.check.own_audience import RULE as OWN_AUDIENCE
from pipeline.check.rule import Place, at
from pipeline.check.rules import RULES, UNWAIVABLE
from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.model import Incident, Waiver
from pipeline.text.spelling import did_you_mean

RULE = "waiver"

FORM = {
    CODE_OWNERS: "The block that `postmortem init` generated in CODEOWNERS matches postmortem.yml.",
    "encoding": "Every file is UTF-8, without NUL bytes.",
    "front-matter": "Every document starts with front matter between two `---` lines.",
    "layout": "A folder under incidents/ has the id of its incident as its name and contains README.md, timeline.md,"
    " evidence.md, evidence/, and findings/ with numbered files. Nothing in it is a symbolic link.",
    OWN_AUDIENCE: "No file has a level above `repository_audience` in postmortem.yml, the level of those who can read"
    " the repository itself; in a workflow of a public repository, none is above clear.",
    "readable": "Every file is a regular file that can be read, and is not too large for a person to read.",
    "schema": "Front matter is valid against its schema. `postmortem explain fields` lists what may be in it.",
    RULE: "A waiver names a rule that can be waived and that reports something there, and gives a reason.",
    "yaml": "Front matter is plain YAML, without tabs, duplicate keys, anchors, aliases, tags or merge keys.",
}
"""What is required of the format of files, by the id under which it is reported. None of it can be waived."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A waiver and its place; `path` is the only file that it is for, "" for the whole incident."""

    waiver: Waiver
    path: str
    place: Location

    def covers(self, diagnostic: Diagnostic) -> bool:
        return diagnostic.rule == self.waiver.rule and self.path in ("", diagnostic.location.path)


def waive(
    incident: Incident, found: Iterable[Diagnostic], locate: Callable[[Place], Location], *, readable: bool
) -> set[Diagnostic]:
    """What was found, with what is waived marked so, and what is wrong with the waivers themselves.

    `locate` turns a place into a location. Unless all documents are `readable`, a waiver that waives nothing is not
    reported: what its rule would report in the others, nobody knows.
    """
    placed = list(_placed(incident, locate))
    refusals = {waiver: problem for waiver in placed if (problem := _refusal(waiver)) is not None}
    valid = [waiver for waiver in placed if waiver not in refusals]
    settled, used = set(refusals.values()), set()
    for diagnostic in found:
        waiver = next((waiver for waiver in valid if waiver.covers(diagnostic)), None)
        if waiver is None:
            settled.add(diagnostic)
        else:
            settled.add(replace(diagnostic, severity=Severity.WAIVED, hint=waiver.waiver.reason))
            used.add(waiver)
    if readable:
        settled.update(_unused(waiver) for waiver in valid if waiver not in used)
    return settled


def _placed(incident: Incident, locate: Callable[[Place], Location]) -> Iterator[_Placed]:
    """The waivers with a rule and a reason, those of findings first: one counts before the incident's for its file."""
    files = [(finding.path, finding.path, finding.waivers) for finding in incident.findings]
    for path, only, waivers in [*files, (incident.readme, "", incident.waivers)]:
        for index, waiver in enumerate(waivers):
            if waiver.rule and waiver.reason:
                yield _Placed(waiver, only, locate(at(path, "waivers", index, "rule")))


def _refusal(placed: _Placed) -> Diagnostic | None:
    name = placed.waiver.rule
    fixed = {rule.id for rule in UNWAIVABLE} | set(FORM)
    known = {rule.id for rule in RULES}
    if name in fixed:
        hint = "fix what it reports, and remove this waiver"
        return Diagnostic(placed.place, RULE, Severity.ERROR, f"`{name}` cannot be waived", hint)
    if name in known:
        return None
    hint = did_you_mean(name, known) or "use the id that `postmortem check` prints in brackets"
    return Diagnostic(placed.place, RULE, Severity.ERROR, f"there is no rule `{name}` to waive", hint)


def _unused(placed: _Placed) -> Diagnostic:
    where = "this file" if placed.path else "this incident"
    message = f"unused waiver: `{placed.waiver.rule}` reports nothing in {where}"
    return Diagnostic(placed.place, RULE, Severity.WARNING, message, "remove the waiver")
