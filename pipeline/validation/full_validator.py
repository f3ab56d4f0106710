"""What is wrong with data that a schema does not accept: `jsonschema`, loaded only then, since that is slow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry, Resource

from pipeline import vocabulary


@cache
def full_validator(name: str) -> Draft202012Validator:
    """A validator for the schema of that name that reports every error and its place; formats are asserted."""
    validator: Draft202012Validator = _Validator(
        vocabulary.schema(name), registry=_registry(), format_checker=_formats()
    )
    return validator


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


def _integer(_: Any, instance: Any) -> bool:
    """What a record takes for a whole number: not 2024.0, which JSON Schema counts among the integers."""
    return isinstance(instance, int) and not isinstance(instance, bool)


_TYPES = Draft202012Validator.TYPE_CHECKER.redefine("integer", _integer)
_Validator: Any = extend(Draft202012Validator, {"pattern": _pattern}, type_checker=_TYPES)  # type: ignore[no-untyped-call]  # jsonschema has no types
