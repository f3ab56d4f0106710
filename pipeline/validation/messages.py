"""The errors of `jsonschema` as diagnostics: one for each cause, in words that say what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from jsonschema import ValidationError

from pipeline import vocabulary
from pipeline.diagnostic import Diagnostic, Location, Route, Severity
from pipeline.document import Document
from pipeline.layout import CONFIG_FILE, EVIDENCE, README, TIMELINE
from pipeline.spelling import closest, did_you_mean
from pipeline.validation.forms import completed, form
from pipeline.validation.full_validator import full_validator
from pipeline.validation.nearest import named_zone, nearest, no_such_day
from pipeline.validation.shown_values import brief, plain, route_name, show
from pipeline.validation.split_texts import split_texts

RULE = "schema"


Known = Callable[[Route], str]
"""The value that is right for a key that is missing, by its route; "" if nobody but the author can tell."""


def nothing_known(_route: Route) -> str:
    """Nothing is known but what the document says."""
    return ""


def schema_diagnostics(kind: str, document: Document, known: Known = nothing_known) -> Iterator[Diagnostic]:
    """Why a document's front matter is not valid against the schema `kind`: one diagnostic for each cause."""
    failures = [_Failure(kind, error) for error in full_validator(kind).iter_errors(document.data)]
    empty = {failure.route for failure in failures if failure.keyword == "minLength"}
    # What is empty breaks its pattern too, and a bad address both its format and its pattern: one cause.
    causes = (
        cause
        for failure in failures
        if failure.keyword != "pattern" or failure.route not in empty
        for cause in _causes(document, failure, known)
    )
    reported: set[Cause] = set()
    for cause in causes:  # lazily: the caller stops after a few hundred
        if cause not in reported:
            reported.add(cause)
            location, message, hint = cause
            yield Diagnostic(location, RULE, Severity.ERROR, message, hint)


Cause = tuple[Location, str, str]

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

_LOOKED_AT = 20
"""How many unknown keys are compared with a missing one: a file may have any number, and nobody misspells more."""


class _Failure:
    """One error of `jsonschema`, with what its message is made from."""

    def __init__(self, kind: str, error: ValidationError) -> None:
        self.kind = kind
        self.route: Route = tuple(error.absolute_path)
        self.keyword, self.text = str(error.validator), error.message
        self.instance: Any = error.instance
        self.schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
        self.asked: Any = error.validator_value
        self.conditional = "then" in error.absolute_schema_path
        self.context = [_Failure(kind, inner) for inner in error.context or ()]

    @property
    def note(self) -> str:
        """The description of the schema that was broken."""
        return str(self.schema.get("description", ""))

    @property
    def meaning(self) -> str:
        """The description of the property."""
        return _description(self.kind, self.route) or self.note


def _causes(document: Document, failure: _Failure, known: Known) -> Iterator[Cause]:
    if failure.keyword == "additionalProperties":
        yield from _unknown_keys(document, failure)
    elif failure.keyword in ("required", "dependentRequired"):
        yield from _missing_keys(document, failure, known)
    elif failure.keyword == "propertyNames":
        yield from _bad_names(document, failure)
    else:
        failure.instance = _as_written(document, failure)
        message = _MESSAGES.get(failure.keyword, _other)
        yield document.locate(failure.route), *message(failure, f"`{route_name(failure.route)}`")


class _Number(float):
    """A number that is said as its author wrote it: 1.10 is not 1.1."""

    written = ""

    def __str__(self) -> str:
        return self.written


def _as_written(document: Document, failure: _Failure) -> Any:
    value = failure.instance
    if not isinstance(value, float) or not document.source.text:
        return value
    match = _SCALAR.match(document.source.text, document.source.offset(document.locate(failure.route)))
    number = _Number(value)
    number.written = match.group() if match else str(value)
    return number


_SCALAR = re.compile(r"[^\s,\]}]+")


def _unknown_keys(document: Document, failure: _Failure) -> Iterator[Cause]:
    known = sorted(failure.schema.get("properties", {}))
    where = f"`{route_name(failure.route)}`" if failure.route else _FILES[failure.kind]
    split = split_texts(document, failure.route, failure.instance)
    for text in split:
        place = document.locate((*failure.route, text.parts[1]), key=True)
        yield place, f"a comma ends `{text.key}` in {where}", text.hint
    explained = {part for text in split for part in text.parts[1:]}
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
            hint = did_you_mean(key.lower(), known) or f"use one of: {', '.join(known)}{own}"
            place = document.locate((*failure.route, key), key=True)
            yield place, f"unknown key `{brief(key)}` in {where}", hint


