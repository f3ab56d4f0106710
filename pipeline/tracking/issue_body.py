"""A finding → the Markdown of its issue: all that an owner needs who never sees the report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from pipeline import layout
from pipeline.config import Config
from pipeline.markdown.issue import Issue, escape_plain, write
from pipeline.model import Finding, Incident
from pipeline.tracking.issue_links import FileLinks

_GITHUB = "github.com"


def render(
    finding: Finding, incident: Incident, due: date | None, config: Config, place: str, *, page: bool, own_record: bool
) -> str:
    """The content of the issue's block.

    `place` is the finding's file at its commit, as web addresses have it. `page` says whether the site shows this
    incident, `own_record` whether the issue is in the security response team's record, where its owner does not look
    unasked. Both records have to be redacted for the audience of the repository that the issue goes to.
    """
    parts = [_head(finding, incident, due), _decision(finding)]
    # Links lead to the commit of the finding's own file: what stood beside it then.
    commit = place.removesuffix(finding.path)
    resolve = FileLinks(finding, incident, f"{config.repository}/blob/{commit}" if config.repository else "").address
    host = urlsplit(config.repository).hostname or _GITHUB
    parts.append(write(finding.body, Issue(resolve, host, tasks=(layout.DONE_WHEN,))))
    parts += [
        _evidence(finding, incident),
        _teams(finding, config, own_record=own_record),
        _links(finding, config, place, page=page),
    ]
    return "\n\n".join(part for part in parts if part)


def _head(finding: Finding, incident: Incident, due: date | None) -> str:
    words = [finding.category.replace("-", " "), finding.kind.replace("-", " "), finding.priority]
    until = f", due {due.isoformat()}" if due else ""
    return f"Finding {finding.number} of the postmortem **{escape_plain(incident.title)}** — {', '.join(words)}{until}."


def _decision(finding: Finding) -> str:
    decision = finding.decision
    on = f" on {decision.on.isoformat()}" if decision.on else ""
    reason = escape_plain(decision.reason)
    if decision.status == "proposed":
        ask = "It is not decided yet whether this will be done. Is it right, what would it cost, is there a better way?"
        return f"> **Proposed.** {ask} Please say so below. {reason}".strip()
    if decision.status == "accepted" and not reason:
        return ""
    return f"> **{decision.status.replace('-', ' ').capitalize()}**{on}{': ' + reason if reason else '.'}"


def _evidence(finding: Finding, incident: Incident) -> str:
    items = incident.register.items if incident.register else ()
    lines = [
        f"- {item.id}: {escape_plain(item.what)} ({escape_plain(item.source)})"
        for item in items
        if item.id in finding.evidence
    ]
    return "### Evidence\n\n" + "\n".join(lines) if lines else ""


def _teams(finding: Finding, config: Config, *, own_record: bool) -> str:
    """Who owns it and who else is asked; configured GitHub teams are the only ones notified."""
    owner = config.teams[finding.owner]
    others = [team for team in dict.fromkeys((*finding.involves, *finding.decision.consulted)) if team != owner.id]
    called = _called(owner.id, config) if own_record else escape_plain(owner.name)
    names = [f"Owner: {called}, {escape_plain(owner.organisation)}"]
    if others:
        names.append("with " + ", ".join(_called(team, config) for team in others))
    return f"{'; '.join(names)}."


def _called(team_id: str, config: Config) -> str:
    team = config.teams[team_id]
    name = escape_plain(team.name)
    return f"{name} (@{team.github_team})" if team.github_team else name


def _links(finding: Finding, config: Config, place: str, *, page: bool) -> str:
    return "\n".join(_link_lines(finding, config, place, page=page))


def _link_lines(finding: Finding, config: Config, place: str, *, page: bool) -> Iterator[str]:
    if page and config.site.url:
        yield f"- [The postmortem]({config.site.url}{layout.finding_address(finding.key)})"
    if config.repository:
        yield f"- [This finding's file]({config.repository}/blob/{place})"
    yield "- This part of the issue is written from that file and will be overwritten; add yours above or below it."
