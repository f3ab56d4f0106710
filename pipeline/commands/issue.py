"""`postmortem issue`: the embedded tracker, as its teams would use GitHub."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.context import pass_workspace
from pipeline.commands.groups import Group
from pipeline.diagnostic import UsageError
from pipeline.host.terminal import echo, echo_document, echo_json

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace
    from pipeline.tracking.local import LocalTracker
    from pipeline.tracking.tracker import Edit

_REASONS = ("completed", "not planned", "duplicate")
_REFERENCE = re.compile(r"(?:local:)?([^#\s]+/[^#\s]+)#([1-9][0-9]*)")


class _Issue(click.ParamType[tuple[str, int]]):
    """An issue as people write it: example-org/identity#12."""

    name = "issue"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """The repository and the number."""
        match = _REFERENCE.fullmatch(str(value))
        if match is None:
            self.fail(f"`{value}` is not an issue: write one as example-org/identity#12", param, ctx)
        return match[1], int(match[2])


_ISSUE = click.argument("reference", metavar="ISSUE", type=_Issue())


@click.group(cls=Group)
def issue() -> None:
    """Work with the issues of the embedded tracker, as their teams would on GitHub.

    ISSUE is written as example-org/identity#12. Issues on GitHub are changed there.
    """


@contextmanager
def _tracker(workspace: Workspace) -> Iterator[LocalTracker]:
    """The embedded tracker. Raises UsageError if issues are kept on GitHub."""
    from pipeline.tracking.connect import embedded

    if (workspace.tracker or workspace.config.tracker) != "local":
        raise UsageError(
            "the issues are on GitHub: change them there, or name the embedded tracker with --tracker local"
        )
    tracker = embedded(workspace.config, workspace.state)
    try:
        yield tracker
    finally:
        tracker.close()


@issue.command("list")
@click.argument("repository", required=False)
@click.option(
    "--state", type=click.Choice(["open", "closed", "all"]), default="open", show_default=True, help="Which issues."
)
@click.option("--label", "labels", multiple=True, help="Only issues with this label. May be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@pass_workspace
def list_issues(workspace: Workspace, repository: str | None, state: str, labels: tuple[str, ...], form: str) -> None:
    """List the issues of REPOSITORY, or of all repositories."""
    from pipeline.report.issues import as_json, as_lines

    with _tracker(workspace) as tracker:
        names = [repository] if repository else tracker.repositories()
        found = [issue for name in names for issue in tracker.issues(name)]
    kept = [
        one for one in found if state in ("all", "open" if one.open else "closed") and one.labels.issuperset(labels)
    ]
    if form == "json":
        echo_json(as_json(kept))
        return
    for line in as_lines(kept):
        echo(line)


@issue.command()
@_ISSUE
@pass_workspace
def show(workspace: Workspace, reference: tuple[str, int]) -> None:
    """Show an issue with its comments."""
    from pipeline.report.issues import as_text

    with _tracker(workspace) as tracker:
        found, comments = tracker.existing(*reference), tracker.comments(*reference)
    echo_document(as_text(found, comments))


@issue.command()
@_ISSUE
@click.option("--reason", type=click.Choice(_REASONS), default="completed", show_default=True, help="Why it is closed.")
@click.option("--comment", metavar="TEXT", help="Comment on it first.")
@pass_workspace
def close(workspace: Workspace, reference: tuple[str, int], reason: str, comment: str | None) -> None:
    """Close an issue. `completed` says that the fix is made; whether it holds is verified later."""
    from pipeline.tracking.tracker import Edit

    state: Any = reason.replace(" ", "_")
    _change(workspace, reference, Edit(state=state), comment)


@issue.command()
@_ISSUE
@click.option("--comment", metavar="TEXT", help="Comment on it too.")
@pass_workspace
def reopen(workspace: Workspace, reference: tuple[str, int], comment: str | None) -> None:
    """Reopen a closed issue."""
    from pipeline.tracking.tracker import Edit

    _change(workspace, reference, Edit(state="open"), comment)


@issue.command("comment")
@_ISSUE
@click.argument("text")
@click.option("--author", metavar="LOGIN", help="Who comments. Default: your account on this machine.")
@pass_workspace
def comment_on(workspace: Workspace, reference: tuple[str, int], text: str, author: str | None) -> None:
    """Comment on an issue."""
    with _tracker(workspace) as tracker:
        tracker.comment(*reference, text, author=author or getpass.getuser())
    echo(f"{reference[0]}#{reference[1]}: commented")


@issue.command()
@_ISSUE
@click.option("--add", "added", multiple=True, metavar="LABEL", help="Add this label. May be repeated.")
@click.option("--remove", "removed", multiple=True, metavar="LABEL", help="Remove this label. May be repeated.")
@pass_workspace
def label(workspace: Workspace, reference: tuple[str, int], added: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Add or remove labels."""
    from pipeline.tracking.tracker import Edit

    if not added and not removed:
        raise UsageError("say which labels: --add LABEL or --remove LABEL")
    _change(workspace, reference, Edit(add_labels=frozenset(added), remove_labels=frozenset(removed)))


@issue.command()
@_ISSUE
@click.option("--title", help="The new title.")
@click.option("--body", help="The new body.")
@click.option(
    "--body-file", type=click.File(encoding="utf-8"), help="Read the new body from this file; - is standard input."
)
@pass_workspace
def edit(workspace: Workspace, reference: tuple[str, int], title: str | None, body: str | None, body_file: Any) -> None:
    """Change the title or the body, as anybody with write access could."""
    from pipeline.tracking.tracker import Edit

    text = body_file.read() if body_file else body
    if title is None and text is None:
        raise UsageError("say what to change: --title, --body or --body-file")
    _change(workspace, reference, Edit(title=title, body=text))


def _change(workspace: Workspace, reference: tuple[str, int], change: Edit, comment: str | None = None) -> None:
    """Change the issue, and write what it is now."""
    from pipeline.report.issues import as_lines

    with _tracker(workspace) as tracker:
        tracker.existing(*reference)
        if comment:
            tracker.comment(*reference, comment, author=getpass.getuser())
        changed = tracker.edit(*reference, change, by_person=True)
    echo(next(as_lines([changed])))
