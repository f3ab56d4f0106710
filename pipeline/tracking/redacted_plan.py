"""A plan as the readers of the postmortem repository may see it, where it is shown on a pull request. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from pipeline.model import Corpus
from pipeline.redaction.redact import finding_level
from pipeline.repository.config import Config
from pipeline.tracking.plan import Change, Notice, Plan
from pipeline.vocabulary import tlp_rank

WITHHELD = "withheld"
"""Stands for the key and the title of a finding that the readers may not see."""

_REASON = "it is above the level of this repository's readers"
_QUOTED = re.compile(r"`[^`]*`")


def redacted_plan(plan: Plan, corpus: Corpus, config: Config, today: date) -> Plan:
    """The plan without findings above `repository_audience`, and without what people wrote in more restricted issues.

    Nothing is taken out where the configuration does not say who can read the repository.
    """
    audience = config.repository_audience
    if not audience:
        return plan
    hidden = {
        finding.key
        for incident in corpus.incidents
        for finding in incident.findings
        if tlp_rank(finding_level(incident, finding, today)) > tlp_rank(audience)
    }
    return replace(
        plan,
        shown_of=plan.digest,
        changes=tuple(_change(change, hidden, audience, config.audiences) for change in plan.changes),
        notices=tuple(_notice(notice, hidden) for notice in plan.notices),
    )


def _change(change: Change, hidden: Collection[str], audience: str, audiences: Mapping[str, str]) -> Change:
    if change.finding in hidden:
        return replace(change, finding=WITHHELD, title=WITHHELD, reason=_REASON)
    if _is_above(change.target, audience, audiences):
        title = change.title if change.new is not None else ""
        return replace(change, title=title, reason=_QUOTED.sub("…", change.reason))
    return change


def _notice(notice: Notice, hidden: Collection[str]) -> Notice:
    if notice.finding in hidden:
        return replace(notice, finding=WITHHELD, reason=_REASON)
    return notice


def _is_above(target: str, audience: str, audiences: Mapping[str, str]) -> bool:
    """Whether issues there may say what these readers may not see."""
    level = audiences.get(target.partition("#")[0])
    return level is None or tlp_rank(level) > tlp_rank(audience)
