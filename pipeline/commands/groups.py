"""Groups of commands."""

from __future__ import annotations

import click

_WHOLE = 1000
"""More characters than any first sentence has."""


class Group(click.Group):
    """A group whose help shows the first sentence of each command whole, on several lines if need be."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, command.get_short_help_str(_WHOLE)) for name, command in commands if command is not None]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
