"""The command `postmortem`: options, exit codes and streams.

Standard output is the result; everything else goes to standard error.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from pipeline import __version__
from pipeline.commands.call import Call
from pipeline.diagnostic import UsageError
from pipeline.vocabulary import ordered

UNUSABLE = 2

_MODULES = {
    "new": "authoring",
    "check": "checking",
    "plan": "following",
    "apply": "following",
    "review": "following",
    "build": "sharing",
    "serve": "sharing",
    "run": "sharing",
    "explain": "authoring",
}
"""Where each command is: loaded when it is asked for, so that a check waits for no site generator."""


class _Commands(click.Group):
    """Turns what a user can mend into one message and exit code 2; anything else is a bug and shows as one."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            click.echo(f"postmortem: {error}", err=True)
            ctx.exit(UNUSABLE)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click calls it with a context
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        module = _MODULES.get(cmd_name)
        command = getattr(import_module(f"pipeline.commands.{module}"), cmd_name) if module else None
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="postmortem")
@click.option("--root", type=click.Path(path_type=Path), default=".", help="The repository; here unless given.")
@click.option("--tracker", type=click.Choice(ordered("config", "tracker")), help="Overrides postmortem.yml.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day to reckon by; today unless given.")
@click.pass_context
def main(ctx: click.Context, root: Path, tracker: str | None, today: datetime | None) -> None:
    """Postmortems as code: checked, filed as issues with the teams that own them, published as a site."""
    ctx.obj = Call(root, (today or datetime.now().astimezone()).date(), tracker)
