"""Data held against the schemas: a fast validator says whether it is valid, `jsonschema` says what is not.

The two are made to read the schemas alike, and a test shows that they never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource

from pipeline import vocabulary


def is_valid(name: str, data: Any, definition: str = "") -> bool:
    """Whether the data is what the schema of that name, or one of its `$defs`, asks for; formats are asserted."""
    return _fast(name, definition).is_valid(data)


def errors(name: str, data: Any) -> Iterator[ValidationError]:
    """Every way in which the data is not what the schema of that name asks for."""
    if not is_valid(name, data):
        yield from explainer(name).iter_errors(data)


@cache
def explainer(name: str) -> Draft202012Validator:
    """The slow validator of the schema of that name, which tells what is wrong and where."""
    validator: Draft202012Validator = _Explainer(
        vocabulary.schema(name), registry=_registry(), format_checker=_formats()
    )
    return validator


@cache
def _fast(name: str, definition: str) -> jsonschema_rs.Draft202012Validator:
    loaded = vocabulary.schema(name)
    target = {"$ref": f"{loaded['$id']}#/$defs/{definition}"} if definition else loaded
    resources = [(item["$id"], item) for item in map(vocabulary.schema, vocabulary.names())]
    return jsonschema_rs.Draft202012Validator(target, registry=jsonschema_rs.Registry(resources), validate_formats=True)


@cache
def _registry() -> Registry[Any]:
    loaded = [vocabulary.schema(name) for name in vocabulary.names()]
    return Registry().with_resources((item["$id"], Resource.from_contents(item)) for item in loaded)


@cache
def _formats() -> FormatChecker:
    checker = FormatChecker()
    missing = {"date", "uri"} - set(checker.checkers)
    if missing:
        raise RuntimeError(f"jsonschema lacks the formats {sorted(missing)}: install rfc3986-validator")
    return checker


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """A pattern as ECMA-262 reads it, which JSON Schema asks for: `$` is the end, not before a last newline."""
    if isinstance(instance, str) and not _compiled(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    ending = r"\Z" if pattern.endswith("$") and not pattern.endswith(r"\$") else ""
    return re.compile(pattern.removesuffix("$") + ending if ending else pattern)


_Explainer: Any = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
