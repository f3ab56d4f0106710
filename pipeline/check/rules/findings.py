"""Rules about findings: what an owner needs to work on one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import layout
from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.check.texts import missing_sections
from pipeline.check.titles import judge
from pipeline.diagnostic import Location, Severity
from pipeline.markdown.sections import outside, sections
from pipeline.model import Incident
from pipeline.redaction.redact import finding_level
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
            if section.heading != layout.DONE_WHEN or not section.spoken:
                continue
            if not any(block.items for block in section.blocks):
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
            allowed = f"{target.audience}{' and below' if tlp_rank(target.audience) else ''}"
            message = f"the finding is {level}, but {target.repository} is only for {allowed}"
            stated = {"README.md": incident.tlp, "the finding": finding.tlp}
            where = [name for name, own in stated.items() if own and tlp_rank(own) > tlp_rank(target.audience)]
            lower = (
                f", and write `tlp: {target.audience}` in {' and in '.join(where)}"
                if where
                else " once it is disclosed"
            )
            hint = f"route it to a more restricted repository, or rewrite it for the readers of this one{lower}"
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
