"""What a round has to list and of what to remind: said from docs/operating.md, not by the pipeline's code."""

from __future__ import annotations

from datetime import date, timedelta

from tests.review.year.files import CADENCE, Finding, Incident
from tests.review.year.world import Seen, World, due

SOON = timedelta(days=14)
RISK_SOON = timedelta(days=30)
BEFORE = timedelta(days=7)
OF_OTHERS = frozenset({"overdue", "due", "silent", "unanswered", "procedures"})
"""Where another team has to do something."""
SETTLED = ("resolved", "declined", "risk accepted")


def state(finding: Finding, seen: Seen | None, today: date) -> str:
    """The state of a finding from its file and its issue."""
    closed_as = seen.view.closed_as if seen else None
    decision, until = finding.in_force(today), due(finding)
    if finding.refused(today):
        return "reopened" if seen and not closed_as else decision.replace("-", " ")
    expired = decision != finding.status
    if closed_as in ("not_planned", "duplicate") and not expired:
        return "reopened"
    if decision == "proposed":
        return "reopened" if closed_as == "completed" else "proposed"
    if not closed_as:
        if finding.verified and seen:
            return "reopened"
        return "overdue" if until and until < today else "open"
    unnamed = finding.kind == "process-change" and not finding.named
    return "resolved" if finding.verified and finding.holds and not unnamed else "fixed, not verified"


def reason(world: World, incident: Incident, finding: Finding, seen: Seen | None, today: date) -> str:
    """Why the finding is in the review of a day; "" if it is not."""
    if not incident.readable:
        return ""
    again = finding.again_after_days and finding.last_shown
    of_state = {
        "overdue": "overdue",
        "reopened": "" if _plan_settles(world, finding, seen, today) else "disagreeing",
        "fixed, not verified": "procedures" if finding.verified and finding.holds else "unverified",
        "proposed": "risks" if finding.until else "unanswered" if finding.asked else "undecided",
        "risk accepted": "risks" if finding.until and finding.until <= today + RISK_SOON else "",
        "resolved": "again" if again and again + timedelta(days=finding.again_after_days) <= today else "",
        "open": _of_open(world, incident, finding, seen, today),
    }
    return of_state.get(state(finding, seen, today), "")


def _of_open(world: World, incident: Incident, finding: Finding, seen: Seen | None, today: date) -> str:
    until = due(finding)
    if until and until <= today + SOON:
        return "due"
    quiet = seen and (is_silent(world, incident, finding, today) or _is_late(world, incident, finding))
    return "silent" if quiet else ""


def is_silent(world: World, incident: Incident, finding: Finding, today: date) -> bool:
    """Whether nobody has done anything for longer than the priority's cadence."""
    key = incident.keys(finding)[0]
    days = [*world.acts[key], world.filed[key], *([finding.decided] if finding.decided else [])]
    return (today - max(days)).days > CADENCE[finding.priority]


def _is_late(world: World, incident: Incident, finding: Finding) -> bool:
    """Whether half of the time is over and nobody has begun."""
    until, key = due(finding), incident.keys(finding)[0]
    if world.acts[key] or until is None or finding.decided is None:
        return False
    return (world.today - finding.decided) * 2 >= until - finding.decided


def _plan_settles(world: World, finding: Finding, seen: Seen | None, today: date) -> bool:
    """Whether the next plan closes or reopens the issue, since the decision changed after the last one."""
    if seen is None or seen.ref[0] != world.home(finding):
        return False
    before = seen.mark.decision
    if before == finding.in_force(today):
        return False
    return finding.refused(today) if seen.view.open else before in ("declined", "risk-accepted")


def incident_reasons(incident: Incident, states: list[str]) -> set[str]:
    """Why the incident itself is in the review."""
    if not incident.readable:
        return set()
    found = set() if incident.told else {"deadlines"}
    found |= set() if incident.assessed else {"unassessed"}
    if incident.status == "closed":
        return found
    if not incident.recovered:
        return found | {"unrecovered"}
    settled = incident.assessed and all(now in SETTLED for now in states)
    return found | ({"closable"} if settled else set())


def reminder(finding: Finding, now: str, monday: date, sent: list[tuple[str, date, date]]) -> str:
    """What the owner is reminded of in the week: "before", "overdue" or ""."""
    until = due(finding)
    if until is None:
        return ""
    for_this = [on for kind, day, on in sent if day == until and kind == ("before" if now == "open" else "overdue")]
    if now == "open" and until - BEFORE <= monday and not for_this:
        return "before"
    since = max(for_this, default=date.min)
    if now == "overdue" and since + timedelta(days=CADENCE[finding.priority]) <= monday:
        return "overdue"
    return ""
