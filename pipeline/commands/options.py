"""Options that several commands share. Imports little, so that a command starts before its modules are loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from pipeline.diagnostic import UsageError
from pipeline.host.paths import find_repository
from pipeline.vocabulary import levels, ordered

Command = Callable[..., None]


def _this_day() -> date:
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """The options that every command has: the repository (None: found), the date, the tracker (None: configured)."""

    given_root: Path | None = None
    today: date = field(default_factory=_this_day)
    tracker: str | None = None

    @property
    def root(self) -> Path:
        """The repository to work on. Raises UsageError if none was named and the current folder is in none."""
        return self.given_root or find_repository()


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep the value with those of the command before: the last one that was given counts."""
    options = context.ensure_object(GlobalOptions)
    if value is not None:
        given: dict[str, Any] = {str(parameter.name): value.date() if isinstance(value, datetime) else value}
        context.obj = replace(options, **given)


def global_options(*, hidden: bool = False) -> list[click.Parameter]:
    """`--root`, `--tracker` and `--today`, which may be written before or after the command's name."""
    keep: dict[str, Any] = {"callback": _remember, "expose_value": False, "hidden": hidden}
    root = "The repository. Default: the nearest folder, from the current one upwards, that has a postmortem.yml."
    return [
        click.Option(["--root", "given_root"], type=click.Path(path_type=Path), metavar="DIR", help=root, **keep),
        click.Option(
            ["--tracker"],
            type=click.Choice(ordered("config", "tracker")),
            help="Override the tracker in postmortem.yml.",
            **keep,
        ),
        click.Option(
            ["--today"],
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="DATE",
            help="Use this date, such as 2026-11-24, instead of today.",
            **keep,
        ),
    ]


DATE = click.DateTime(["%Y-%m-%d"])
"""A date as files have it."""

YES = click.option("--yes", is_flag=True, help="Ask nothing: a missing value that is needed is an error.")
"""`--yes`, of the commands that ask."""


def with_global_options(command: click.Command) -> click.Command:
    """The command, and every command below it, which take the options of all commands too."""
    if not any(parameter.name == "given_root" for parameter in command.params):
        command.params.extend(global_options(hidden=True))
        command.epilog = command.epilog or "Also --root, --tracker and --today: see postmortem --help."
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        with_global_options(below)
    return command


class Incident(click.ParamType[str]):
    """An incident by its id, or by the path of its folder, as a shell completes it."""

    name = "incident"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002  # as click calls it
        """The id; whether there is such an incident is for the command to say."""
        return Path(str(value)).name

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002  # as click calls it
        incomplete: str,
    ) -> list[CompletionItem]:
        """The ids that begin so."""
        from pipeline.repository.corpus import incident_names

        try:
            names, _ = incident_names((ctx.obj or GlobalOptions()).root)
        except UsageError:
            return []  # a shell has no place for a message
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def audience_option(command: Command) -> Command:
    """`--audience`, of the commands that make a site."""
    words = "Build for this TLP level. Default: site.audience in postmortem.yml."
    return click.option("--audience", type=click.Choice(levels()), help=words)(command)


def cache_option(command: Command) -> Command:
    """`--no-cache`, of the commands that build a site."""
    words = "Take nothing from the last run: check, read and build everything anew."
    return click.option("--no-cache", is_flag=True, help=words)(command)


def output_option(command: Command) -> Command:
    """`--output`, of the commands that build a site."""
    place = click.Path(path_type=Path, file_okay=False)
    return click.option("--output", type=place, metavar="DIR", help="Write the site here. Default: ROOT/site.")(command)


def prune_option(command: Command) -> Command:
    """`--prune`, of the commands that plan."""
    words = "Also close the issues of findings that are no longer in the repository."
    return click.option("--prune", is_flag=True, help=words)(command)


def accept_option(command: Command) -> Command:
    """`--accept`, of the commands that carry out a plan."""
    words = "Carry out the plan with this digest even if it is over a limit."
    return click.option("--accept", metavar="DIGEST", help=words)(command)
