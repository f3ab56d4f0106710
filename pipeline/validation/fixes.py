"""Values that have one right answer where a schema does not accept what is written."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pipeline import vocabulary
from pipeline.diagnostic import Route
from pipeline.documents.document import Document
from pipeline.validation.fast_validator import is_valid, is_valid_at
from pipeline.validation.full_validator import full_validator
from pipeline.validation.nearest import nearest

NEVER = frozenset({"tlp", "sha256", "disclose_after", "decision", "verification", "signoffs", "id", "waivers"})
"""Keys at and below which nothing is changed: what they say, somebody decided. Only a missing hash is added."""

_EXACT = frozenset({"path", "url", "value", "issue", "repository", "duplicate_of", "incident", "aliases", "exemption"})
"""Keys whose value names one thing in the world: a name that looks like it is that of another thing."""

_SIMILAR = 0.6


def schema_fixes(kind: str, document: Document, known: Callable[[Route], str]) -> Iterator[tuple[Route, Any]]:
    """Each value to write, with its route. `known` gives the value of a missing key, by its route, or ""."""
    if document.data is None or is_valid(kind, document.data):
        return
    fixed: set[Route] = set()
    for error in full_validator(kind).iter_errors(document.data):
        for route, value in _fixes(kind, error, known):
            if route not in fixed:
                fixed.add(route)
                yield route, value


def one_near(word: str, words: list[str]) -> str:
    """The only one of the words that is like this one; "" if none is, or several are.

    One with the same letters and digits is the only one, whatever else is like it: `Sev 2` is sev2.
    """
    same = [known for known in words if _letters(known) == _letters(word)]
    if len(same) == 1:
        return same[0]
    near = difflib.get_close_matches(word.lower(), words, n=2, cutoff=_SIMILAR)
    return near[0] if len(near) == 1 else ""


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word.lower()))


def is_fixable(route: Route) -> bool:
    """Whether a value at the route may be changed."""
    return not NEVER.intersection(route)


def _fixes(kind: str, error: Any, known: Callable[[Route], str]) -> Iterator[tuple[Route, Any]]:
    route: Route = tuple(error.absolute_path)
    if error.validator == "dependentRequired":
        missing = [name for key, names in error.validator_value.items() if key in error.instance for name in names]
        routes = [(*route, key) for key in missing if key not in error.instance]
        yield from ((wanted, value) for wanted in routes if (value := known(wanted)))
    if not route or not is_fixable(route) or _EXACT.intersection(route) or isinstance(error.instance, bool):
        return
    meant = _meant(kind, route, error) if isinstance(error.instance, str | int) else None
    if meant:
        yield route, meant


def _meant(kind: str, route: Route, error: Any) -> Any:
    """What the author meant; None if that is not certain."""
    value, names = error.instance, tuple(part for part in route if isinstance(part, str))
    if error.validator == "enum":
        return one_near(str(value), [str(word) for word in error.validator_value])
    fits = partial(is_valid_at, kind, names)
    if error.validator in ("pattern", "format") or (error.validator == "type" and isinstance(value, int)):
        return nearest(value, fits)
    wants_list = error.validator == "type" and vocabulary.property_schema(kind, *names).get("type") == "array"
    return [value] if wants_list and fits(value) else None
