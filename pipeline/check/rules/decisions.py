"""Rules about decisions on findings, and about their verification."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.diagnostic import Route, Severity
from pipeline.model import Incident
from pipeline.text.pluralize import pluralize
from pipeline.tracking.lifecycle import due_date
from pipeline.vocabulary import ordered

_FINDING = "findings/01-expire-tokens.md"
_APPROVED = "reason: The vendor is late., approved_by: head of security, on: 2026-02-09"
_ACCEPTED_RISK = "status: risk-accepted, on: 2026-02-01, reason: It is too dear., consulted: [identity]"
_SHOWN = "by: responder, on: 2026-02-08, how: We tried an old token."
_MORE_TIME = "if more time was approved, record it as `decision.extended`"


@rule(
    fails=Example(_FINDING, front="due: 2026-04-01"),
    passes=Example(_FINDING, front="due: 2026-02-20"),
)
def due_is_within_priority(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A finding is due no later than its priority allows, and not before it was decided."""
    for finding in incident.findings:
        due, decided, days = finding.due, finding.decision.on, context.config.priorities.get(finding.priority)
        if due is None or decided is None:
            continue
        place = at(finding.path, "due")
        if due < decided:
            yield Problem(
                place, f"due on {due}, before it was decided on {decided}", f"write {decided} or a later date"
            )
        elif days is not None and due > decided + timedelta(days):
            message = f"due on {due}, but `{finding.priority}` allows {pluralize(days, 'day')} from {decided}"
            yield Problem(
                place, message, f"write {decided + timedelta(days)} or earlier, or lower the priority; {_MORE_TIME}"
            )


