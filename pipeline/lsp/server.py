"""The server: what an editor sends → the session, and what the session finds → the editor.

It writes nothing but to the editor, starts no program and uses no network. A request that cannot be answered is
reported by pygls, and the server goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from pipeline import __version__
from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.host import programs
from pipeline.host.characters import harmless
from pipeline.lsp import answers
from pipeline.lsp.areas import Area, Kind, area_of
from pipeline.lsp.files import Files
from pipeline.lsp.positions import normal, range_at
from pipeline.lsp.quick_fixes import FIX_ALL
from pipeline.lsp.session import Session

NAME = "postmortem"
_PAUSE = 0.02
"""How many seconds without another edit to wait before a check: letters that arrive together are checked once."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.WAIVED: types.DiagnosticSeverity.Hint,
}


class PostmortemServer(LanguageServer):
    """A language server for repositories of postmortems; with `root`, for that one alone. `today` gives the day."""

    def __init__(self, root: Path | None, today: Callable[[], date]) -> None:
        """Open no repository yet."""
        super().__init__(NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self._files = Files(root)
        self._today = today
        self._sessions: dict[Path, Session] = {}
        self._due: dict[tuple[Path, Area], None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._published: dict[tuple[Path, Area], set[str]] = {}

    def take(self, uri: str, text: str) -> None:
        """Take a document's text, and check what it belongs to."""
        place = self._files.place(uri)
        area = area_of(place[1]) if place else None
        if place is None or area is None:
            return
        root, path = place
        session = self._sessions.setdefault(root, Session(root, self._today))
        is_new = path not in session.texts
        session.texts[path] = normal(text)
        self._check(root, session.open_areas if is_new or area.kind is Kind.CONFIGURATION else {area})

    def close(self, uri: str) -> None:
        """Forget a document's text; what is saved counts again."""
        session, path = self.opened(uri)
        if session is None:
            return
        before = session.open_areas
        session.close(path)
        for area in before - session.open_areas:
            self._publish(session, area, ())
        self._check(session.root, session.open_areas)

    def opened(self, uri: str) -> tuple[Session, str] | tuple[None, str]:
        """The session of an open document, and the document's path; None if it is not open."""
        place = self._files.place(uri)
        session = self._sessions.get(place[0]) if place else None
        return (session, place[1]) if session and place and place[1] in session.texts else (None, "")

    def check_all(self) -> None:
        """Check everything that is open, since files may have changed."""
        for root, session in self._sessions.items():
            self._check(root, session.open_areas)

    def location(self, session: Session, location: Location) -> types.Location:
        """A place for the editor."""
        text = session.text(location.path)
        return types.Location(self._files.uri(session.root, location.path), range_at(text, location))

    def _check(self, root: Path, areas: set[Area]) -> None:
        """Check these soon, once no more edits arrive."""
        self._due.update(dict.fromkeys((root, area) for area in areas))
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_PAUSE, self._check_now)

    def _check_now(self) -> None:
        due, self._due = self._due, {}
        for root, area in due:
            self._report(self._sessions[root], area)
        for root in {root for root, _ in due}:
            session = self._sessions[root]
            for area in session.open_areas:
                if (root, area) not in due and session.depends_on_change(area):
                    self._report(session, area)

    def _report(self, session: Session, area: Area) -> None:
        found = session.diagnostics(area) if area in session.open_areas else None
        if found is not None:
            self._publish(session, area, found)

    def _publish(self, session: Session, area: Area, found: tuple[Diagnostic, ...]) -> None:
        by_path: dict[str, list[Diagnostic]] = {}
        for diagnostic in found:
            by_path.setdefault(diagnostic.location.path, []).append(diagnostic)
        before = self._published.get((session.root, area), set())
        open_here = {path for path in session.texts if area_of(path) == area}
        for path in sorted(before | set(by_path) | open_here):
            text = session.text(path)
            shown = [_shown(diagnostic, text) for diagnostic in by_path.get(path, [])]
            uri = self._files.uri(session.root, path)
            opened = self.workspace.text_documents.get(uri)
            version = opened.version if opened else None
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version))
        self._published[session.root, area] = set(by_path)


def _shown(diagnostic: Diagnostic, text: str | None) -> types.Diagnostic:
    return types.Diagnostic(
        range_at(text, diagnostic.location),
        message="\n".join(harmless(part) for part in (diagnostic.message, diagnostic.hint) if part),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.rule,
        source=NAME,
    )


def server(root: Path | None, today: Callable[[], date]) -> PostmortemServer:
    """A server that answers an editor, once it is started."""
    made = PostmortemServer(root, today)
    _follow_documents(made)
    _answer(made)
    return made


def serve(root: Path | None, today: Callable[[], date]) -> None:
    """Answer an editor on standard input and output, until it exits."""
    programs.allow_none()
    server(root, today).start_io()


def _follow_documents(made: PostmortemServer) -> None:
    @made.feature(types.INITIALIZED)
    async def _(_: types.InitializedParams) -> None:
        workspace = made.client_capabilities.workspace
        watching = workspace and workspace.did_change_watched_files
        if watching and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("files", method, options)
            await made.client_register_capability_async(types.RegistrationParams([registration]))

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def _(params: types.DidOpenTextDocumentParams) -> None:
        made.take(params.text_document.uri, params.text_document.text)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def _(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        if made.opened(uri)[0]:
            made.take(uri, made.workspace.get_text_document(uri).source)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def _(params: types.DidCloseTextDocumentParams) -> None:
        made.close(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def _(_: types.DidSaveTextDocumentParams) -> None:
        made.check_all()

    @made.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _(_: types.DidChangeWatchedFilesParams) -> None:
        made.check_all()


def _answer(made: PostmortemServer) -> None:
    triggers = types.CompletionOptions(trigger_characters=[" ", "[", "-", ":", "E", "/", '"'])

    @made.feature(types.TEXT_DOCUMENT_COMPLETION, triggers)
    def _(params: types.CompletionParams) -> list[types.CompletionItem]:
        session, path = made.opened(params.text_document.uri)
        return answers.completion(session, path, params.position) if session else []

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def _(params: types.HoverParams) -> types.Hover | None:
        session, path = made.opened(params.text_document.uri)
        return answers.hover(session, path, params.position) if session else None

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    def _(params: types.DefinitionParams) -> types.Location | None:
        session, path = made.opened(params.text_document.uri)
        place = answers.definition_of(session, path, params.position) if session else None
        return made.location(session, place) if session and place else None

    kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL])

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def _(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        session, path = made.opened(uri)
        return [*answers.code_actions(session, path, uri, params.range, params.context)] if session else []
