"""`postmortem new`."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.asking import Questions
from pipeline.commands.context import pass_workspace
from pipeline.commands.options import Incident
from pipeline.diagnostic import UsageError
from pipeline.layout import INCIDENTS
from pipeline.vocabulary import ordered, pattern

if TYPE_CHECKING:
    from pipeline.authoring.scaffold import Facts
    from pipeline.operations.workspace import Workspace

_CERTAINTY = click.Choice(ordered("incident", "impact", "customers"))
_DAY = r"[0-9]{4}(-[0-9]{2}){0,2}"


@click.command()
@click.argument("title", required=False)
@click.option("--severity", type=click.Choice(ordered("incident", "severity")), help="How bad it was.")
@click.option("--customers", type=_CERTAINTY, help="Whether customers or users were affected.")
@click.option("--data-breach", type=_CERTAINTY, help="Whether data may have been exposed.")
@click.option("--when", metavar="TIME", help="When it started, as exact as it is known: 2026-11, or 2026-11-24T09:00Z.")
@click.option("--timezone", default="UTC", metavar="ZONE", help="The zone of times without an offset. Default: UTC.")
@click.option(
    "--service", "services", multiple=True, metavar="NAME", help="A service that was affected. May be repeated."
)
@click.option("--date", "day", metavar="DATE", help="The date in the incident's id. Default: that of --when, or today.")
@click.option("--id", "given_id", metavar="ID", help="The incident's id: a date and a few words, in Latin letters.")
@click.option(
    "--in", "incident", type=Incident(), metavar="INCIDENT", help="Add a finding with this title to INCIDENT instead."
)
@click.option("--yes", is_flag=True, help="Ask nothing: what no option gives is unknown.")
@pass_workspace
def new(workspace: Workspace, title: str | None, *, incident: str | None, yes: bool, **given: Any) -> None:
    """Create a draft incident, or a finding, that passes `check`.

    On a terminal, it asks for what no option says. A brief incident gets only the sections that the policy asks for.
    """
    from pipeline.authoring import scaffold
    from pipeline.commands.incidents import named, write_new

    config = workspace.config  # first: nothing is made where there is no repository
    ask = Questions(asked=not yes)
    title = ask.text(
        "What happened, in one sentence", title, needed="TITLE", example='"Leaked token could read customer data"'
    )
    if incident is not None:
        found = named(workspace, incident)
        number = scaffold.next_number(found.finding_numbers)
        write_new(
            workspace.root / INCIDENTS / found.id, dict([scaffold.finding_file(title, number, config.response_team)])
        )
        return
    facts = _facts(ask, given)
    folder = workspace.root / INCIDENTS / _id(ask, workspace, title, facts, given)
    write_new(folder, scaffold.incident_files(title, workspace.today.isoformat(), facts))
    ask.say(f"next: write {folder / 'README.md'}, then run `postmortem check`")


def _facts(ask: Questions, given: dict[str, Any]) -> Facts:
    """What the options or the answers say."""
    from pipeline.authoring.scaffold import Facts

    severity, certainty = ordered("incident", "severity"), ordered("incident", "impact", "customers")
    return Facts(
        severity=ask.choice("How bad was it", given["severity"], severity, "unknown"),
        customers=ask.choice("Were customers or users affected", given["customers"], certainty, "unknown"),
        data_breach=ask.choice("Was data exposed", given["data_breach"], certainty, "unknown"),
        started=ask.text(
            "When did it start, such as 2026-11-24T09:00Z (Enter: not known)",
            given["when"],
            read=partial(_moment, given["timezone"]),
        ),
        timezone=given["timezone"],
        services=ask.words(
            "Which services were affected (separated by commas; Enter: not known)", given["services"], _service
        ),
    )


def _id(ask: Questions, workspace: Workspace, title: str, facts: Facts, given: dict[str, Any]) -> str:
    """The incident's id: given, or made of the date and the title, or asked for."""
    from pipeline.text.slug import slug

    if given["given_id"]:
        if re.fullmatch(pattern("incident"), given["given_id"]):
            return str(given["given_id"])
        advice = "write a date and a few words, such as 2024-06-28-leaked-admin-token"
        raise UsageError(f"`{given['given_id']}` is not an incident's id: {advice}")
    day = given["day"] or facts.started[:10] or workspace.today.isoformat()
    if not re.fullmatch(_DAY, day):
        raise UsageError(f"`{day}` is not a date: write it as exact as it is known, such as 2026-11-24 or 2026-11")
    words = slug(title)
    if not words and ask.possible:
        words = slug(ask.text("A few words for the folder's name, in Latin letters", None))
    if not words:
        raise UsageError(f"the folder's name needs words in Latin letters: add --id {day}-leaked-admin-token")
    return f"{day}-{words}"


def _moment(zone: str, text: str) -> str:
    from pipeline.time import moment

    try:
        known = moment.zone_named(zone)
        if text:
            moment.parse(text, known)
    except moment.MomentError as error:
        raise UsageError(str(error)) from error
    return text


def _service(name: str) -> str:
    from pipeline.text.slug import slug

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise UsageError(f"`{name}` is not a service's short name: write `{slug(name) or 'package-index'}`")
    return name
