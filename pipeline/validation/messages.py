"""The errors of `jsonschema` as diagnostics: one for each cause, in words that say what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pipeline import vocabulary
from pipeline.diagnostic import Diagnostic, Location, Route, Severity
from pipeline.documents.document import Document
from pipeline.documents.free_ids import free_id, ids_beside
from pipeline.layout import CONFIG_FILE, EVIDENCE, README, TIMELINE
from pipeline.text.spelling import did_you_mean
from pipeline.validation.failure import Cause, Failure
from pipeline.validation.forms import completed, form
from pipeline.validation.full_validator import full_validator
from pipeline.validation.missing_keys import Known, keys_together, listing, missing_keys, nothing_known
from pipeline.validation.nearest import named_zone, nearest, no_such_day
from pipeline.validation.not_indented import not_indented
from pipeline.validation.shown_values import brief, plain, route_name, show
from pipeline.validation.split_texts import split_texts

RULE = "schema"


def schema_diagnostics(kind: str, document: Document, known: Known = nothing_known) -> Iterator[Diagnostic]:
    """Why a document's front matter is not valid against the schema `kind`: one diagnostic for each cause."""
    failures = [Failure(kind, error) for error in full_validator(kind).iter_errors(document.data)]
    empty = {failure.route for failure in failures if failure.keyword == "minLength"}
    headless = {
        (*failure.route, key)
        for failure in failures
        if failure.keyword == "additionalProperties"
        for key, _ in not_indented(kind, failure.route, failure.instance)
    }
    # Whether the full form is needed is not known while a value that decides it is none of the words.
    undecided = kind == "incident" and any(
        failure.keyword in ("enum", "type") and not failure.conditional and failure.route in _decides_the_form()
        for failure in failures
    )
    # What is empty breaks its pattern too, and a bad address both its format and its pattern: one cause.
    causes = (
        cause
        for failure in keys_together(failures)
        if (failure.keyword != "pattern" or failure.route not in empty)
        and failure.route not in headless
        and not (undecided and failure.conditional and failure.keyword == "required" and not failure.route)
        for cause in _causes(document, failure, known)
    )
    reported: set[tuple[Location, str]] = set()
    for location, message, hint in causes:  # lazily: the caller stops after a few hundred
        if (location, message) not in reported:
            reported.add((location, message))
            yield Diagnostic(location, RULE, Severity.ERROR, message, hint)


@cache
def _decides_the_form() -> frozenset[Route]:
    """The routes of the values by which the policy asks for a full postmortem."""
    return frozenset(_read_by(vocabulary.schema("incident")["$defs"]["needs-full-form"]))


def _read_by(condition: vocabulary.Schema, route: Route = ()) -> Iterator[Route]:
    below = condition.get("properties", {})
    if not below and "anyOf" not in condition:
        yield route
    for alternative in condition.get("anyOf", ()):
        yield from _read_by(alternative, route)
    for key, definition in below.items():
        yield from _read_by(definition, (*route, key))


_FILES = {
    "incident": README,
    "timeline": TIMELINE,
    "evidence": EVIDENCE,
    "finding": "a finding's file",
    "config": CONFIG_FILE,
    "sop": "an operating procedure",
    "house-style": "a house style",
}
"""Where the values are that a schema describes."""


def _causes(document: Document, failure: Failure, known: Known) -> Iterator[Cause]:
    if failure.keyword == "additionalProperties":
        yield from _unknown_keys(document, failure)
    elif failure.keyword in ("required", "dependentRequired"):
        yield from missing_keys(document, failure, known)
    elif failure.keyword == "propertyNames":
        yield from _bad_names(document, failure)
    else:
        failure.instance = _as_written(document, failure)
        failure.taken = ids_beside(
            document.data, failure.route[:-1] if failure.route[-1:] == ("id",) else failure.route
        )
        message = _MESSAGES.get(failure.keyword, _other)
        yield document.locate(failure.route), *message(failure, f"`{route_name(failure.route)}`")


