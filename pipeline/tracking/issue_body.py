"""A finding → the Markdown of its issue: all that an owner needs, without the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote, urlsplit

from pipeline import layout
from pipeline.markdown.issue import Issue, escape_plain, write
from pipeline.markdown.references import WORD_JOINER, inert_address
from pipeline.model import Evidence, Finding, Incident
from pipeline.repository.config import Config
from pipeline.tracking.issue_links import FileLinks

WRITER = 4
"""The version of what is written here. Raise it with every change to what is written for the same finding.

Issues that another version wrote are then rewritten under a separate limit (docs/decisions/0031).
"""

_WHAT_TO_CHANGE = layout.FINDING[2]

_GITHUB = "github.com"


def render(
    finding: Finding, incident: Incident, due: date | None, config: Config, place: str, *, page: bool, own_record: bool
) -> str:
    """The content of the issue's block: what is asked of whom and by when, then why.

    `place` is the finding's file at its commit, as web addresses have it. `page` says whether the site shows this
    incident, `own_record` whether the issue is in the security response team's own repository, which its owner
    does not watch. Both records have to be redacted for the audience of the repository that the issue goes to.
    """
    parts = [
        _asked(finding, due, config),
        "\n".join(_facts(finding, incident, due, config, page=page, own_record=own_record)),
    ]
    # Links lead to the commit of the finding's own file: what stood beside it then.
    commit = place.removesuffix(finding.path)
    resolve = FileLinks(finding, incident, f"{config.repository}/blob/{commit}" if config.repository else "").address
    parts += [
        write(finding.body, Issue(resolve, _host(config), tasks=(layout.DONE_WHEN,))),
        _evidence(finding, incident, config, place),
        _origin(finding, config, place),
    ]
    return "\n\n".join(part for part in parts if part)


def _asked(finding: Finding, due: date | None, config: Config) -> str:
    """What is asked of whom and by when."""
    status, team = finding.decision.status, escape_plain(config.teams[config.response_team].name)
    if finding.verification:
        return f"**Nothing is left to do.** {team} verified{_on(finding.verification.on)} that the change holds."
    if status == "accepted":
        until = f" by {due.isoformat()}" if due else ""
        return (
            f"**To do{until}:** make the change under “{_WHAT_TO_CHANGE}”. Tick each point under “{layout.DONE_WHEN}”"
            f" once it is true, and close this issue when all are ticked. {team} will then verify the change."
        )
    if status == "proposed":
        *most, last = (escape_plain(config.teams[name].name) for name in finding.decision.asked or _all_teams(finding))
        asked = f"{', '.join(most)} and {last}" if most else last
        ran_out = finding.decision.until
        proposed = f"Proposed again.** The risk was accepted until {ran_out.isoformat()}." if ran_out else "Proposed.**"
        return (
            f"**{proposed} {asked}, please comment below: is this right, what would it cost, and is there a"
            f" better way? {team} will then decide; until then, nothing has to change."
        )
    what = "The risk was accepted" if status == "risk-accepted" else f"This was {status}"
    when = _on(finding.decision.on) + _until(finding.decision.until)
    text = f"**No action is needed.** {what}{when}. If you disagree, please comment below."
    return f"{text}\n\n**Why:** {escape_plain(finding.decision.reason)}" if finding.decision.reason else text


def _on(day: date | None) -> str:
    return f" on {day.isoformat()}" if day else ""


def _until(day: date | None) -> str:
    return f" until {day.isoformat()}" if day else ""


def _all_teams(finding: Finding) -> tuple[str, ...]:
    """The owner and every other team that takes part, was consulted or was asked, each once."""
    return tuple(dict.fromkeys((*finding.teams, *finding.decision.consulted, *finding.decision.asked)))


def _teams(finding: Finding, config: Config, *, own_record: bool) -> str:
    """Who owns it and who else is asked; configured GitHub teams are the only ones notified."""
    owner = config.teams[finding.owner]
    called = _called(owner.id, config) if own_record else escape_plain(owner.name)
    named = f"{called}, {escape_plain(owner.organisation)}"
    others = [team for team in _all_teams(finding) if team != owner.id]
    return f"{named}; with {', '.join(_called(team, config) for team in others)}" if others else named


def _called(team_id: str, config: Config) -> str:
    team = config.teams[team_id]
    name = escape_plain(team.name)
    return f"{name} (@{team.github_team})" if team.github_team else name


def _facts(
    finding: Finding, incident: Incident, due: date | None, config: Config, *, page: bool, own_record: bool
) -> Iterator[str]:
    """Whose it is, how urgent, what was decided and why, and where it comes from: a line each."""
    decision = finding.decision
    yield f"- **Owner:** {_teams(finding, config, own_record=own_record)}"
    until = f", due {due.isoformat()}" if due and decision.status == "proposed" else ""
    kind = f"{finding.category.replace('-', ' ')}, {finding.kind.replace('-', ' ')}"
    yield f"- **Priority:** {finding.priority}{until} ({kind})"
    if finding.effect:
        verb = "recover from" if finding.effect == "recover" else finding.effect
        yield f"- **Effect:** {verb} such an incident"
    for factor in incident.factors:
        if finding.number in factor.findings:
            yield f"- **Contributing factor:** {escape_plain(factor.what)}"
    if not decision.wont_fix and (decision.on or decision.reason):
        reason = f": {escape_plain(decision.reason)}" if decision.reason else ""
        status = "risk accepted" if decision.until else decision.status.replace("-", " ")
        yield f"- **Decision:** {status}{_on(decision.on)}{_until(decision.until)}{reason}"
    extended = decision.extended
    if extended is not None:
        approved = f"approved by {escape_plain(extended.approved_by)}{_on(extended.on)}"
        yield f"- **More time:**{_until(extended.until)}, {approved}: {escape_plain(extended.reason)}"
    if finding.verification:
        yield f"- **Verification:** {escape_plain(finding.verification.how)}"
    if finding.sop:
        asked = decision.status == "accepted" and not finding.verification
        named = f"; when you change it, add {_code(finding.key)} to its {_code('changes')}" if asked else ""
        yield f"- **Operating procedure:** {_code(f'{layout.SOPS}/{finding.sop}.md')}{named}"
    address = f"{config.site.url}{layout.finding_address(finding.key)}" if page and config.site.url else ""
    site = f" ([on the site]({address}))" if address else ""
    origin = incident.report.retold_from
    whose = f", an incident of {escape_plain(origin.organisation)}" if origin else ""
    near = ", a near miss" if incident.report.near_miss else ""
    title = escape_plain(incident.title)
    yield f"- **From:** finding {finding.number} of the postmortem **{title}**{site}{whose}{near}"


def _evidence(finding: Finding, incident: Incident, config: Config, place: str) -> str:
    items = incident.register.items if incident.register else ()
    # The file of an item may be younger than the finding's commit.
    folder = f"HEAD/{place.removesuffix(finding.path).partition('/')[2]}{incident.path}"
    lines = [
        " ".join(
            (
                f"- {item.id} ({escape_plain(item.source)}): {escape_plain(item.what)}",
                *_places(item, incident, config, folder),
            )
        )
        for item in items
        if item.id in finding.evidence
    ]
    return "### Evidence\n\n" + "\n".join(lines) if lines else ""


def _places(item: Evidence, incident: Incident, config: Config, folder: str) -> list[str]:
    """Where the item can be looked at: its address, and its file in the `folder` where the readers may see that."""
    shown = [_address(item.url, config)] if item.url else []
    if item.path in {artefact.path for artefact in incident.artefacts}:
        shown.append(_file(item.path, f"{folder}/{item.path}", config))
    return shown


def _address(url: str, config: Config) -> str:
    """The address as a link, or as code where GitHub would leave a trace on what it names."""
    address = inert_address(url, _host(config)).replace("<", "%3C").replace(">", "%3E")
    return f"<{address}>" if address else _code(url)


def _host(config: Config) -> str:
    """The GitHub that the issues are on."""
    return urlsplit(config.repository).hostname or _GITHUB


def _origin(finding: Finding, config: Config, place: str) -> str:
    file = _file(finding.path, place, config)
    text = f"This part of the issue is generated from {file}, and edits to it are overwritten. Write above or below it."
    return f"---\n\n{text}"


def _file(name: str, place: str, config: Config) -> str:
    """A file by its name, with a link where the address of the repository is known."""
    return f"[{_code(name)}]({config.repository}/blob/{quote(place)})" if config.repository else _code(name)


def _code(text: str) -> str:
    """Text as code, whatever it holds; no comment in it ends the block."""
    line = " ".join(text.split()).replace("<!--", f"<!{WORD_JOINER}--")
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{line}{space}{fence}"
