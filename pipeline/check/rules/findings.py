"""Rules about findings: what an owner needs to work on one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline import layout
from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.check.texts import missing_sections
from pipeline.check.titles import judge
from pipeline.diagnostic import Location, Route, Severity
from pipeline.markdown.sections import outside, sections
from pipeline.model import Incident
from pipeline.pluralize import pluralize
from pipeline.redaction import finding_level
from pipeline.tracking.routing import destination
from pipeline.vocabulary import is_level, ordered, tlp_rank

_FINDING = "findings/01-expire-tokens.md"
_WORDS = 3


@rule(
    fails=Example("findings/01-rotate-key.md", front="title: Rotate the signing key"),
    passes=Example("findings/02-rotate-key.md", front="title: Rotate the signing key"),
)
def finding_number_stands_once(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """Each finding has its own number, which never changes: its issue is found by it."""
    first: dict[str, str] = {}
    free = max((int(number) for number in incident.finding_numbers), default=0) + 1
    for name in incident.finding_files:
        number = layout.finding_number(name)
        if number in first:
            message = f"two findings have the number {number}: this one and {first[number].rpartition('/')[2]}"
            yield Problem(Location(f"{incident.path}/{name}"), message, f"rename the newer one: {free:02} is free")
        first.setdefault(number, name)


@rule(
    fails=Example(_FINDING, body="## What was found\n\nTokens never expire.\n\n## Why it matters\n"),
    passes=Example(_FINDING, body="## Why it matters\n\nA leak stays open forever.\n"),
)
def finding_has_its_sections(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """A finding says what was found, why it matters, what to change, and when it is done. Drafts are exempt."""
    if incident.is_draft:
        return
    for finding in incident.findings:
        yield from missing_sections(finding.body, layout.FINDING)


@rule(
    severity=Severity.WARNING,
    fails=Example(_FINDING, body="## What was found\n\nTokens never expire.\n\n# Notes\n\nAsk the vendor.\n"),
    passes=Example(_FINDING, body="## What was found\n\nTokens never expire.\n\n### Notes\n\nAsk the vendor.\n"),
)
def text_stands_in_a_section(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """All text of a finding is in a section: below a `##` heading, and not below a `#` heading.

    Other text is in the issue too, but nobody can tell whether it was found, is to be changed, or is done.
    """
    for finding in incident.findings:
        for block in outside(finding.body)[:1]:
            yield Problem(block.location, "this text is not in a section", "move it below one of the `##` headings")


@rule(
    fails=Example(_FINDING, body="## Done when\n\nTokens are better.\n"),
    passes=Example(_FINDING, body="## Done when\n\n- A token older than 30 days is refused.\n"),
)
def done_when_can_be_seen(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """`Done when` is a list of results that somebody can verify: they become the issue's task list."""
    for finding in incident.findings:
        for section in sections(finding.body):
            listed = any(block.items for block in section.blocks)
            if section.heading == layout.DONE_WHEN and section.spoken and not listed:
                hint = "write a list: `- A token older than 30 days is refused`"
                yield Problem(section.spoken[0].location, f"`{layout.DONE_WHEN}` is not a list", hint)