def _missing_keys(document: Document, failure: _Failure, known: Known) -> Iterator[Cause]:
    wanted = failure.asked
    if isinstance(wanted, dict):
        wanted = [name for key, names in wanted.items() if key in failure.instance for name in names]
    where = f" in `{route_name(failure.route)}`" if failure.route else ""
    # A condition (`then`) says why it asks; everywhere else the key's own description is what helps.
    why = failure.note if failure.conditional else ""
    for key in wanted:
        # jsonschema reports each missing key by itself: this error is about the one that it names.
        if key not in failure.instance and failure.text.startswith(f"{key!r}") and not _is_misspelt(key, failure):
            meaning = _description(failure.kind, (*failure.route, key))
            route = (*failure.route, key)
            right = known(route)
            say = f"`{key}: {right}`." if right else f"`{form(failure.kind, route)}`, for example."
            hint = f"{f'{why} Add' if why else 'add'} {say} {meaning}".strip()
            yield document.locate(failure.route), f"`{key}` is missing{where}", hint


def _is_misspelt(key: str, failure: _Failure) -> bool:
    """Whether an unknown key looks like this one misspelt: that is the cause, and is reported there."""
    if failure.schema.get("additionalProperties") is not False:
        return False
    known = sorted(failure.schema.get("properties", {}))
    unknown = (other for other in failure.instance if other not in known)
    return any(closest(other.lower(), known) == key for other in islice(unknown, _LOOKED_AT))


def _bad_names(document: Document, failure: _Failure) -> Iterator[Cause]:
    name = str(failure.instance)
    cause = failure.context[0] if failure.context else failure
    allowed = [str(word) for word in cause.schema.get("enum", [])]
    hint = did_you_mean(name.lower(), allowed) or cause.note or "use lower-case letters, digits and hyphens"
    yield document.locate((*failure.route, name), key=True), f"`{brief(name)}` is not a valid name here", hint


def _not_one_of(failure: _Failure, name: str) -> tuple[str, str]:
    if failure.conditional and failure.note:
        return f"{name} cannot be {show(failure.instance)} here", failure.note
    words = [str(word) for word in failure.asked]
    suggestion = did_you_mean(str(failure.instance).lower(), words)
    listed = f"use one of: {', '.join(words)}"
    return f"{name} cannot be {show(failure.instance)}", f"{suggestion} {listed}".strip()


def _wrong(failure: _Failure, name: str) -> tuple[str, str]:
    value = failure.instance
    if isinstance(value, str) and not value.strip():
        return _empty(failure, name)
    if isinstance(value, float) and failure.keyword == "type" and "integer" in failure.asked:
        return f"{name} cannot be {show(value)}", f"{_instead_of_decimal(value, failure.asked)}{failure.meaning}"
    return f"{name} cannot be {show(value)}", f"{_instead(failure)}{failure.meaning}"


def _instead(failure: _Failure) -> str:
    """What to write instead, as it would be there, with a space after it; "" if nobody can tell."""
    value = failure.instance
    if failure.keyword == "type" and {"object", "array"} & set(_listed(failure.asked)) and isinstance(value, str | int):
        is_secret = brief(str(value)) != str(value)
        meant = None if is_secret else completed(failure.kind, failure.route, value)
        return f"write `{form(failure.kind, failure.route, meant)}`. "
    if failure.keyword == "type" and "boolean" in _listed(failure.asked) and str(value).lower() in _BOOLEANS:
        return f"write `{form(failure.kind, failure.route, _BOOLEANS[str(value).lower()])}`. "
    fits = full_validator(failure.kind).evolve(schema=failure.schema).is_valid
    if failure.keyword == "type" and "string" in failure.asked and isinstance(value, int | float):
        text = plain(value)
        return f'quote the value to make it text: "{text if fits(text) else nearest(text, fits) or text}". '
    if failure.keyword in ("pattern", "format") and isinstance(value, str):
        meant = nearest(value, fits)
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


def _empty(failure: _Failure, name: str) -> tuple[str, str]:
    return f"{name} is empty", failure.meaning


def _too_long(failure: _Failure, name: str) -> tuple[str, str]:
    return (
        f"{name} has {len(failure.instance)} characters",
        f"shorten it to at most {failure.asked} characters. {failure.meaning}",
    )


def _too_many(failure: _Failure, name: str) -> tuple[str, str]:
    return f"{name} has {len(failure.instance)} items", f"keep at most {failure.asked} items. {failure.meaning}"


def _twice(_failure: _Failure, name: str) -> tuple[str, str]:
    return f"{name} contains duplicates", "remove the duplicates"


def _misfit(failure: _Failure, name: str) -> tuple[str, str]:
    return f"{name} has keys that cannot be combined, or lacks one", failure.note or failure.meaning


def _other(failure: _Failure, name: str) -> tuple[str, str]:
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


def _description(kind: str, route: Route) -> str:
    return vocabulary.description(kind, *(part for part in route if isinstance(part, str)))
