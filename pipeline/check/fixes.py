"""`check --fix`: what has one right answer is written into an incident's documents; everything else stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipeline import records
from pipeline.check.incident import known_hash
from pipeline.check.rule import RuleContext
from pipeline.check.rules.safety import bare_indicators
from pipeline.diagnostic import Location, Route, UsageError
from pipeline.documents.document import Document, front_matter_span, parse_document
from pipeline.documents.front_matter import in_line, with_value
from pipeline.markdown.prose import Prose
from pipeline.repository.config import Config
from pipeline.validation.fixes import is_fixable, one_near, schema_fixes
from pipeline.validation.shown_values import brief, show

_TEAMS = (("owner",), ("involves", "*"), ("participants", "*", "team"), ("items", "*", "collected_by"))
"""Where teams are named that somebody may misspell."""

_TAB = re.compile(r"^([ ]*)\t+", re.MULTILINE)


Change = tuple[str, str, list[str]]
"""A document that changes: its path, its new text, and a line for each thing that changed."""


@dataclass(frozen=True, slots=True)
class Fix:
    """The text of a document after one correction, the line that it is about, and what it corrects."""

    text: str
    line: int
    what: str


def fixed(folder: records.Folder, texts: Mapping[str, str], config: Config) -> Iterator[Change]:
    """The documents of an incident with values of front matter that have one right answer.

    `texts` are the documents that may change, as they are in their files, by path.
    """
    for schema, document in folder.documents:
        if document.path not in texts:
            continue
        text, messages = texts[document.path], list[str]()
        if document.data is None and (spaced := _without_tabs(document, text)):
            text = spaced.text
            messages.append(f"{document.path}: {spaced.what}")
        for fixer in (_schema, _teams):
            current = parse_document(document.path, _unix(text))
            for route, value in fixer(schema, current, folder, config):
                if fix := _written(current, text, route, value):
                    text = fix.text
                    messages.append(f"{document.path}:{fix.line}: {fix.what}")
        if messages:
            yield document.path, text, messages


def fixes_one_by_one(
    folder: records.Folder, path: str, text: str, config: Config, context: RuleContext
) -> Iterator[Fix]:
    """Each thing in a document that has one right answer, corrected by itself.

    `text` is the document at `path` as it is in its file; the folder was read from it.
    """
    for schema, document in folder.documents:
        if document.path != path:
            continue
        if document.data is None and (spaced := _without_tabs(document, text)):
            yield spaced
        for fixer in (_schema, _teams):
            for route, value in fixer(schema, document, folder, config):
                if fix := _written(document, text, route, value):
                    yield fix
    for place, written, harmless in _live_indicators(folder, context):
        if place.path == path:
            source = _unix(text)
            at = Prose(source).offset(place)
            changed = f"{source[:at]}{harmless}{source[at + len(written) :]}"
            yield Fix(_as_before(changed, text), place.line, f"`{written}` → `{harmless}`")


def defanged(folder: records.Folder, context: RuleContext, texts: Mapping[str, str]) -> Iterator[Change]:
    """The documents in whose body an indicator is live that is defanged elsewhere, with that defanged too."""
    found: dict[str, dict[int, tuple[str, str]]] = {}
    documents = {document.path: document for _, document in folder.documents}
    for place, written, harmless in _live_indicators(folder, context):
        if place.path in texts:
            found.setdefault(place.path, {})[documents[place.path].source.offset(place)] = (written, harmless)
    for path, places in found.items():
        text, messages = documents[path].source.text, []
        for at, (written, harmless) in sorted(places.items(), reverse=True):
            text = text[:at] + harmless + text[at + len(written) :]
            messages.append(f"{path}: `{written}` → `{harmless}`")
        yield path, _as_before(text, texts[path]), messages


def _live_indicators(folder: records.Folder, context: RuleContext) -> Iterator[tuple[Location, str, str]]:
    """The indicators in bodies that can be defanged: where, as written, and defanged. A link's address is left."""
    documents = {document.path: document for _, document in folder.documents}
    for place, written, harmless in bare_indicators(records.incident(folder), context):
        document = documents.get(place.path)
        if document is None or place.line < document.body.line:
            continue
        at, text = document.source.offset(place), document.source.text
        if text[at : at + len(written)] == written and text[max(0, at - 2) : at] != "](":
            yield place, written, harmless


def _schema(kind: str, document: Document, folder: records.Folder, _config: Config) -> Iterator[tuple[Route, Any]]:
    yield from schema_fixes(kind, document, partial(known_hash, folder, document))


def _teams(_kind: str, document: Document, _folder: records.Folder, config: Config) -> Iterator[tuple[Route, Any]]:
    for form in _TEAMS:
        for route, name in _at(document.data, form):
            meant = one_near(str(name), sorted(config.teams)) if name not in config.teams else ""
            if meant and is_fixable(route):
                yield route, meant


def _at(data: Any, form: Route, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """Each value at a form of route, in which * stands for every item of a list."""
    if not form:
        yield route, data
    elif form[0] == "*" and isinstance(data, list):
        for index, item in enumerate(data):
            yield from _at(item, form[1:], (*route, index))
    elif isinstance(data, dict) and form[0] in data:
        yield from _at(data[form[0]], form[1:], (*route, form[0]))


def _written(document: Document, text: str, route: Route, value: Any) -> Fix | None:
    """The text with the value; None if it cannot be written without other changes."""
    before: Any = document.data
    for key in route:
        before = before.get(key) if isinstance(before, dict) else before[key]
    try:
        changed = with_value(text, route, value)
    except UsageError:
        return None
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in route).removeprefix(".")
    was = "" if before is None else f"{show(before)} → "
    now = str(value) if before is None else brief(in_line(value))
    return Fix(changed, document.locate(route).line, f"`{name}`: {was}`{now}`")


def _without_tabs(document: Document, text: str) -> Fix | None:
    """The text indented with spaces, if that makes its front matter readable."""
    span = front_matter_span(_unix(text))
    if span is None or "\r\n" in text:
        return None
    front = text[slice(*span)]
    spaced = _TAB.sub(lambda match: match[0].replace("\t", "  "), front)
    changed = text[: span[0]] + spaced + text[span[1] :]
    first = _TAB.search(front)
    if first is None or parse_document(document.path, changed).data is None:
        return None
    line = text.count("\n", 0, span[0] + first.start()) + 1
    return Fix(changed, line, "tabs in indentation → spaces")


def _as_before(text: str, before: str) -> str:
    """The text with the line endings that it had."""
    return text.replace("\n", "\r\n") if "\r\n" in before else text


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
