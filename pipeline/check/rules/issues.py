"""GitHub's limits on an issue, checked before one is filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.rule import Example, Problem, RuleContext, rule
from pipeline.diagnostic import Location
from pipeline.model import Corpus, Finding, Incident
from pipeline.repository.history import History
from pipeline.tracking.tracker import BODY_LENGTH
from pipeline.vocabulary import is_level

_ROOM = 1_000
"""Characters reserved for what is added above the text later, such as where the finding moved to."""

_LONG = 4_000
"""In characters. A shorter finding does not become too long; if one does, for its many links, `plan` reports it."""


@rule(
    fails=Example(
        "findings/01-expire-tokens.md", body=f"## What was found\n\n{'Tokens never expire. ' * 5}\n", times=700
    ),
    passes=Example("findings/01-expire-tokens.md", body="## What was found\n\nTokens never expire.\n"),
)
def issue_is_not_too_long(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """The text of a finding's issue, including what the pipeline adds to it, is no longer than GitHub allows."""
    if incident.is_draft or not is_level(context.value(incident.readme, ("tlp",))):
        return  # an unknown level is reported already, and nothing is filed
    most = BODY_LENGTH - _ROOM
    for finding in incident.findings:
        length = _issue_length(finding, incident, context) if _is_long(finding, incident) else 0
        if length > most:
            message = f"the finding's issue would have {length:,} characters, more than the {most:,} allowed"
            hint = f"shorten the finding by {length - most:,} characters, or move logs and long lists to evidence/"
            yield Problem(Location(finding.path, finding.body.line), message, hint)


def _is_long(finding: Finding, incident: Incident) -> bool:
    items = incident.register.items if incident.register else ()
    cited = sum(len(item.what) + len(item.source) + len(item.url) for item in items if item.id in finding.evidence)
    how = finding.verification.how if finding.verification else ""
    return len(finding.body.text) + len(finding.decision.reason) + len(how) + cited > _LONG


def _issue_length(finding: Finding, incident: Incident, context: RuleContext) -> int:
    """How many characters the finding's issue would have; 0 if it cannot be written."""
    known = all(team in context.config.teams for team in (*finding.teams, *finding.decision.consulted))
    if not known or (finding.tlp and not is_level(finding.tlp)):
        return 0
    from pipeline.tracking.desired import Source, desired_state  # noqa: PLC0415  # of few findings

    alone = Corpus((replace(incident, findings=(finding,)),), context.sops)
    wanted = desired_state(Source(alone, context.config, context.today, History()), public=())
    return max((len(str(issue.block)) for issue in wanted.issues), default=0)