@rule(
    fails=Example(_FINDING, front="decision: {status: accepted, on: 2926-02-01}"),
    passes=Example(_FINDING, front="decision: {status: accepted, on: 2026-02-01}"),
)
def nothing_is_dated_ahead(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No decision, sign-off, extension or verification is dated in the future: record it once it has happened."""
    readme = incident.readme
    dated: list[tuple[str, Route, date | None]] = [
        (readme, ("signoffs", index, "on"), item.on) for index, item in enumerate(incident.signoffs)
    ]
    for finding in incident.findings:
        dated.append((finding.path, ("decision", "on"), finding.decision.on))
        if finding.decision.extended:
            dated.append((finding.path, ("decision", "extended", "on"), finding.decision.extended.on))
        if finding.verification:
            dated.append((finding.path, ("verification", "on"), finding.verification.on))
            dated += (
                (finding.path, ("verification", "repeats", index, "on"), repeat.on)
                for index, repeat in enumerate(finding.verification.repeats)
            )
    for path, route, day in dated:
        # Somewhere on Earth it may be tomorrow already.
        if day is not None and day > context.today + timedelta(days=1):
            yield Problem((path, route), f"{day} is in the future", f"today is {context.today}: correct the date")


@rule(
    fails=Example(
        _FINDING,
        front="decision: {status: proposed}\nverification: {by: responder, on: 2026-02-08, how: We tried an old one.}",
    ),
    passes=Example(_FINDING, front="verification: {by: responder, on: 2026-02-08, how: We tried an old one.}"),
)
def only_accepted_is_verified(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Only a finding that was accepted can be verified: nothing else asks for a change."""
    for finding in incident.findings:
        status = finding.decision.status
        if finding.verification and status != "accepted" and status in ordered("finding", "decision", "status"):
            message = f"this finding is verified, but its decision is `{status}`"
            hint = "set `decision.status: accepted` with its date, or remove the verification"
            yield Problem(at(finding.path, "verification"), message, hint)


@rule(
    severity=Severity.WARNING,
    fails=Example(
        _FINDING,
        front="decision: {status: declined, on: 2026-02-01, reason: Nobody uses it any more., consulted: [payments]}",
    ),
    passes=Example(
        _FINDING,
        front="decision: {status: declined, on: 2026-02-01, reason: Nobody uses it any more., consulted: [identity]}",
    ),
)
def owner_was_consulted(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The owner of a finding was consulted before it was declined or its risk accepted."""
    for finding in incident.findings:
        decision = finding.decision
        if decision.wont_fix and decision.consulted and finding.owner and finding.owner not in decision.consulted:
            message = f"the finding is {decision.status}, but its owner `{finding.owner}` was not consulted"
            hint = f"consult `{finding.owner}` and add it to `consulted`, or correct `owner`"
            yield Problem(at(finding.path, "decision", "consulted"), message, hint)


@rule(
    fails=Example(
        _FINDING,
        front=f"decision: {{status: accepted, on: 2026-02-01, extended: {{until: 2026-02-20, {_APPROVED}}}}}",
    ),
    passes=Example(
        _FINDING,
        front=f"decision: {{status: accepted, on: 2026-02-01, extended: {{until: 2026-04-20, {_APPROVED}}}}}",
    ),
)
def extension_gives_more_time(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """An extension ends later than the finding would be due without it."""
    for finding in incident.findings:
        extended = finding.decision.extended
        if extended is None or extended.until is None:
            continue
        due = due_date(replace(finding, decision=replace(finding.decision, extended=None)), context.config.priorities)
        if due is not None and extended.until <= due:
            message = f"extended to {extended.until}, but it is due on {due} without an extension"
            hint = f"write {due + timedelta(days=1)} or later, or set `due: {extended.until}` instead"
            yield Problem(at(finding.path, "decision", "extended", "until"), message, hint)


@rule(
    fails=Example(_FINDING, front="decision: {status: proposed, asked: [identity], consulted: [identity, payments]}"),
    passes=Example(_FINDING, front="decision: {status: proposed, asked: [identity], consulted: [payments]}"),
)
def asked_team_has_not_answered(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A team is in `asked` until it has answered, and then in `consulted`."""
    for finding in incident.findings:
        for index, team in enumerate(finding.decision.asked):
            if team in finding.decision.consulted:
                message = f"`{team}` is both in `asked` and in `consulted`"
                hint = f"remove `{team}` from `asked` if it has answered, or else from `consulted`"
                yield Problem(at(finding.path, "decision", "asked", index), message, hint)


@rule(
    severity=Severity.WARNING,
    fails=Example(_FINDING, front=f"decision: {{{_ACCEPTED_RISK}, until: 2026-02-05}}"),
    passes=Example(_FINDING, front=f"decision: {{{_ACCEPTED_RISK}, until: 2027-02-01}}"),
)
def accepted_risk_is_in_force(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """The acceptance of a risk has not expired. Once it has, the finding is proposed again."""
    for finding in incident.findings:
        if finding.decision.in_force(context.today) is not finding.decision:
            message = f"the risk was accepted until {finding.decision.until}: the finding is proposed again"
            hint = "decide again: set `status`, `on`, and a later `until` if the risk is accepted again"
            yield Problem(at(finding.path, "decision", "until"), message, hint)


@rule(
    fails=Example(_FINDING, front=f"decision: {{{_ACCEPTED_RISK}, until: 2026-01-31}}"),
    passes=Example(_FINDING, front=f"decision: {{{_ACCEPTED_RISK}, until: 2027-02-01}}"),
)
def risk_is_accepted_for_a_time(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The acceptance of a risk does not expire before it was decided."""
    for finding in incident.findings:
        decision = finding.decision
        if decision.on is not None and decision.until is not None and decision.until < decision.on:
            message = f"the risk is accepted until {decision.until}, before it was accepted on {decision.on}"
            yield Problem(at(finding.path, "decision", "until"), message, f"write {decision.on} or a later date")


@rule(
    fails=Example(
        _FINDING,
        front=f"verification: {{{_SHOWN}, repeats: [{{by: responder, on: 2026-02-05, how: Again., holds: true}}]}}",
    ),
    passes=Example(
        _FINDING,
        front=f"verification: {{{_SHOWN}, repeats: [{{by: responder, on: 2026-02-09, how: Again., holds: true}}]}}",
    ),
)
def verifications_are_in_order(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """The repeats of a verification are in the order of their dates, and later than the first verification."""
    for finding in incident.findings:
        before = finding.verification.on if finding.verification else None
        for index, repeat in enumerate(finding.verification.repeats if finding.verification else ()):
            if before is not None and repeat.on is not None and repeat.on < before:
                message = f"repeated on {repeat.on}, before the verification of {before}"
                hint = f"write {before} or a later date, or put the items in their order"
                yield Problem(at(finding.path, "verification", "repeats", index, "on"), message, hint)
            before = repeat.on or before
