"""`postmortem lsp`."""

from __future__ import annotations

from datetime import date

import click

from pipeline.commands.options import GlobalOptions
from pipeline.diagnostic import UsageError


@click.command()
@click.pass_obj
def lsp(options: GlobalOptions) -> None:
    """Start the language server, which an editor starts by itself.

    It reports problems as you type, completes keys, values and names, explains fields, and offers corrections. It
    writes no files and does not use the network. docs/editor.md shows how to set up an editor.
    """
    try:
        from pipeline.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("lsprotocol", "pygls"):
            raise
        raise UsageError(
            "the language server needs pygls: install the extra with `pip install 'postmortem-pipeline[lsp]'`"
        ) from error
    ahead = options.today - GlobalOptions().today

    def today() -> date:
        """The day, which moves on while the editor is open."""
        return GlobalOptions().today + ahead

    serve(options.given_root, today)
