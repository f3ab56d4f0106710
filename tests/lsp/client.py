"""An editor as far as the language server can tell: a client of pygls that speaks to it over its standard streams."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.needs import ROOT

T = TypeVar("T")
_LONGEST = 300


class Editor:
    """An editor with a server of its own. A path is relative to `root`."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.root = root
        self.reported: dict[str, list[types.Diagnostic]] = {}
        self._versions: dict[str, int] = {}
        self._seen: dict[str, int | None] = {}
        self._loop = asyncio.new_event_loop()
        # Playwright keeps a loop running in the thread of the tests that share this process.
        self._thread = ThreadPoolExecutor(1)
        self._client = LanguageClient("test", "1")
        self._news = asyncio.Event()

        @self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]  # as pygls has it
        def _(params: types.PublishDiagnosticsParams) -> None:
            self.reported[params.uri] = list(params.diagnostics)
            self._seen[params.uri] = params.version
            self._news.set()

        self._run(self._client.start_io(sys.executable, "-m", "pipeline", *arguments, "lsp", cwd=str(ROOT)))
        asked = types.InitializeParams(types.ClientCapabilities(), root_uri=root.as_uri())
        self.capabilities = self._run(self._client.initialize_async(asked)).capabilities
        self._client.initialized(types.InitializedParams())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._thread.submit(self._loop.run_until_complete, asyncio.wait_for(work, _LONGEST)).result()

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, path: str, text: str | None = None) -> None:
        """Open a file, with this text or its own, and wait for what is reported."""
        uri = self.uri(path)
        self._versions[uri] = self._versions.get(uri, 0) + 1
        text = (self.root / path).read_text("utf-8") if text is None else text
        document = types.TextDocumentItem(uri, "markdown", self._versions[uri], text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        self.wait(path)

    def show(self, path: str, text: str) -> None:
        """Open a file of which nothing need be reported."""
        document = types.TextDocumentItem(self.uri(path), "markdown", 1, text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        self.hover(path, 0, 0)

    def edit(self, path: str, text: str) -> None:
        """Change the text of an open file, and wait for what is reported."""
        self.type(path, text)
        self.wait(path)

    def type(self, path: str, text: str) -> None:
        """Change the text of an open file."""
        uri = self.uri(path)
        self._versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self._client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def wait(self, path: str) -> None:
        """Wait until the current text of a file was checked, and everything about it has arrived."""

        async def checked() -> None:
            while self._seen.get(self.uri(path)) != self._versions[self.uri(path)]:
                self._news.clear()
                await self._news.wait()

        self._run(checked())
        self.hover(path, 0, 0)  # is answered after everything that was sent before

    def files_changed(self, path: str) -> None:
        """Say that files were changed on disk, and wait until the file was checked again."""
        uri = self.uri(path)
        self._seen.pop(uri, None)
        event = types.FileEvent(uri, types.FileChangeType.Changed)
        self._client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        self.wait(path)

    def close(self, path: str) -> None:
        document = types.TextDocumentIdentifier(self.uri(path))
        self._client.text_document_did_close(types.DidCloseTextDocumentParams(document))
        self.hover(path, 0, 0)
        self._seen.pop(self.uri(path), None)

    def completions(self, path: str, line: int, character: int) -> dict[str, types.CompletionItem]:
        """The items by label."""
        params = types.CompletionParams(*self._at(path, line, character))
        found = self._run(self._client.text_document_completion_async(params))
        items = found.items if isinstance(found, types.CompletionList) else found or []
        return {item.label: item for item in items}

    def hover(self, path: str, line: int, character: int) -> str:
        """What is shown for a place; "" for nothing."""
        found = self._run(self._client.text_document_hover_async(types.HoverParams(*self._at(path, line, character))))
        return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""

    def definition(self, path: str, line: int, character: int) -> tuple[str, int] | None:
        """The file and line (from 0) of what is named at a place."""
        params = types.DefinitionParams(*self._at(path, line, character))
        found = self._run(self._client.text_document_definition_async(params))
        if not isinstance(found, types.Location):
            return None
        return found.uri.removeprefix(f"{self.root.as_uri()}/"), found.range.start.line

    def actions(self, path: str, line: int, kind: str | None = None) -> list[types.CodeAction]:
        """The corrections that are offered for a line."""
        place = types.Position(line, 0)
        reported = [one for one in self.reported.get(self.uri(path), []) if one.range.start.line == line]
        context = types.CodeActionContext(reported, only=[kind] if kind else None)
        document = types.TextDocumentIdentifier(self.uri(path))
        params = types.CodeActionParams(document, types.Range(place, place), context)
        found = self._run(self._client.text_document_code_action_async(params)) or []
        return [action for action in found if isinstance(action, types.CodeAction)]

    def _at(self, path: str, line: int, character: int) -> tuple[types.TextDocumentIdentifier, types.Position]:
        return types.TextDocumentIdentifier(self.uri(path)), types.Position(line, character)

    def send_garbage(self, method: str, params: Any) -> None:
        """Send a notification whose parameters mean nothing."""
        self._client.protocol.notify(method, params)

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    @property
    def _process(self) -> asyncio.subprocess.Process:
        process = self._client._server  # noqa: SLF001  # pygls does not give the process otherwise
        assert process
        return process

    def stop(self) -> int | None:
        """Say goodbye; the server's exit code."""
        self._run(self._client.shutdown_async(None))
        self._client.exit(None)
        code = self._run(self._process.wait())
        self._run(self._client.stop())  # type: ignore[no-untyped-call]  # pygls has no types there
        self._thread.shutdown()
        self._loop.close()
        return code
