"""`postmortem check`. Starts Git before it imports the rules, so that both happen at once."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.check.since import ChangedSince
from pipeline.commands.options import GlobalOptions
from pipeline.diagnostic import UsageError


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text", help="Output format."
)
@click.option(
    "--since",
    metavar="REV",
    help="Check only the incidents that changed since the branch forked from REV, and those that depend on them.",
)
@click.option("--accept", metavar="DIGEST", help="With --since: accept what becomes readable to more people.")
@click.option("--fix", is_flag=True, help="First correct what has only one right answer, and say what changed.")
@click.pass_obj
def check(
    options: GlobalOptions, /, paths: tuple[Path, ...], form: str, since: str | None, accept: str | None, *, fix: bool
) -> None:
    """Check the incidents against the schemas and the review policy.

    With PATHS, report only what is in these files and folders. With --since, text that more people could read than
    before has to be accepted.
    """
    if accept is not None and not since:
        raise UsageError("--accept works only with --since: add --since REV")
    changed_since = ChangedSince(options.root, since) if since else None
    from pipeline.commands.check_report import report

    report(options, paths, form, changed_since, accept, fix=fix)
