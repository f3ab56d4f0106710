"""`check`: begins what Git has to look for, then loads the rules."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from pipeline.check.since import ChangedSince
from pipeline.commands.call import Call


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option(
    "--since", metavar="REV", help="Only the incidents that changed since the branch left REV, and dependents."
)
@click.pass_obj
def check(call: Call, paths: tuple[Path, ...], form: str, since: str | None) -> None:
    """Hold the incidents (or those below PATHS) against the schemas and the review policy."""
    walk = ChangedSince(call.root, since) if since else None
    import_module("pipeline.commands.reporting").report(call, paths, form, walk)
