"""What an author may write at the cursor: keys, values, and names of what there is."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import CompletionItem, CompletionItemKind, MarkupContent, MarkupKind, Range, TextEdit

from pipeline import vocabulary
from pipeline.documents.front_matter import in_line
from pipeline.lsp.areas import schema_for
from pipeline.lsp.cursor import AtKey, AtValue, Cursor, cursors
from pipeline.lsp.names import Known, Names
from pipeline.lsp.positions import range_of
from pipeline.report.field_docs import Field, as_markdown


def completions(path: str, text: str, offset: int, known: Known) -> list[CompletionItem]:
    """The items for a place in a document, without those that cannot be there."""
    kind = schema_for(path)
    found = [item for cursor in cursors(path, text, offset) for item in _items(kind, cursor, text, offset, known)]
    unique = list({item.label: item for item in found}.values())
    for order, item in enumerate(unique):
        item.sort_text = f"{order:05}"  # as listed, not alphabetically
    return unique


def _items(kind: str, cursor: Cursor, text: str, offset: int, known: Known) -> Iterator[CompletionItem]:
    edit = range_of(text, cursor.start, offset)
    typed = text[cursor.start : offset]
    match cursor:
        case AtKey(route, present=present):
            for field in _keys(kind, names_of(route)):
                if field.route[-1] not in present:
                    yield _key(field, edit)
        case AtValue(route):
            quoted = text[: cursor.start].endswith(('"', "'"))
            for word, meaning in _values(kind, names_of(route), typed, known).items():
                yield _name(word, meaning, TextEdit(edit, word if quoted else in_line(word)))
        case _:
            for name, meaning in known.evidence.items():
                yield _name(name, meaning, TextEdit(edit, name))


def _values(kind: str, route: tuple[str, ...], typed: str, known: Known) -> Names:
    """The values that a field may have, where they can be listed."""
    if not route:
        return {}
    try:
        definition = vocabulary.item_schema(kind, *route)
        words = definition.get("enum", ["true", "false"] if definition.get("type") == "boolean" else [])
        return dict.fromkeys(words, "") if words else known.names(kind, route, typed)
    except KeyError:
        return {}  # a key that no schema has


def _keys(kind: str, route: tuple[str, ...]) -> list[Field]:
    """The keys that a mapping may have: first those that it needs."""
    try:
        keys = vocabulary.item_schema(kind, *route).get("properties", {})
    except KeyError:
        return []
    fields = [Field(kind, (*route, key)) for key in keys]
    return sorted(fields, key=lambda field: not field.is_required)


def _key(field: Field, edit: Range) -> CompletionItem:
    name = field.route[-1]
    return CompletionItem(
        name,
        kind=CompletionItemKind.Property,
        detail="required" if field.is_required else "optional",
        documentation=MarkupContent(MarkupKind.Markdown, as_markdown(field)),
        text_edit=TextEdit(edit, f"{name}: "),
    )


def _name(name: str, meaning: str, edit: TextEdit) -> CompletionItem:
    kind = CompletionItemKind.Reference if meaning else CompletionItemKind.Value
    return CompletionItem(
        name, kind=kind, detail=meaning or None, filter_text=f"{name} {meaning}".strip(), text_edit=edit
    )


def names_of(route: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys of a route, as the schemas have them."""
    return tuple(part for part in route if isinstance(part, str))
