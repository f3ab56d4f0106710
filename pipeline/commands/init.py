"""`postmortem init`."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline import __version__
from pipeline.commands.options import GlobalOptions
from pipeline.diagnostic import UsageError
from pipeline.host.paths import first_link, read_file, repository_around
from pipeline.host.terminal import can_ask, echo, warn
from pipeline.host.writing import add
from pipeline.layout import CONFIG_FILE
from pipeline.vocabulary import ordered

if TYPE_CHECKING:
    from pipeline.starter.answers import Answers, Team

Value = TypeVar("Value")


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
@click.option("--site-url", metavar="URL", help="The address that the site will have.")
@click.option("--language", type=click.Choice(ordered("config", "site", "language")), help="The site's language.")
@click.option("--yes", is_flag=True, help="Ask nothing: use defaults for what no option says.")
@click.option("--diff", is_flag=True, help="Write nothing: show what would be different in the files that are there.")
@click.pass_obj
def init(options: GlobalOptions, /, folder: Path, *, yes: bool, diff: bool, **given: Any) -> None:
    """Make a repository of your own in DIR, by default here.

    Asks what it needs to know, unless an option says it. --tracker is the tracker to configure. Files that are
    there are left as they are.
    """
    from pipeline.starter.files import repository_files

    settings = _own_settings(options, folder)
    if settings is None:
        if diff:
            raise UsageError(f"there is no {CONFIG_FILE} in {folder}: there is nothing to compare with")
        settings = _answers(options, folder, given, ask=not yes).settings()
    files = repository_files(settings, __version__)
    for path in files:
        if link := first_link(folder, path):
            raise UsageError(f"{folder / link} is a link, and links in a repository are not followed: remove it")
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
        from pipeline.config import read_config
        from pipeline.workspace import Workspace

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
        warn(f"{path} is there and was left as it is")
        return False
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
        warn(f"next: {inside}git init --initial-branch=main && git add --all && git commit --message 'Begin'")
        inside = ""
    warn(f'then: {inside}postmortem new "What happened, in one sentence"')


def _answers(options: GlobalOptions, folder: Path, given: Mapping[str, Any], *, ask: bool) -> Answers:
    """What the options say, and then what a person answers, or the defaults."""
    from pipeline.slug import slug
    from pipeline.starter.answers import Answers, Team, read_address, read_repository, read_team

    if ask and not can_ask():
        raise UsageError(
            "this is not a terminal, so nothing can be asked: add --yes, and options for what is not default"
        )

    def answer(question: str, value: str | None, default: str, read: Callable[[str], Value]) -> Value:
        if value is not None or not ask:
            return read(default if value is None else value)
        return click.prompt(question, default, value_proc=_retried(read), err=True, show_default=bool(default))

    name = answer("Name of your organisation", given["name"], folder.resolve().name or "Our organisation", str.strip)
    teams = [read_team(text) for text in given["teams"]]
    owner = teams[0].repository.partition("/")[0] if teams else slug(name, 3) or "our-organisation"
    private = f"{owner}/security-response"
    response = Team(
        answer("Name of the team that responds to incidents", given["response_team"], "Security Response", str.strip),
        answer("Its own private repository", given["response_repository"], private, read_repository),
    )
    if not teams:
        owner = response.repository.partition("/")[0]
        teams = list(_asked_teams(owner)) if ask else [Team("Engineering", f"{owner}/engineering")]
    trackers = ordered("config", "tracker")
    languages = ordered("config", "site", "language")
    return Answers(
        organisation=name,
        response=response,
        teams=teams,
        tracker=options.tracker or _choice("Where issues are kept", trackers, ask=ask),
        site_url=answer("Address of the site, if it has one", given["site_url"], "", read_address),
        language=given["language"] or _choice("Language of the site", languages, ask=ask),
    )


def _asked_teams(owner: str) -> Iterator[Team]:
    """Teams until a name is left empty; at least one."""
    from pipeline.slug import slug
    from pipeline.starter.answers import Team, read_repository

    name = click.prompt("A team that owns what is to be fixed", "Engineering", err=True)
    while name:
        suggested = f"{owner}/{slug(name) or 'repository'}"
        repository = click.prompt("  Its repository", suggested, value_proc=_retried(read_repository), err=True)
        public = click.confirm("  Is that repository public?", default=False, err=True)
        yield Team(name.strip(), repository, public)
        name = click.prompt("Another team, or Enter to go on", "", err=True, show_default=False)


def _choice(question: str, values: tuple[str, ...], *, ask: bool) -> str:
    chosen: str = click.prompt(question, values[0], type=click.Choice(values), err=True) if ask else values[0]
    return chosen


def _retried(read: Callable[[str], Value]) -> Callable[[str], Value]:
    """The same reader, whose errors make click ask again."""

    def value(text: str) -> Value:
        try:
            return read(text)
        except UsageError as error:
            raise click.BadParameter(str(error)) from error

    return value
