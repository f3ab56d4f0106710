"""Whether the deadlines of the configured regimes start at something that there is."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.diagnostic import Diagnostic, Severity
from pipeline.documents.document import Document
from pipeline.text.spelling import did_you_mean_one_of
from pipeline.vocabulary import ordered

RULE = "schema"


def regime_problems(document: Document) -> Iterator[Diagnostic]:
    """What is wrong with the regimes of a configuration that its schema has accepted."""
    milestones = ordered("timeline", "events", "milestone")
    for name, regime in (document.data or {}).get("regimes", {}).items():
        for step, content in regime["steps"].items():
            for index, rule in enumerate(content.get("deadlines", [])):
                kind, _, start = rule["after"].partition(":")
                there = milestones if kind == "milestone" else [other for other in regime["steps"] if other != step]
                if start not in there:
                    route = ("regimes", name, "steps", step, "deadlines", index, "after")
                    what = f"there is no milestone `{start}`"
                    if kind == "step":
                        what = f"`{name}` has no other step `{start}`"
                    hint = did_you_mean_one_of(start, there)
                    yield Diagnostic(document.locate(route), RULE, Severity.ERROR, what, hint)
