"""The keys that something lacks, all in one message."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from pipeline.diagnostic import Route
from pipeline.documents.document import Document
from pipeline.text.spelling import closest
from pipeline.validation.failure import Cause, Failure, description
from pipeline.validation.forms import form, unused_id
from pipeline.validation.shown_values import route_name

Known = Callable[[Route], str]
"""The value that is right for a key that is missing, by its route; "" if nobody but the author can tell."""

_LOOKED_AT = 20
"""How many unknown keys are compared with a missing one: a file may have any number, and nobody misspells more."""


def nothing_known(_route: Route) -> str:
    """Nothing is known but what the document says."""
    return ""


def keys_together(failures: list[Failure]) -> Iterator[Failure]:
    """The failures; of those about keys asked for at one place for one reason, the first, with all the keys."""
    first: dict[tuple[Route, str], Failure] = {}
    for failure in failures:
        if failure.keyword != "required":
            yield failure
            continue
        group = (failure.route, failure.note or str(failure.asked))
        if group not in first:
            first[group] = failure
        first[group].missing += [key for key in failure.asked if failure.text.startswith(f"{key!r}")]
    yield from first.values()


def missing_at_top(kind: str, document: Document) -> list[tuple[list[str], str]]:
    """The keys that a document lacks, not those of its lists and mappings, each time with why it needs them."""
    from pipeline.validation.full_validator import full_validator  # noqa: PLC0415  # jsonschema: 80 ms

    failures = [Failure(kind, error) for error in full_validator(kind).iter_errors(document.data)]
    asked = [failure for failure in keys_together(failures) if failure.missing and not failure.route]
    return [(failure.missing, failure.note) for failure in asked]


def missing_keys(document: Document, failure: Failure, known: Known) -> Iterator[Cause]:
    """What is reported of the keys that something lacks: all of them at once. `known` gives a missing value."""
    wanted = failure.missing
    if isinstance(failure.asked, dict):
        wanted = [name for key, names in failure.asked.items() if key in failure.instance for name in names]
    keys = [key for key in wanted if key not in failure.instance and not _is_misspelt(key, failure)]
    if not keys:
        return
    where = f" in `{route_name(failure.route)}`" if failure.route else ""
    routes = [(*failure.route, key) for key in keys]
    # A condition (`then`) says why it asks; everywhere else the key's own description is what helps.
    why = failure.note if failure.conditional else ""
    right = known(routes[0]) if len(routes) == 1 else ""
    lines = [f"{keys[0]}: {right}"] if right else [_example(document, failure.kind, route) for route in routes]
    say = f"{listing([f'`{line}`' for line in lines])}{'' if right else ', for example'}."
    meaning = description(failure.kind, routes[0]) if len(routes) == 1 else ""
    hint = f"{f'{why} Add' if why else 'add'} {say} {meaning}".strip()
    verb = "is" if len(keys) == 1 else "are"
    yield document.locate(failure.route), f"{listing([f'`{key}`' for key in keys])} {verb} missing{where}", hint


def _example(document: Document, kind: str, route: Route) -> str:
    """The key as it would stand there; an id is one that no item beside it has."""
    return form(kind, route, unused_id(kind, route, document.data) if route[-1] == "id" else None)


def listing(words: list[str]) -> str:
    """The words as a sentence lists them."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _is_misspelt(key: str, failure: Failure) -> bool:
    """Whether an unknown key looks like this one misspelt: that is the cause, and is reported there."""
    if failure.schema.get("additionalProperties") is not False:
        return False
    known = sorted(failure.schema.get("properties", {}))
    unknown = (other for other in failure.instance if other not in known)
    return any(closest(other.lower(), known) == key for other in islice(unknown, _LOOKED_AT))
