"""`postmortem verify`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from pipeline.commands.asking import Questions
from pipeline.commands.context import pass_workspace
from pipeline.commands.options import DATE, YES

if TYPE_CHECKING:
    from pipeline.model import Finding
    from pipeline.operations.workspace import Workspace


@click.command()
@click.argument("key")
@click.option("--by", metavar="TEXT", help="The role or login of the member of the response team.")
@click.option("--how", metavar="TEXT", help="What was done to show it, and its result.")
@click.option("--evidence", multiple=True, metavar="ID", help="An item of evidence.md, such as E4. May be repeated.")
@click.option("--again-after", metavar="PERIOD", help="Verify it again after this long, such as P6M.")
@click.option("--holds/--does-not-hold", default=True, help="Whether a change that was verified before still holds.")
@click.option("--on", type=DATE, metavar="DATE", help="The day of the verification. Default: today.")
@YES
@pass_workspace
def verify(
    workspace: Workspace,
    *,
    key: str,
    by: str | None,
    how: str | None,
    evidence: tuple[str, ...],
    again_after: str | None,
    on: datetime | None,
    holds: bool,
    yes: bool,
) -> None:
    """Write into a finding's file that its change holds.

    A finding that was verified before gets one more verification. KEY is the finding's key, such as
    2024-06-28-leaked-admin-token/01, or the path of its file.
    """
    from pipeline.authoring.answers import verified
    from pipeline.commands.answering import finding_of, write_answer

    finding = finding_of(workspace, key)
    ask = Questions(asked=not yes)
    values = {
        "by": ask.text("Who verified it (a role or a login)", by, needed="--by", example='"incident commander"'),
        "on": (on.date() if on else workspace.today).isoformat(),
        "how": ask.text(
            "How was it shown that the change holds", how, needed="--how", example='"The old token was refused"'
        ),
        "evidence": evidence,
        "again_after": again_after,
    }
    on_merge = "the finding is resolved, if its issue is closed; an open issue is reported and left as it is"
    if not holds:
        on_merge = "the finding is in the review again; reopen its issue"
    elif finding.kind == "process-change":
        on_merge += f"; {_asked_of_procedure(finding, workspace)}"
    write_answer(
        workspace, finding.path, finding.incident, lambda text: verified(text, finding, values, holds=holds), on_merge
    )


def _asked_of_procedure(finding: Finding, workspace: Workspace) -> str:
    from pipeline.layout import SOPS
    from pipeline.tracking.lifecycle import has_to_be_named

    path = f"{SOPS}/{finding.sop}.md"
    if any(
        procedure.name == finding.sop and procedure.names((finding.key,)) for procedure in workspace.corpus.procedures
    ):
        return f"{path} names it"
    if has_to_be_named(finding, workspace.config.procedures_name_findings_from):
        return f"{path} has to name it among its `changes`"
    return f"{path} has to have changed since the decision"
