"""Rules about notifications: what they name exists, and their deadlines are kept."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.analysis.notifications import RequiredNotification, required_notifications
from pipeline.check.rule import Example, Place, Problem, RuleContext, at, rule
from pipeline.diagnostic import Severity
from pipeline.model import Incident
from pipeline.text.spelling import did_you_mean_one_of

_AUTHORITY = "external_parties: [{id: dpa, kind: regulator, who: The data protection authority}]\n"
_SENT = "notifications: [{regime: gdpr, step: authority, party: dpa, sent: 2026-01-12T10:00Z}]"
_AWARE = "events: [{at: 2026-01-10T09:00Z, what: We were sure that data was read., milestone: aware}]"


@rule(
    fails=Example("README.md", front="notifications: [{regime: gdrp, step: authority, sent: 2026-01-12}]"),
    passes=Example("README.md", front="notifications: [{regime: gdpr, step: authority, sent: 2026-01-12}]"),
)
def regime_is_configured(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A notification names a regime under `regimes` in postmortem.yml, and a step of it."""
    regimes = context.config.regimes
    for index, item in enumerate(incident.notifications):
        if item.regime and item.regime not in regimes:
            hint = did_you_mean_one_of(item.regime, regimes) if regimes else "add it there, under `regimes`"
            place = at(incident.readme, "notifications", index, "regime")
            yield Problem(place, f"there is no regime `{item.regime}` in postmortem.yml", hint)
        elif item.regime and item.step:
            steps = [step.id for step in regimes[item.regime].steps]
            if item.step not in steps:
                place = at(incident.readme, "notifications", index, "step")
                hint = did_you_mean_one_of(item.step, steps)
                yield Problem(place, f"the regime `{item.regime}` has no step `{item.step}`", hint)


@rule(
    fails=Example("README.md", front=_AUTHORITY + _SENT.replace("party: dpa", "party: authority")),
    passes=Example("README.md", front=_AUTHORITY + _SENT),
)
def notified_party_is_listed(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A notification names its party by an `id` under `external_parties`, and each party has its own id."""
    ids = [party.id for party in incident.external_parties]
    for index, name in enumerate(ids):
        if name and name in ids[:index]:
            place = at(incident.readme, "external_parties", index, "id")
            yield Problem(place, f"duplicate id `{name}`", f"give this party another id, such as {name}-2")
    for index, item in enumerate(incident.notifications):
        if item.party and item.party not in ids:
            place = at(incident.readme, "notifications", index, "party")
            add = f"add `id: {item.party}` to the party under `external_parties`"
            known = [name for name in ids if name]
            hint = f"{did_you_mean_one_of(item.party, known)}; or {add}" if known else add
            yield Problem(place, f"no external party has the id `{item.party}`", hint)


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", front="notifications: [{regime: gdpr, step: authority}]", timeline=_AWARE),
    passes=Example(
        "README.md", front="notifications: [{regime: gdpr, step: authority, sent: 2026-01-12}]", timeline=_AWARE
    ),
)
def notification_is_sent(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Every step of a regime that the incident names is sent before its deadline, or is not required.

    An incident that names a regime in one notification is under it, and each of its steps has to be taken. Deadlines
    are computed from the timeline and from what was sent; nobody writes them. This warning never blocks a merge.
    """
    for item in required_notifications(incident, context.config.regimes):
        if not item.is_open or item.deadline is None or item.deadline.last_day > context.today:
            continue
        when = f"was due on {item.deadline}" if item.is_overdue(context.today) else f"is due today ({item.deadline})"
        to = f" to `{item.party}`" if item.party else ""
        message = f"the notification `{item.step.id}` of `{item.regime.id}`{to} {when} and has not been sent"
        yield Problem(_place(incident, item), message, _what_to_add(item))


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", front="notifications: [{regime: gdpr, step: authority}]"),
    passes=Example(
        "README.md", front="notifications: [{regime: gdpr, step: authority, sent: 2026-01-12}]", timeline=_AWARE
    ),
)
def deadline_has_a_start(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """The timeline has a milestone from which a regime's deadlines run, unless nothing is left to send.

    Without one, no deadline is known, and nobody is reminded of any.
    """
    by_regime: dict[str, list[RequiredNotification]] = {}
    for item in required_notifications(incident, context.config.regimes):
        by_regime.setdefault(item.regime.id, []).append(item)
    for name, items in by_regime.items():
        left = [item for item in items if item.is_open and item.step.deadlines]
        starts = dict.fromkeys(
            rule.after.removeprefix("milestone:")
            for item in left
            for rule in item.step.deadlines
            if rule.after.startswith("milestone:")
        )
        if starts and not any(item.deadline for item in left):
            message = f"no deadline of `{name}` is known: the timeline has no milestone {_or(list(starts))}"
            hint = f"in timeline.md, add `milestone: {next(iter(starts))}` to the event at which the time starts"
            yield Problem(_place(incident, left[0]), message, hint)


def _or(names: list[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _place(incident: Incident, item: RequiredNotification) -> Place:
    """The notification itself, or the first of the same regime where it is not listed."""
    own = [index for index, other in enumerate(incident.notifications) if other in item.listed]
    same = [index for index, other in enumerate(incident.notifications) if other.regime == item.regime.id]
    return at(incident.readme, "notifications", (own or same)[0], "step" if own else "regime")


def _what_to_add(item: RequiredNotification) -> str:
    if item.listed:
        return "add `sent:` with the time, or `not_required:` with the reason"
    party = f", party: {item.party}" if item.party else ""
    new = f"{{regime: {item.regime.id}, step: {item.step.id}{party}, sent: …}}"
    return f"add `{new}` to `notifications`, or the same with `not_required:` and the reason"
