"""Decisions and verifications: who was asked, for how long a risk is accepted, more time, and looking again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.check.mutations.record import Mutation, in_text
from tests.check.mutations.source import Source, of_kind, pick

_APPROVED = "reason: The vendor is late, approved_by: head of security, on: 2026-11-20"


def mutations() -> Iterator[Mutation]:
    """Everything about decisions that only a few incidents have."""
    findings = of_kind("finding")
    accepted = [
        s for s in findings if s.data["decision"]["status"] == "accepted" and s.data["decision"].get("consulted")
    ]
    risks = [s for s in findings if s.data["decision"]["status"] == "risk-accepted"]
    for source in pick("extended", accepted, 3):
        decided = source.value("decision", "on")
        line = f"extended: {{until: {decided}, {_APPROVED}}}"
        yield _added("extend it to an earlier day", "extension-gives-more-time", source, line, "extended: {until: ")
    for source in pick("asked", accepted, 3):
        team = source.data["decision"]["consulted"][0]
        yield _added("ask who has answered", "asked-team-has-not-answered", source, f"asked: [{team}]", "asked: [")
    for source in pick("until", risks, 3):
        decided_on = date.fromisoformat(source.value("decision", "on"))
        for day, rule in (
            (decided_on, "accepted-risk-is-in-force"),
            (decided_on - timedelta(1), "risk-is-accepted-for-a-time"),
        ):
            also = ("accepted-risk-is-in-force",) if day < decided_on else ()
            yield _added(f"accept it until {day}", rule, source, f"until: {day}", "until: ", also=also)
    for source in pick("repeats", [s for s in findings if "verification" in s.data], 3):
        repeat = "repeats: [{on: 2020-01-01, by: lead, how: Tried it, holds: true}]"
        at = source.keys["verification", "by"][0]
        yield in_text(
            "look again before",
            "verifications-are-in-order",
            source,
            (at, at, f"{repeat}\n  "),
            at + len("repeats: [{on: "),
            says="2020-01-01",
        )


def _added(name: str, rule: str, source: Source, line: str, before: str, *, also: tuple[str, ...] = ()) -> Mutation:
    """With another key in the decision; `before` is what is before the value that is reported."""
    at = source.keys["decision", "status"][0]
    return in_text(name, rule, source, (at, at, f"{line}\n  "), at + len(before), also=also)
