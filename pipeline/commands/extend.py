"""`postmortem extend`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from pipeline.commands.asking import Questions
from pipeline.commands.context import pass_workspace
from pipeline.commands.options import DATE, YES

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace


@click.command()
@click.argument("key")
@click.option("--until", type=DATE, metavar="DATE", help="The new due date.")
@click.option("--reason", metavar="TEXT", help="Why more time is needed.")
@click.option("--approved-by", metavar="TEXT", help="The role or login of whoever approved it.")
@click.option("--on", type=DATE, metavar="DATE", help="The day on which it was approved. Default: today.")
@YES
@pass_workspace
def extend(
    workspace: Workspace,
    *,
    key: str,
    until: datetime | None,
    reason: str | None,
    approved_by: str | None,
    on: datetime | None,
    yes: bool,
) -> None:
    """Write into a finding's file that it was given more time.

    KEY is the finding's key, such as 2024-06-28-leaked-admin-token/01, or the path of its file.
    """
    from pipeline.authoring.answers import extended
    from pipeline.commands.answering import finding_of, write_answer

    finding = finding_of(workspace, key)
    ask = Questions(asked=not yes)
    later = workspace.today + timedelta(days=30)
    given = until.date().isoformat() if until else None
    values = {
        "until": ask.text("Until when (YYYY-MM-DD)", given, needed="--until", example=later.isoformat()),
        "reason": ask.text("Why is more time needed", reason, needed="--reason", example='"The fix ships in May"'),
        "approved_by": ask.text(
            "Who approved it (a role or a login)", approved_by, needed="--approved-by", example='"head of platform"'
        ),
        "on": (on.date() if on else workspace.today).isoformat(),
    }
    on_merge = f"its issue says that it is due {values['until']}, why, and who approved it"
    write_answer(workspace, finding.path, finding.incident, lambda text: extended(text, finding, values), on_merge)