@rule(
    fails=Example(_FINDING, body="## Done when\n\n- Done.\n"),
    passes=Example(_FINDING, body="## Done when\n\n- A token older than 30 days is refused.\n"),
)
def done_when_says_something(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """Each item of `Done when` is a result, in at least three words: `done`, `fixed` or TBD is not enough."""
    for finding in incident.findings:
        for section in sections(finding.body):
            if section.heading != layout.DONE_WHEN:
                continue
            for item in (item for block in section.blocks for item in block.items):
                if not _is_written(item.text, context):
                    shown = f"`{item.text}`" if item.text else "this item"
                    hint = "write a result that can be seen or tested: `- A token older than 30 days is refused`"
                    yield Problem(item.location, f"{shown} is not a result that somebody can verify", hint)


@rule(
    fails=Example(_FINDING, front="title: Token expiry"),
    passes=Example(_FINDING, front="title: Expire tokens after 30 days"),
)
def title_says_what_to_do(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A finding's title starts with a verb and says what to do: it is not a thing, a fact or a mention.

    Drafts are exempt. This rule reports titles that are certainly wrong; `title-begins-with-verb` warns about others.
    """
    yield from _titles(incident, context, sure=True)


@rule(
    severity=Severity.WARNING,
    fails=Example(_FINDING, front="title: Log retention"),
    passes=Example(_FINDING, front="title: Log every use of a token"),
)
def title_begins_with_verb(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """The first word of a finding's title is a known verb, and is used as one.

    Add your own verbs under `words` in postmortem.yml.
    """
    yield from _titles(incident, context, sure=False)


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
            yield Problem(place, message, f"write {decided + timedelta(days)} or earlier, or lower the priority")


@rule(
    fails=Example(_FINDING, front="decision: {status: accepted, on: 2926-02-01}"),
    passes=Example(_FINDING, front="decision: {status: accepted, on: 2026-02-01}"),
)
def nothing_is_dated_ahead(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No decision, sign-off or verification is dated in the future: record it once it has happened."""
    readme = incident.readme
    dated: list[tuple[str, Route, date | None]] = [
        (readme, ("signoffs", index, "on"), item.on) for index, item in enumerate(incident.signoffs)
    ]
    for finding in incident.findings:
        dated.append((finding.path, ("decision", "on"), finding.decision.on))
        if finding.verification:
            dated.append((finding.path, ("verification", "on"), finding.verification.on))
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
    fails=Example(_FINDING, front="priority: p3"),
    passes=Example(_FINDING, front="priority: p1"),
)
def priority_has_days(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """postmortem.yml says how many days a finding's priority allows, or the finding has `due`."""
    for finding in incident.findings:
        misspelt = finding.priority not in ordered("finding", "priority")  # the schema reports it
        if not misspelt and finding.due is None and finding.priority not in context.config.priorities:
            priorities = ", ".join(context.config.priorities)
            hint = f"use one of: {priorities}; or set `due`; or add the priority to `priorities` in postmortem.yml"
            yield Problem(
                at(finding.path, "priority"), f"postmortem.yml sets no days for priority `{finding.priority}`", hint
            )


@rule(
    fails=Example(_FINDING, front="tlp: red"),
    passes=Example(_FINDING, front="tlp: amber"),
)
def target_may_hold_finding(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A finding is not more restricted than the repository in which its issue is filed.

    A finding is never less restricted than its incident, because its issue names the incident.
    """
    if incident.is_draft or not is_level(context.value(incident.readme, ("tlp",))):
        return  # an unknown level is reported already, and nothing is filed
    for finding in incident.findings:
        if finding.duplicate_of or any(team not in context.config.teams for team in finding.teams):
            continue
        if finding.tlp and not is_level(context.value(finding.path, ("tlp",))):
            continue
        target = destination(finding, incident, context.config)
        level = finding_level(incident, finding, context.today)
        if tlp_rank(level) > tlp_rank(target.audience):
            message = f"the finding is {level}, but {target.repository} is only for {target.audience} and below"
            hint = "route it to a more restricted repository, or rewrite it so that `tlp` can be lower"
            yield Problem(at(finding.path, "tlp" if finding.tlp else "owner"), message, hint)


def _titles(incident: Incident, context: RuleContext, *, sure: bool) -> Iterator[Problem]:
    if incident.is_draft:
        return
    for finding in incident.findings:
        wrong = judge(finding.title, context.config.words.verbs) if finding.title else None
        if wrong is None or wrong.sure is not sure:
            continue
        hint = "begin with what to do: `Expire tokens after 30 days`"
        if wrong.verb:
            hint = f"begin with `{wrong.verb.capitalize()}`, or with another verb"
        elif not sure:
            hint += f"; if it is a verb, {wrong.otherwise}"
        yield Problem(at(finding.path, "title"), wrong.message, hint)


def _is_written(item: str, context: RuleContext) -> bool:
    """Whether an item is more than a word or two; in a script without spaces, words cannot be counted."""
    return layout.bare(item) not in context.config.words.placeholders and (
        not item.isascii() or len(re.findall(r"\w+", item)) >= _WORDS
    )
