"""`postmortem decide`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from pipeline.commands.asking import Questions
from pipeline.commands.context import pass_workspace
from pipeline.commands.options import DATE, YES
from pipeline.vocabulary import ordered

if TYPE_CHECKING:
    from pipeline.model import Finding
    from pipeline.operations.workspace import Workspace


@click.command()
@click.argument("key")
@click.argument(
    "status", type=click.Choice([each for each in ordered("finding", "decision", "status") if each != "proposed"])
)
@click.option("--reason", metavar="TEXT", help="Why; needed unless it is accepted.")
@click.option("--consulted", multiple=True, metavar="TEAM", help="A team that gave its view. May be repeated.")
@click.option("--until", type=DATE, metavar="DATE", help="The last day for which a risk is accepted.")
@click.option("--on", type=DATE, metavar="DATE", help="The day of the decision. Default: today.")
@YES
@pass_workspace
def decide(
    workspace: Workspace,
    *,
    key: str,
    status: str,
    reason: str | None,
    consulted: tuple[str, ...],
    until: datetime | None,
    on: datetime | None,
    yes: bool,
) -> None:
    """Write a decision on a finding into its file.

    KEY is the finding's key, such as 2024-06-28-leaked-admin-token/01, or the path of its file. Comments, order and
    quotes in the file stay as they are. On a terminal, what is needed and not given is asked for.
    """
    from pipeline.authoring.answers import decided
    from pipeline.commands.answering import finding_of, write_answer

    finding = finding_of(workspace, key)
    ask = Questions(asked=not yes)
    if status != "accepted":
        reason = ask.text("Why", reason, needed="--reason", example='"The service ends in June"')
        if not consulted and not finding.decision.consulted:
            consulted = ask.words("Which teams were consulted (separated by commas)", consulted, str.strip)
    values = {
        "on": (on.date() if on else workspace.today).isoformat(),
        "reason": reason,
        "consulted": consulted,
        "until": until.date().isoformat() if until else None,
    }

    def change(text: str) -> str:
        return decided(text, finding, status, values)

    write_answer(workspace, finding.path, finding.incident, change, _on_merge(workspace, finding, status))


def _on_merge(workspace: Workspace, finding: Finding, status: str) -> str:
    if status != "accepted":
        return "its issue says why, and is closed as not planned; a team that disagrees comments there"
    days = workspace.config.priorities.get(finding.priority)
    due = finding.due or (f"{days} days after the decision" if days else "without a due date")
    return f"its issue asks {finding.owner} to do it, due {due}; an issue that was closed as not planned is reopened"
