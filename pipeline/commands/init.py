"""`postmortem init`."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import __version__
from pipeline.commands.asking import Questions
from pipeline.commands.options import GlobalOptions
from pipeline.diagnostic import UsageError
from pipeline.host.paths import first_link, follow, read_file, repository_around
from pipeline.host.terminal import echo, warn, warn_command
from pipeline.host.writing import add
from pipeline.layout import CONFIG_FILE
from pipeline.vocabulary import ordered

if TYPE_CHECKING:
    from pipeline.starter.answers import Answers, Team


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--name", help="The name of your organisation.")
@click.option("--response-team", metavar="TEAM", help="The security response team's name.")
@click.option("--response-repository", metavar="OWNER/NAME", help="Its own private repository.")
@click.option(
    "--team",
    "teams",
    metavar="TEAM",
    multiple=True,
    help="A team that can own findings, as NAME=OWNER/REPOSITORY; `,public` or `,organisation=NAME` may follow."
    " May be repeated.",
)
@click.option("--site-url", metavar="URL", help="The URL that the site will have.")
@click.option("--language", type=click.Choice(ordered("config", "site", "language")), help="The site's language.")
@click.option("--yes", is_flag=True, help="Ask nothing: use defaults for missing options.")
@click.option("--diff", is_flag=True, help="Write nothing: show how the existing files would differ.")
@click.pass_obj
def init(options: GlobalOptions, /, folder: Path, *, yes: bool, diff: bool, **given: Any) -> None:
    """Make a repository of your own in DIR, by default here.

    It asks for what the options do not give. --tracker is the tracker to configure. Existing files are not changed.
    """
    from pipeline.starter.files import repository_files

    settings = _own_settings(options, folder)
    if settings is None:
        if diff:
            raise UsageError(f"there is no {CONFIG_FILE} in {folder}: there is nothing to compare with")
        settings = _answers(options, folder, given, Questions(asked=not yes)).settings()
    files = repository_files(settings, __version__)
    for path in files:
        if link := first_link(folder, path):
            raise UsageError(f"{folder / link} is a link, and links in a repository are not followed: remove it")
        follow(folder / path)  # a file where a folder has to be is an error before anything is written
    if diff:
        for line in _differences(folder, files):
            echo(line)
        return
    made = [path for path, content in files.items() if _is_made(folder / path, content)]
    if made:
        _say_next(folder)


def _own_settings(options: GlobalOptions, folder: Path) -> dict[str, Any] | None:
    """What the configuration in the folder says; None if there is none. Raises UsageError if it has errors."""
    if os.path.lexists(folder / CONFIG_FILE):
        from pipeline.operations.workspace import Workspace
        from pipeline.repository.config import read_config

        if Workspace(folder, options.today).config:
            return read_config(folder).data
    around = repository_around(folder.absolute().parent)
    if around:
        raise UsageError(f"{folder} is in the repository {around}: name another folder, or use that one")
    return None


def _is_made(path: Path, content: str) -> bool:
    """Write the file if there is none, and say which of the two it was."""
    try:
        add(path, content)
    except FileExistsError:
        warn(f"{path} already exists and was not changed")
        return False
    except OSError as error:
        raise UsageError(
            f"{path} cannot be created: {error.strerror}: choose a folder that you may write to"
        ) from error
    echo(str(path))
    return True


def _differences(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """What the files that are there would have to become those that `init` would write now, as a unified diff."""
    for path, content in files.items():
        try:
            before = read_file(folder / path).decode("utf-8", "replace").splitlines()
        except FileNotFoundError:
            before = []
        yield from difflib.unified_diff(before, content.splitlines(), path if before else os.devnull, path, lineterm="")


def _say_next(folder: Path) -> None:
    from pipeline.host.git import working_tree

    inside = "" if folder.samefile(Path.cwd()) else f"cd {folder} && "
    if working_tree(folder) is None:
        warn_command(f"next: {inside}git init -b main && git add -A && git commit -m Begin")
        inside = ""
    warn_command(f'then: {inside}postmortem new "What happened, in one sentence"')


def _answers(options: GlobalOptions, folder: Path, given: Mapping[str, Any], ask: Questions) -> Answers:
    """What the options say, and then what a person answers, or the defaults."""
    from pipeline.starter.answers import Answers, Team, read_address, read_repository, read_team
    from pipeline.text.slug import slug

    if ask.asked and not ask.possible:
        raise UsageError("this is not a terminal, so nobody can be asked: add --yes, and options as needed")
    here = folder.resolve().name or "Our organisation"
    name = ask.text("Name of your organisation", given["name"], default=here)
    teams = [read_team(text) for text in given["teams"]]
    owners = {team.repository.partition("/")[0] for team in teams}
    owner = owners.pop() if len(owners) == 1 else slug(name, 3) or "our-organisation"
    private = f"{owner}/security-response"
    response = Team(
        ask.text("Name of the team that responds to incidents", given["response_team"], default="Security Response"),
        ask.text("Its own private repository", given["response_repository"], default=private, read=read_repository),
    )
    if not teams:
        teams = list(_teams(name, response.repository.partition("/")[0], ask))
    trackers, languages = ordered("config", "tracker"), ordered("config", "site", "language")
    return Answers(
        organisation=name,
        response=response,
        teams=teams,
        tracker=ask.choice("Where issues are kept", options.tracker, trackers, trackers[0]),
        site_url=ask.text("Address of the site, if it has one", given["site_url"], read=read_address),
        language=ask.choice("Language of the site", given["language"], languages, languages[0]),
    )


def _teams(organisation: str, owner: str, ask: Questions) -> Iterator[Team]:
    """Teams until a name is left empty; at least one."""
    from pipeline.starter.answers import Team, read_repository
    from pipeline.text.slug import slug

    name = ask.text("A team that fixes what was found", None, default="Engineering")
    while name:
        suggested = f"{owner}/{slug(name) or 'repository'}"
        repository = ask.text("  Its repository", None, default=suggested, read=read_repository)
        public = ask.possible and click.confirm("  Is that repository public?", default=False, err=True)
        belongs_to = ask.text("  Its organisation or company", None, default=organisation)
        yield Team(name, repository, public, belongs_to)
        name = ask.text("Another team, or Enter to continue", None)
