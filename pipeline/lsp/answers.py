"""What the server answers about a place in an open document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from pipeline.check.fixes import defanged, fixed, fixes_one_by_one
from pipeline.diagnostic import Location
from pipeline.documents.document import parse_document
from pipeline.host.terminal import document
from pipeline.lsp.areas import Kind, area_of
from pipeline.lsp.completion import completions
from pipeline.lsp.definition import definition
from pipeline.lsp.hover import meaning
from pipeline.lsp.mentions import mention_at
from pipeline.lsp.names import Known
from pipeline.lsp.overlay import overlaid
from pipeline.lsp.positions import offset_at, range_of
from pipeline.lsp.quick_fixes import fix_all, quick_fixes
from pipeline.lsp.session import Session
from pipeline.records import Folder
from pipeline.repository.config import Config


def completion(session: Session, path: str, position: types.Position) -> list[types.CompletionItem]:
    """What can be written at that place."""
    text = session.texts[path]
    return completions(path, text, offset_at(text, position), _known(session, path))


def hover(session: Session, path: str, position: types.Position) -> types.Hover | None:
    """What the field or name at that place means."""
    text = session.texts[path]
    mention = mention_at(path, text, offset_at(text, position))
    text = meaning(path, mention, _known(session, path)) if mention else ""
    if not mention or not text:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, document(text))
    return types.Hover(content, range_of(text, mention.start, mention.end))


def definition_of(session: Session, path: str, position: types.Position) -> Location | None:
    """The place of what is named at that place."""
    text = session.texts[path]
    mention = mention_at(path, text, offset_at(text, position))
    if mention is None:
        return None
    folder, config = _folder(session, path), session.config_document
    return definition(mention, folder, session.procedures, config, session.finding_paths)


def code_actions(
    session: Session, path: str, uri: str, within: types.Range, context: types.CodeActionContext
) -> Iterator[types.CodeAction]:
    """What can be corrected there, and everywhere in the document."""
    config, folder, text = session.config, _folder(session, path), session.texts[path]
    if config is None or folder is None:
        return
    fixes = fixes_one_by_one(folder, path, text, config, session.context(folder, config))
    actions = [*quick_fixes(uri, text, fixes, within, context.diagnostics)]
    all_fixed = _all_fixed(session, folder, path, text, config)
    if all_fixed != text:
        actions.append(fix_all(uri, text, all_fixed))
    yield from (action for action in actions if _is_wanted(action.kind, context.only))


def _is_wanted(kind: types.CodeActionKind | str | None, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether a client that asks for actions of some kinds asks for this one: of that kind, or of one below it."""
    return not only or any(f"{_text(kind)}.".startswith(f"{_text(asked)}.") for asked in only)


def _text(kind: types.CodeActionKind | str | None) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind or ""


def _all_fixed(session: Session, folder: Folder, path: str, text: str, config: Config) -> str:
    for _, changed, _ in fixed(folder, {path: text}, config):
        text = changed
        folder = overlaid(folder, [parse_document(path, text)])
    for _, changed, _ in defanged(folder, session.context(folder, config), {path: text}):
        text = changed
    return text


def _folder(session: Session, path: str) -> Folder | None:
    """The incident that a document belongs to."""
    area = area_of(path)
    return session.folder(area.name) if area and area.kind is Kind.INCIDENT else None


def _known(session: Session, path: str) -> Known:
    return Known(
        config=session.config,
        folder=_folder(session, path),
        incidents=session.incidents,
        procedures=session.procedures,
        services=session.services,
        findings_of=session.findings,
        today=session.today(),
    )
