"""`check --fix`: what has one right answer is written into an incident's documents; everything else stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from pipeline import records
from pipeline.check.incident import known_hash
from pipeline.check.rule import RuleContext
from pipeline.check.rules.safety import bare_indicators
from pipeline.config import Config
from pipeline.diagnostic import Route, UsageError
from pipeline.document import Document, front_matter_span, parse_document
from pipeline.front_matter import in_line, with_value
from pipeline.validation.fixes import is_fixable, one_near, schema_fixes
from pipeline.validation.shown_values import brief, show

_TEAMS = (("owner",), ("involves", "*"), ("participants", "*", "team"), ("items", "*", "collected_by"))
"""Where teams are named that somebody may misspell."""

_TAB = re.compile(r"^([ ]*)\t+", re.MULTILINE)


Change = tuple[str, str, list[str]]
"""A document that changes: its path, its new text, and a line for each thing that changed."""


def fixed(folder: records.Folder, texts: Mapping[str, str], config: Config) -> Iterator[Change]:
    """The documents of an incident with values of front matter that have one right answer.

    `texts` are the documents that may change, as they are in their files, by path.
    """
    for schema, document in folder.documents:
        if document.path not in texts:
            continue
        text, said = texts[document.path], list[str]()
        if document.data is None:
            text, said = _without_tabs(document, text)
        for one in (_schema, _teams):
            current = parse_document(document.path, _unix(text))
            for route, value in one(schema, current, folder, config):
                text, words = _written(current, text, route, value)
                said += words
        if said:
            yield document.path, text, said


def defanged(folder: records.Folder, context: RuleContext, texts: Mapping[str, str]) -> Iterator[Change]:
    """The documents in whose body an indicator is live that is defanged elsewhere, with that defanged too."""
    incident = records.incident(folder)
    found: dict[str, dict[int, tuple[str, str]]] = {}
    documents = {document.path: document for _, document in folder.documents}
    for location, written, harmless in bare_indicators(incident, context):
        document = documents.get(location.path)
        if document is None or location.path not in texts or location.line < document.body.line:
            continue
        at = document.source.offset(location)
        linked = document.source.text[max(0, at - 2) : at] == "]("
        if document.source.text[at : at + len(written)] == written and not linked:
            found.setdefault(location.path, {})[at] = (written, harmless)
    for path, places in found.items():
        text, said = documents[path].source.text, []
        for at, (written, harmless) in sorted(places.items(), reverse=True):
            text = text[:at] + harmless + text[at + len(written) :]
            said.append(f"{path}: `{written}` → `{harmless}`")
        windows = "\r\n" in texts[path]
        yield path, text.replace("\n", "\r\n") if windows else text, said


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


def _written(document: Document, text: str, route: Route, value: Any) -> tuple[str, list[str]]:
    """The text with the value, and a line about it; the same text if it cannot be written without other changes."""
    before: Any = document.data
    for key in route:
        before = before.get(key) if isinstance(before, dict) else before[key]
    try:
        changed = with_value(text, route, value)
    except UsageError:
        return text, []
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in route).removeprefix(".")
    was = "" if before is None else f"{show(before)} → "
    now = str(value) if before is None else brief(in_line(value))
    return changed, [f"{document.path}:{document.locate(route).line}: `{name}`: {was}`{now}`"]


def _without_tabs(document: Document, text: str) -> tuple[str, list[str]]:
    """The text indented with spaces, if that makes its front matter readable."""
    span = front_matter_span(_unix(text))
    if span is None or "\r\n" in text:
        return text, []
    front = text[slice(*span)]
    spaced = _TAB.sub(lambda match: match[0].replace("\t", "  "), front)
    changed = text[: span[0]] + spaced + text[span[1] :]
    if spaced == front or parse_document(document.path, changed).data is None:
        return text, []
    return changed, [f"{document.path}: tabs in indentation → spaces"]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