class _Number(float):
    """A number that is said as its author wrote it: 1.10 is not 1.1."""

    written = ""

    def __str__(self) -> str:
        return self.written


def _as_written(document: Document, failure: Failure) -> Any:
    value = failure.instance
    if not isinstance(value, float) or not document.source.text:
        return value
    match = _SCALAR.match(document.source.text, document.source.offset(document.locate(failure.route)))
    number = _Number(value)
    number.written = match.group() if match else str(value)
    return number


_SCALAR = re.compile(r"[^\s,\]}]+")


def _unknown_keys(document: Document, failure: Failure) -> Iterator[Cause]:
    known = sorted(failure.schema.get("properties", {}))
    where = f"`{route_name(failure.route)}`" if failure.route else _FILES[failure.kind]
    split = split_texts(document, failure.route, failure.instance)
    for text in split:
        place = document.locate((*failure.route, text.parts[1]), key=True)
        yield place, f"a comma ends `{text.key}` in {where}", text.hint
    explained = {part for text in split for part in text.parts[1:]}
    for key, below in not_indented(failure.kind, failure.route, failure.instance):
        place = document.locate((*failure.route, below[0]), key=True)
        keys = listing([f"`{name}`" for name in below])
        yield place, f"`{key}` is empty, and what follows is not below it", f"indent {keys} further than `{key}`"
        explained |= set(below)
    for key in failure.instance:
        if (
            key not in explained
            and key not in known
            and not any(re.search(own, key) for own in failure.schema.get("patternProperties", {}))
        ):
            own = (
                f"; or prefix a key of your own with x-: `x-{brief(key)}`"
                if failure.schema.get("patternProperties")
                else ""
            )
            hint = _as_value(failure, key) or did_you_mean(key.lower(), known) or f"use one of: {', '.join(known)}{own}"
            place = document.locate((*failure.route, key), key=True)
            yield place, f"unknown key `{brief(key)}` in {where}", hint


def _as_value(failure: Failure, key: str) -> str:
    """What to write if the unknown key is a value of a key that is missing, as in `- package: telnyx`; else ""."""
    for name, definition in failure.schema.get("properties", {}).items():
        if name not in failure.instance and key in definition.get("enum", ()):
            return f"did you mean `{name}: {key}`?"
    return ""


def _bad_names(document: Document, failure: Failure) -> Iterator[Cause]:
    name = str(failure.instance)
    cause = failure.context[0] if failure.context else failure
    allowed = [str(word) for word in cause.schema.get("enum", [])]
    hint = did_you_mean(name.lower(), allowed) or cause.note or "use lower-case letters, digits and hyphens"
    yield document.locate((*failure.route, name), key=True), f"`{brief(name)}` is not a valid name here", hint


def _not_one_of(failure: Failure, name: str) -> tuple[str, str]:
    if failure.conditional and failure.note:
        return f"{name} cannot be {show(failure.instance)} here", failure.note
    words = [str(word) for word in failure.asked]
    suggestion = did_you_mean(str(failure.instance).lower(), words)
    listed = f"use one of: {', '.join(words)}"
    return f"{name} cannot be {show(failure.instance)}", f"{suggestion} {listed}".strip()


def _wrong(failure: Failure, name: str) -> tuple[str, str]:
    value = failure.instance
    if isinstance(value, str) and not value.strip():
        return _empty(failure, name)
    if isinstance(value, dict | list) and "enum" in failure.schema:
        written = form(failure.kind, failure.route)
        return f"{name} cannot be {show(value)}", f"write one word, as in `{written}`. {failure.meaning}"
    if isinstance(value, float) and failure.keyword == "type" and "integer" in failure.asked:
        return f"{name} cannot be {show(value)}", f"{_instead_of_decimal(value, failure.asked)}{failure.meaning}"
    return f"{name} cannot be {show(value)}", f"{_instead(failure)}{failure.meaning}"


