"""What makes a finding one that its owner can work on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import form
from pipeline.check.rule import Example, Problem, World, at, rule
from pipeline.diagnostic import Location
from pipeline.model import Incident
from pipeline.prose import sections
from pipeline.redaction import finding_level
from pipeline.tracking.lane import destination
from pipeline.vocabulary import tlp_rank

_FINDING = "findings/01-expire-tokens.md"


@rule(
    fails=Example("findings/01-rotate-key.md", front="title: Rotate the signing key"),
    passes=Example("findings/02-rotate-key.md", front="title: Rotate the signing key"),
)
def finding_number_stands_once(incident: Incident, _world: World) -> Iterator[Problem]:
    """Each finding has a number of its own, for ever: it is the key to its issue."""
    first: dict[str, str] = {}
    for name in sorted(name for name in incident.files if name.startswith(f"{incident.path}/findings/")):
        number = name.rpartition("/")[2].partition("-")[0]
        if number in first:
            message = f"finding {number} stands twice: also in {first[number].rpartition('/')[2]}"
            free = max(int(taken) for taken in incident.finding_numbers) + 1
            yield Problem(Location(name), message, f"rename the newer of the two: {free:02} is free")
        first.setdefault(number, name)


@rule(
    fails=Example(_FINDING, body="## What was found\n\nTokens never expire.\n\n## Why it matters\n"),
    passes=Example(_FINDING, body="## Why it matters\n\nA leak stays open for ever.\n"),
)
def finding_has_its_sections(incident: Incident, _world: World) -> Iterator[Problem]:
    """A finding says what was found, why it matters, what to change, and when it is done; a draft's may wait."""
    if incident.status == "draft":
        return
    for finding in incident.findings:
        found = {section.heading: section for section in sections(finding.body)}
        for heading in form.FINDING:
            section = found.get(heading)
            if section is None:
                where = Location(finding.path, finding.body.line)
                yield Problem(where, f"the section `## {heading}` is missing", "add it, with at least a sentence")
            elif not section.blocks:
                yield Problem(section.location, f"`## {heading}` is empty", "write at least a sentence below it")


@rule(
    fails=Example(_FINDING, body="## Done when\n\nTokens are better.\n"),
    passes=Example(_FINDING, body="## Done when\n\n- A token older than 30 days is refused.\n"),
)
def done_when_can_be_seen(incident: Incident, _world: World) -> Iterator[Problem]:
    """`Done when` is a list of results that somebody can see: they become the issue's task list."""
    for finding in incident.findings:
        for section in sections(finding.body):
            listed = any(re.match(r"\s*([-*+]|\d+[.)]) ", block.prose.text) for block in section.blocks)
            if section.heading == form.DONE_WHEN and section.blocks and not listed:
                hint = "write a list: `- A token older than 30 days is refused`"
                yield Problem(section.blocks[0].prose.located(0), f"`{form.DONE_WHEN}` is no list", hint)


@rule(
    fails=Example(_FINDING, front="priority: p3"),
    passes=Example(_FINDING, front="priority: p1"),
)
def priority_has_days(incident: Incident, world: World) -> Iterator[Problem]:
    """A finding's priority has its days to fix in postmortem.yml, or the finding says when it is due."""
    for finding in incident.findings:
        if finding.priority and finding.due is None and finding.priority not in world.config.priorities:
            known = ", ".join(world.config.priorities)
            hint = f"use one of: {known}; or give `due`, or add it to `priorities`"
            yield Problem(at(finding.path, "priority"), f"postmortem.yml gives `{finding.priority}` no days", hint)


@rule(
    fails=Example(_FINDING, front="tlp: red"),
    passes=Example(_FINDING, front="tlp: amber"),
)
def target_may_hold_finding(incident: Incident, world: World) -> Iterator[Problem]:
    """A finding is not more restricted than the repository that its issue goes to.

    A finding is never less restricted than its incident, because its issue names the incident.
    """
    if incident.status == "draft":
        return
    for finding in incident.findings:
        if finding.duplicate_of or any(team not in world.config.teams for team in finding.teams):
            continue
        target = destination(finding, incident, world.config)
        level = finding_level(incident, finding, world.today)
        if tlp_rank(level) > tlp_rank(target.audience):
            message = f"this finding is {level}, but {target.repository} may hold no more than {target.audience}"
            hint = "route it to a more restricted repository, or write it so that it can be less restricted"
            yield Problem(at(finding.path, "tlp" if finding.tlp else "owner"), message, hint)
