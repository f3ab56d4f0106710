"""The command `postmortem`: options, exit codes and streams.

Standard output is the result; everything else goes to standard error.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from io import StringIO
from keyword import iskeyword
from typing import IO, Any

import click

from pipeline import __version__
from pipeline.commands.exit_codes import UNUSABLE
from pipeline.commands.groups import Group
from pipeline.commands.options import GlobalOptions, global_options, with_global_options
from pipeline.diagnostic import UsageError
from pipeline.host.terminal import warn_lines

COMMANDS = (
    "init",
    "new",
    "add",
    "import",
    "export",
    "timeline",
    "check",
    "plan",
    "apply",
    "review",
    "signoffs",
    "decide",
    "verify",
    "extend",
    "close",
    "build",
    "serve",
    "run",
    "explain",
    "issue",
    "lsp",
)
"""In the order of --help. Each is a function in the module of its name in `pipeline.commands`."""


_WRITABLE = "work in a folder that you may write to, or change its permissions"
_ADVICE = {
    errno.EACCES: _WRITABLE,
    errno.EPERM: _WRITABLE,
    errno.EROFS: _WRITABLE,
    errno.ENAMETOOLONG: "choose a shorter path",
    errno.ENOSPC: "free some disk space, and run again",
}
"""What to do about an error of this machine's, by its number. Any other is a bug of the program's."""


_NARROW = 52
"""Columns: click wraps the help for a narrower terminal as if it had as many."""

_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
if (_columns := shutil.get_terminal_size().columns) < _NARROW:
    _SETTINGS["terminal_width"] = max(_columns - 2, 30)


class _Help(click.HelpFormatter):
    """Writes a long list of an option's values on several lines, and on a narrow terminal its meaning below it."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        beside = 8 if _columns < _NARROW else col_max
        super().write_dl([(self._broken(term), text) for term, text in rows], beside, col_spacing)

    def _broken(self, term: str) -> str:
        lines = [""]
        for part in re.split(r"(?<=[|\s])", term):
            if len(lines[-1] + part) > self.width - self.current_indent - 4 and lines[-1]:
                lines.append("    ")
            lines[-1] += part
        return f"\n{' ' * self.current_indent}".join(line.rstrip() for line in lines)


click.Context.formatter_class = _Help


class _Harmless(click.ClickException):
    """An error of click's, which repeats arguments: names of files that a shell has put in place of a star."""

    exit_code = UNUSABLE

    def __init__(self, error: click.ClickException) -> None:
        super().__init__(error.message)
        self._error = error

    def show(self, file: IO[Any] | None = None) -> None:  # noqa: ARG002  # as click calls it
        words = StringIO()
        self._error.show(words)
        warn_lines(words.getvalue().rstrip("\n"))


@contextmanager
def _harmless_errors() -> Iterator[None]:
    try:
        yield
    except click.ClickException as error:
        raise _Harmless(error) from error


class _LazyGroup(Group):
    """Imports a command when it is used, and turns a UsageError into one message and exit code 2.

    A check does not wait for the site generator to be imported. Any other exception is a bug and shows as one.
    """

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        with _harmless_errors():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _harmless_errors():
                return super().invoke(ctx)
        except UsageError as error:
            warn_lines(f"postmortem: {error}")
            ctx.exit(UNUSABLE)
        except OSError as error:
            advice = _ADVICE.get(error.errno or 0)
            if advice is None or error.filename is None:
                raise
            warn_lines(f"postmortem: {error.filename}: {error.strerror}: {advice}")
            ctx.exit(UNUSABLE)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click calls it with a context
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(import_module(f"pipeline.commands.{name}"), name)
        return with_global_options(command) if isinstance(command, click.Command) else None


@click.group(cls=_LazyGroup, params=global_options(), context_settings=_SETTINGS)
@click.version_option(__version__, prog_name="postmortem")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Postmortems as code: checked, filed as issues with the teams that own them, and published as a site.

    --root, --tracker and --today may also stand after the command.
    """
    ctx.ensure_object(GlobalOptions)