def _instead(failure: Failure) -> str:
    """What to write instead, as it would be there, with a space after it; "" if nobody can tell."""
    value = failure.instance
    if failure.keyword == "type" and "array" in _listed(failure.asked) and isinstance(value, dict):
        return f"begin each item with a hyphen, as in `- {form(failure.kind, (*failure.route, 0))}`. "
    if failure.keyword == "type" and {"object", "array"} & set(_listed(failure.asked)) and isinstance(value, str | int):
        is_secret = brief(str(value)) != str(value)
        meant = None if is_secret else completed(failure.kind, failure.route, value)
        if isinstance(meant, dict) and "id" in meant:
            meant |= {"id": free_id(meant["id"], failure.taken)}
        return f"write `{form(failure.kind, failure.route, meant)}`. "
    if failure.keyword == "type" and "boolean" in _listed(failure.asked) and str(value).lower() in _BOOLEANS:
        return f"write `{form(failure.kind, failure.route, _BOOLEANS[str(value).lower()])}`. "
    fits = full_validator(failure.kind).evolve(schema=failure.schema).is_valid
    if failure.keyword == "type" and "string" in failure.asked and isinstance(value, int | float):
        text = plain(value)
        meant = text if fits(text) else nearest(text, fits) or text
        return f'quote the value to make it text: "{free_id(meant, failure.taken)}". '
    if failure.keyword in ("pattern", "format") and isinstance(value, str):
        meant = nearest(value, fits)
        meant = free_id(meant, failure.taken) if meant else meant
        why = (
            no_such_day(value)
            or named_zone(value)
            or (f"did you mean `{meant}`?" if meant and brief(meant) == meant else "")
        )
        return f"{why}{'' if why.endswith('?') else '.'} " if why else ""
    return ""


_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""What people write for a boolean; in quotes, or as older YAML has it."""


def _listed(asked: Any) -> list[str]:
    return asked if isinstance(asked, list) else [str(asked)]


def _instead_of_decimal(value: float, asked: Any) -> str:
    """What to write for a number with a decimal point where a point in time or a whole number is asked for."""
    if "string" in asked:
        return "YAML reads it as a number: write a year without a decimal point, a month with a hyphen, as in 2024-10. "
    return f"write it without a decimal point: {int(value)}. " if value.is_integer() else ""


def _empty(failure: Failure, name: str) -> tuple[str, str]:
    return f"{name} is empty", failure.meaning


def _too_long(failure: Failure, name: str) -> tuple[str, str]:
    return (
        f"{name} has {len(failure.instance)} characters",
        f"shorten it to at most {failure.asked} characters. {failure.meaning}",
    )


def _too_many(failure: Failure, name: str) -> tuple[str, str]:
    return f"{name} has {len(failure.instance)} items", f"keep at most {failure.asked} items. {failure.meaning}"


def _twice(_failure: Failure, name: str) -> tuple[str, str]:
    return f"{name} contains duplicates", "remove the duplicates"


def _misfit(failure: Failure, name: str) -> tuple[str, str]:
    return f"{name} has keys that cannot be combined, or lacks one", failure.note or failure.meaning


def _other(failure: Failure, name: str) -> tuple[str, str]:
    return (
        f"{name} violates its schema: `{failure.keyword}` is `{brief(str(failure.asked))}`",
        failure.meaning,
    )


_MESSAGES = {
    "enum": _not_one_of,
    "type": _wrong,
    "pattern": _wrong,
    "format": _wrong,
    "minimum": _wrong,
    "maximum": _wrong,
    "minLength": _empty,
    "minItems": _empty,
    "minProperties": _empty,
    "maxLength": _too_long,
    "maxItems": _too_many,
    "uniqueItems": _twice,
    "not": _misfit,
    "anyOf": _misfit,
}
