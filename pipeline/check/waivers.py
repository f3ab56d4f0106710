"""Waivers: a rule that does not fit an incident is set aside there, in the open and with a reason. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.check.rule import Condition
from pipeline.check.rules import RULES, UNWAIVABLE
from pipeline.diagnostic import Diagnostic, Location, Route, Severity
from pipeline.document import Document

RULE = "waiver"

FORM = {
    "encoding": "A file is UTF-8 without NUL bytes.",
    "front-matter": "A document begins with front matter between two lines `---`.",
    "layout": "A folder under incidents/ is named by its incident's id and holds README.md, timeline.md, evidence.md,"
    " evidence/ and findings/ with numbered files; nothing is a link.",
    "readable": "A file is a regular one that can be read, and not larger than what a person reads.",
    "schema": "Front matter is what its schema under schemas/ asks for.",
    RULE: "A waiver names a rule that may be waived and that something breaks, and says why.",
    "yaml": "Front matter is plain YAML: spaces, each key once, no anchors, aliases, tags or merge keys.",
}
"""What is asked of the form of files, by the id under which it is reported: it cannot be waived."""

Conditional = tuple[Diagnostic, Condition]


@dataclass(frozen=True, slots=True)
class _Waiver:
    """A rule and the reason; `path` is the only file that it is for, "" for the whole incident."""

    rule: str
    reason: str
    path: str
    place: Location

    def covers(self, diagnostic: Diagnostic) -> bool:
        return diagnostic.rule == self.rule and self.path in ("", diagnostic.location.path)


def waive(
    documents: Iterable[tuple[str, Document]], found: Iterable[Diagnostic], conditional: Iterable[Conditional]
) -> tuple[set[Diagnostic], set[Conditional]]:
    """What was found, with what is waived marked so, and what is wrong with the waivers themselves.

    `documents` are the incident's, each with the name of its schema.
    """
    documents = tuple(documents)
    waivers = [waiver for kind, document in documents for waiver in _waivers(kind, document)]
    if not waivers:
        return set(found), set(conditional)
    refused = {waiver: wrong for waiver in waivers if (wrong := _refusal(waiver)) is not None}
    # A finding's own waiver counts before the incident's.
    valid = sorted((waiver for waiver in waivers if waiver not in refused), key=lambda waiver: not waiver.path)
    used: dict[_Waiver, set[Condition | None]] = {waiver: set() for waiver in valid}

    def marked(diagnostic: Diagnostic, condition: Condition | None) -> Diagnostic:
        waiver = next((waiver for waiver in valid if waiver.covers(diagnostic)), None)
        if waiver is None:
            return diagnostic
        used[waiver].add(condition)
        return replace(diagnostic, severity=Severity.WAIVED, hint=waiver.reason)

    settled = {*(marked(one, None) for one in found), *refused.values()}
    open_ended = {(marked(one, condition), condition) for one, condition in conditional}
    if any(document.data is None for _, document in documents):
        return settled, open_ended  # what a rule would report in a file that cannot be read, nobody knows
    for waiver, conditions in used.items():
        if not conditions:
            settled.add(_idle(waiver))
        elif len(conditions) == 1 and None not in conditions:
            # It waives nothing where the one problem that it is for turns out to be none.
            (condition,) = conditions
            if condition is not None:
                open_ended.add((_idle(waiver), replace(condition, holds=not condition.holds)))
    return settled, open_ended


def _waivers(kind: str, document: Document) -> Iterator[_Waiver]:
    """The document's waivers; one without a rule or a reason is none, and its schema has said so."""
    listed = (document.data or {}).get("waivers")
    if kind not in ("incident", "finding") or not isinstance(listed, list):
        return
    for index, item in enumerate(listed):
        rule, reason = (item.get(key) if isinstance(item, dict) else None for key in ("rule", "reason"))
        if isinstance(rule, str) and isinstance(reason, str) and reason.strip():
            route: Route = ("waivers", index, "rule")
            path = "" if kind == "incident" else document.path
            yield _Waiver(rule, " ".join(reason.split()), path, document.locate(route))


def _refusal(waiver: _Waiver) -> Diagnostic | None:
    fixed = {rule.id for rule in UNWAIVABLE} | set(FORM)
    known = {rule.id for rule in RULES}
    if waiver.rule in fixed:
        hint = "mend what it reports, and remove this waiver"
        return Diagnostic(waiver.place, RULE, Severity.ERROR, f"`{waiver.rule}` cannot be waived", hint)
    if waiver.rule in known:
        return None
    near = difflib.get_close_matches(waiver.rule, known, n=1, cutoff=0.6)
    hint = f"did you mean `{near[0]}`?" if near else "write the id that stands in brackets behind what check reports"
    return Diagnostic(waiver.place, RULE, Severity.ERROR, f"there is no rule `{waiver.rule}` to waive", hint)


def _idle(waiver: _Waiver) -> Diagnostic:
    where = "this file" if waiver.path else "this incident"
    message = f"the waiver of `{waiver.rule}` waives nothing: the rule reports nothing in {where}"
    return Diagnostic(waiver.place, RULE, Severity.WARNING, message, "remove it")
