"""`postmortem add`: one more finding, event, item of evidence … in an incident, and nothing else changed.

The options of each kind are the keys of its schema.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.asking import Questions
from pipeline.commands.context import pass_workspace
from pipeline.commands.groups import Group
from pipeline.commands.options import Incident
from pipeline.commands.schema_options import asked_values, schema_options

if TYPE_CHECKING:
    from pipeline.operations.workspace import Workspace

_LISTS = {
    "event": ("timeline", "events", "Add an event to the timeline, where its time belongs."),
    "participant": ("incident", "participants", "Add a team that took part in the response."),
    "factor": ("incident", "factors", "Add what contributed to the incident."),
    "reference": ("incident", "references", "Add a source, or further reading."),
}
_LATER = frozenset({"title", "decision", "verification", "waivers"})
"""Keys of a finding that its title gives, or that are written later."""

_FILLED_IN = frozenset({"id", "path", "sha256"})
"""Keys that the command fills in."""


@click.group(cls=Group)
def add() -> None:
    """Add something to an incident.

    Comments, order and quotes in its files stay as they are. On a terminal, what is needed and not given is asked for.
    INCIDENT is an incident's id, or the path of its folder.
    """


def _command(name: str, words: str, options: list[click.Parameter], run: Callable[..., None]) -> None:
    yes = click.Option(["--yes"], is_flag=True, help="Ask nothing: a missing value that is needed is an error.")
    incident = click.Argument(["incident"], type=Incident())
    add.add_command(click.Command(name, params=[incident, *options, yes], callback=pass_workspace(run), help=words))


def _add_item(name: str) -> Callable[..., None]:
    """What adds an item of this kind to its list."""

    def run(workspace: Workspace, incident: str, *, yes: bool, **given: Any) -> None:
        from pipeline.authoring.additions import KINDS
        from pipeline.commands.incidents import write_item

        kind = KINDS[name]
        item = asked_values(Questions(asked=not yes), given, *kind.route)
        write_item(workspace, incident, kind, item)

    return run


def _add_finding(workspace: Workspace, incident: str, title: str | None, *, yes: bool, **given: Any) -> None:
    from pipeline.authoring import scaffold
    from pipeline.commands.incidents import named, problems, say_new_problems, write_new
    from pipeline.layout import INCIDENTS

    found = named(workspace, incident)
    title = Questions(asked=not yes).text(
        "What has to change, starting with a verb", title, needed="TITLE", example='"Revoke tokens of people who leave"'
    )
    facts = {key: list(value) if isinstance(value, tuple) else value for key, value in given.items() if value}
    if given.get("kind") == "process-change" and not given.get("sop"):
        facts |= _procedure(Questions(asked=not yes), workspace)
    number = scaffold.next_number(found.finding_numbers)
    name, content = scaffold.finding_file(title, number, workspace.config.response_team, facts)
    before = problems(workspace, found.id)
    write_new(workspace.root / INCIDENTS / found.id, {name: content})
    say_new_problems(workspace, found.id, before)


def _procedure(ask: Questions, workspace: Workspace) -> dict[str, str]:
    """The operating procedure that a process change changes, if somebody names one."""
    from pipeline.host.terminal import warn
    from pipeline.layout import SOPS
    from pipeline.repository.corpus import sop_names

    existing = ", ".join(sorted(sop_names(workspace.root))) or "none yet"
    sop = ask.text(f"sop (the procedure in {SOPS}/ that it changes; there are: {existing})", None, default="")
    if not sop:
        warn(f"before it is accepted, `sop` has to name the procedure that it changes, a file in {SOPS}/ without .md")
    return {"sop": sop.removesuffix(".md")} if sop else {}


def _add_evidence(workspace: Workspace, incident: str, file: Path | None, *, yes: bool, **given: Any) -> None:
    from pipeline.commands.evidence import add_evidence

    add_evidence(workspace, incident, file, Questions(asked=not yes), given)


for _name, (_schema, _key, _words) in _LISTS.items():
    _command(_name, _words, schema_options(_schema, _key, leave_out=_FILLED_IN), _add_item(_name))
_command(
    "finding",
    "Add a finding: one thing to change. TITLE says what, and starts with a verb.",
    [click.Argument(["title"], required=False), *schema_options("finding", leave_out=_LATER)],
    _add_finding,
)
_command(
    "evidence",
    "Add FILE, or what is at --url, to the evidence register.\n\nFILE is scanned for secrets, copied to evidence/, and"
    " registered with its hash.",
    [
        click.Argument(["file"], required=False, type=click.Path(path_type=Path, dir_okay=False)),
        *schema_options("evidence", "items", leave_out=_FILLED_IN),
    ],
    _add_evidence,
)
