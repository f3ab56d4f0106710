"""Many made-up incidents of several years, so that every chart is drawn; the same number gives the same ones."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from pipeline.model import Decision, Finding, Incident, Technique, Verification
from pipeline.site.data import SiteData
from pipeline.tracking.tracker import Issue
from pipeline.vocabulary import ordered
from tests.example import issue
from tests.site import builders


def populous(count: int) -> SiteData:
    """A site of that many incidents with three findings each, as seen on builders.TODAY."""
    chance = random.Random(count)  # noqa: S311  # made-up incidents are no secret
    days = sorted(builders.TODAY - timedelta(days=chance.randrange(1, 1500)) for _ in range(count))
    incidents = [_incident(chance, number, day) for number, day in enumerate(days)]
    issues = {
        finding.key: _issue(finding.decision.on, chance.randrange(400))
        for incident in incidents
        for finding in incident.findings
        if finding.decision.on and chance.random() < 0.8
    }
    return builders.site(*incidents, issues=issues)


def _incident(chance: random.Random, number: int, day: date) -> Incident:
    name = f"{day}-incident-{number:04}"
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    form = chance.choice(["%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%MZ", "%Y-%m-%d", "%Y-%m"])
    events = []
    for milestone in ordered("timeline", "events", "milestone"):
        if chance.random() < 0.9:
            events.append(builders.event(at.strftime(form), milestone=milestone))
        at += timedelta(minutes=chance.lognormvariate(6, 2) % 500_000)
        form = "%Y-%m-%dT%H:%MZ"
    return builders.another(
        name,
        services=(chance.choice(("identity", "index", "payments")),),
        techniques=(Technique(chance.choice(("T1078", "T1566", "T1552.001")), "", novel=False, evidence=()),),
        timeline=builders.timeline(*events),
        findings=tuple(_finding(chance, name, f"{which:02}", day) for which in (1, 2, 3)),
    )


def _finding(chance: random.Random, incident: str, number: str, day: date) -> Finding:
    accepted = chance.random() < 0.9
    shown = chance.random() < 0.5
    return builders.finding(
        number,
        incident=incident,
        path=f"incidents/{incident}/findings/{number}-x.md",
        category=chance.choice(ordered("finding", "category")),
        decision=Decision("accepted" if accepted else "proposed", (), "", day if accepted else None),
        verification=Verification("srt", builders.TODAY, "an exercise") if shown else None,
        evidence=(),
    )


def _issue(on: date, days: int) -> Issue:
    closed = on + timedelta(days=days)
    if closed > builders.TODAY:
        return issue()
    at = datetime(closed.year, closed.month, closed.day, tzinfo=UTC)
    return issue(closed_as="completed", closed_at=at)
