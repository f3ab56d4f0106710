"""`postmortem build`, and the build that `postmortem run` ends with."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import pass_workspace, progress, refuse_errors, report_errors
from pipeline.commands.exit_codes import FAILED
from pipeline.commands.options import audience_option, cache_option, output_option
from pipeline.diagnostic import UsageError
from pipeline.host.paths import read_file
from pipeline.host.terminal import echo, warn
from pipeline.layout import CONFIG_FILE
from pipeline.site.pages_visibility import refuse_public_pages

if TYPE_CHECKING:
    from pipeline.operations.progress import Progress
    from pipeline.operations.workspace import Workspace
    from pipeline.tracking.lifecycle import FindingState


@click.command()
@audience_option
@output_option
@cache_option
@click.option(
    "--pages",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Refuse a site that not everybody may see, unless GitHub's answer in FILE says that Pages is private.",
)
@pass_workspace
def build(
    workspace: Workspace, audience: str | None, output: Path | None, pages: Path | None, *, no_cache: bool
) -> None:
    """Build the site.

    Incidents with errors are not on it.
    """
    workspace.use_cache = not no_cache
    if pages is not None:
        refuse_public_pages(audience or workspace.config.site.audience, _answer(pages))
    errors = withhold_errors(workspace)
    say_if_without_address(workspace)
    finding_states, problem = states_as_known(workspace, progress())
    echo(str(build_site(workspace, finding_states, audience, output)))
    if problem is not None:
        raise problem
    if errors:
        sys.exit(FAILED)


def _answer(path: Path) -> bytes:
    """What GitHub answered; nothing if it did not."""
    try:
        return read_file(path)
    except OSError:
        return b""


def withhold_errors(workspace: Workspace) -> bool:
    """Report the errors, and which incidents are not on the site for it; whether there are any.

    Exits with code 1 if there are errors that are in no incident: what they are about may be on any page.
    """
    if workspace.has_other_errors:
        refuse_errors(workspace)
    withheld = ", ".join(workspace.broken)
    return report_errors(workspace, f"withheld from the site: {withheld}")


def say_if_without_address(workspace: Workspace) -> None:
    """Say what the site will lack, if the configuration does not say where it will be."""
    if not workspace.config.site.url:
        warn(f"`site.url` is not set in {CONFIG_FILE}: the site will have no feed, sitemap or canonical URLs")


def states_as_known(workspace: Workspace, progress: Progress) -> tuple[dict[str, FindingState], UsageError | None]:
    """The state of each finding, by its key; where the tracker cannot be read, by the files alone, and the error.

    A text that was restricted does not stay on the site for as long as the tracker cannot be read.
    """
    from pipeline.operations import filing
    from pipeline.tracking.observed import finding_states as states_by_files

    try:
        return filing.finding_states(workspace, progress), None
    except UsageError as error:
        warn("the tracker cannot be read: the site shows the findings without their issues")
        return states_by_files(filing.source(workspace), {}), error


def build_site(
    workspace: Workspace, finding_states: Mapping[str, FindingState], audience: str | None, output: Path | None
) -> Path:
    """Build the site and return its folder.

    Args:
        workspace: The repository.
        finding_states: The state of each finding, by its key.
        audience: The TLP level to build for; None for the configured one.
        output: The folder to write to; None for `site` in the repository.
    """
    from pipeline.operations import publishing

    return publishing.build(workspace, finding_states, audience, output or workspace.root / "site")
