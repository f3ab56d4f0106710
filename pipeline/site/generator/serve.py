"""The live preview: an edit in an incident shows in the browser within two seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mkdocs.commands.serve import serve

from pipeline.diagnostic import UsageError
from pipeline.site.generator.build import PLUGINS
from pipeline.site.generator.plugin import Made, PostmortemPlugin, Preview


def serve_site(
    make: Callable[[], Made], watch: Sequence[Path], workdir: Path, host: str = "127.0.0.1", port: int = 8000
) -> None:
    """Serve the site until interrupted, and make it anew whenever something under `watch` changes.

    `make` returns the tree and the artefacts. Where it raises UsageError the first time, so does
    this, as where the port is taken or the tree cannot be written; later the message goes to standard
    error and the last good state is served.
    """
    try:
        workdir.mkdir(parents=True, exist_ok=True)
        preview = Preview(make, workdir)
        preview.refresh()
        PostmortemPlugin.preview = preview
        serve(
            str(workdir / "mkdocs.yml"),
            watch=[str(path) for path in watch if path.exists()],
            plugins=PLUGINS,
            dev_addr=f"{host}:{port}",
            site_url=f"http://{host}:{port}/",
        )
    except OSError as error:
        raise UsageError(f"{host}:{port} cannot be served: {error}") from error
    finally:
        PostmortemPlugin.preview = None
