"""Options that several commands share. Imports little, so that a command starts before its modules are loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from pipeline.vocabulary import levels

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """The options before the command's name: the repository, the date, the tracker (None: the configured one)."""

    root: Path
    today: date
    tracker: str | None


def audience_option(command: Command) -> Command:
    """`--audience`, of the commands that make a site."""
    words = "Build for this TLP level. Default: site.audience in postmortem.yml."
    return click.option("--audience", type=click.Choice(levels()), help=words)(command)


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
