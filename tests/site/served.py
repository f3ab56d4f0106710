"""A built site behind a real server, and what it consists of."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pipeline.site.data import SiteData
from pipeline.site.generator.build import build_site
from pipeline.site.links import artefacts
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles

Scheme = Literal["light", "dark"]
"""What the reader's system is set to."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    policy = ""

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        pass


class NoScripts(Quiet):
    policy = "default-src 'none'"


def build(data: SiteData, root: Path, folder: Path) -> Path:
    """Build the site, with the artefacts that lie in the repository at `root`; where it is then."""
    sources = {address: root / path for address, path in artefacts(data.corpus).items()}
    build_site(SiteFiles(render(data), sources), folder / "tree", folder / "out")
    return folder / "out"


@contextmanager
def serving(folder: Path, kind: type[Quiet] = Quiet) -> Iterator[str]:
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Another host: its address, and the paths that it has been asked for."""
    asked: list[str] = []

    class Recorder(Quiet):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815  # http.server's names

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def pages(built: Path) -> list[str]:
    """The address of every page, from the site's root."""
    found = sorted(path.parent.relative_to(built).as_posix() for path in built.rglob("index.html"))
    return ["" if path == "." else f"{path}/" for path in found]
