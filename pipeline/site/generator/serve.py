"""The live preview: the page of an incident shows an edit at once, and everything else follows."""

from __future__ import annotations

import errno
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path
from threading import Condition

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer

from pipeline.diagnostic import UsageError
from pipeline.host.terminal import warn, warn_lines
from pipeline.host.writing import temporary
from pipeline.layout import INCIDENTS
from pipeline.site.generator.build import warnings_of_mkdocs
from pipeline.site.generator.own_host import only_for
from pipeline.site.generator.plugin import plugins
from pipeline.site.generator.preview import Preview, Source
from pipeline.site.generator.watch import watch

_HOST = "127.0.0.1"
_QUIET = 0.03
"""For how many seconds nothing more may change before an edit counts as saved: editors write in several steps."""


def serve_site(source: Source, root: Path, watched: Sequence[Path], port: int) -> None:
    """Serve the site of the repository at `root` until interrupted, and make it again when something `watched` changes.

    MkDocs reads its configuration and its theme again after each edit, and runs what they name. So they are in a folder
    outside the repository, where a branch that somebody checks out meanwhile cannot replace them.

    Where `source` raises UsageError the first time, so does this, as where the port is taken or the tree cannot be
    written; later the message goes to standard error and the last good state is served.
    """
    with temporary("postmortem-preview-") as folder:
        workdir, site = folder / "tree", folder / "site"
        preview = Preview(source, workdir)
        preview.update()
        build_preview(preview, workdir, site, port)
        try:
            server = _Server(preview, root, workdir, site, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise UsageError(
                f"port {port} is in use: stop what listens there, or choose another with --port"
            ) from error
        server.run(watched)


def build_preview(preview: Preview, workdir: Path, site: Path, port: int) -> None:
    """Build in the folder `site` what differs from what was built there before. Raises UsageError if MkDocs cannot."""
    address = f"http://{_HOST}:{port}/"
    with warnings_of_mkdocs() as warnings:
        try:
            config = load_config(
                str(workdir / "mkdocs.yml"), site_dir=str(site), site_url=address, plugins=plugins(preview)
            )
            build(config, serve_url=address, dirty=True)
        except (MkDocsException, SystemExit) as error:
            raise UsageError("\n".join(["MkDocs cannot build the site:", *warnings, str(error)])) from error


class _Server(LiveReloadServer):
    """Serves what is built, and has open pages reload when there is something new."""

    def __init__(self, preview: Preview, root: Path, workdir: Path, site: Path, port: int) -> None:
        super().__init__(builder=self._build_everything, host=_HOST, port=port, root=str(site))
        self._preview, self._repository, self._workdir, self._site, self._port = preview, root, workdir, site, port
        self._changed: set[Path] = set()
        self._has_changed = Condition()
        self._is_behind = False
        self.server_bind()
        self.server_activate()
        self.set_app(only_for(_HOST, port, self.serve_request))

    def run(self, watched: Sequence[Path]) -> None:
        """Serve until interrupted."""
        paths = [path.absolute() for path in watched if path.exists()]
        # Pages reload only where something is watched.
        self._watched_paths = {str(path): 1 for path in paths}
        observer = watch(paths, self._note)
        self.serve_thread.start()
        warn(f"serving {self.url}")
        try:
            while True:
                self._follow(self._next_changes())
        except KeyboardInterrupt:
            pass
        finally:
            observer.stop()
            self.shutdown()

    def _note(self, path: Path) -> None:
        with self._has_changed:
            self._changed.add(path)
            self._has_changed.notify_all()

    def _next_changes(self) -> set[Path]:
        """What was changed, once nothing changes any more."""
        with self._has_changed:
            # Without a pause now and then, Windows does not tell of an interruption.
            while not self._has_changed.wait_for(lambda: self._changed, timeout=self.shutdown_delay):
                pass
            while self._has_changed.wait(timeout=_QUIET):
                pass
            changed, self._changed = self._changed, set()
        return changed

    def _follow(self, changed: set[Path]) -> None:
        """Show the pages of the incidents that changed; then build everything that shows something of them."""
        incidents = (self._repository / INCIDENTS).absolute()
        names = {path.relative_to(incidents).parts[0] for path in changed if incidents in path.parents}
        if self._preview.show(sorted(names)):
            self._is_behind = True
            self._load_anew()
        try:
            self._build_everything()
        except (UsageError, OSError) as error:
            warn_lines(str(error))
        else:
            self._is_behind = False
            self._load_anew()

    def _build_everything(self) -> None:
        self._preview.update()
        build_preview(self._preview, self._workdir, self._site, self._port)

    def _load_anew(self) -> None:
        with self._epoch_cond:
            self._visible_epoch = self._wanted_epoch = max(round(time.monotonic() * 1000), self._visible_epoch + 1)
            self._epoch_cond.notify_all()

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """The page with the script that reloads it; while lists and the search are older than a page, it says so."""
        made: bytes = super()._inject_js_into_html(content, epoch)  # type: ignore[no-untyped-call]  # typed in part
        if not self._is_behind:
            return made
        page, end, rest = made.rpartition(b"</body>")
        return page + f'<p class="pm-behind" role="status">{escape(self._preview.behind)}</p>'.encode() + end + rest
