"""The live preview: an edit in an incident shows in the browser within two seconds."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from pathlib import Path

from mkdocs.commands.serve import serve

from pipeline.diagnostic import UsageError
from pipeline.host.writing import temporary
from pipeline.site.generator.plugin import plugins
from pipeline.site.generator.preview import Preview
from pipeline.site.tree import SiteFiles


def serve_site(make: Callable[[], SiteFiles], watch: Sequence[Path], host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the site until interrupted, and make it again whenever something under `watch` changes.

    MkDocs reads its configuration and its theme again after each edit, and runs what they name. So they are in a folder
    outside the repository, where a branch that somebody checks out meanwhile cannot replace them.

    Where `make` raises UsageError the first time, so does this, as where the port is taken or the tree cannot be
    written; later the message goes to standard error and the last good state is served.
    """
    try:
        with temporary("postmortem-preview-") as workdir:
            preview = Preview(make, workdir)
            preview.update()
            serve(
                str(workdir / "mkdocs.yml"),
                watch=[str(path) for path in watch if path.exists()],
                plugins=plugins(preview),
                dev_addr=f"{host}:{port}",
                site_url=f"http://{host}:{port}/",
            )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise UsageError(f"port {port} is in use: stop what listens there, or choose another with --port") from error
