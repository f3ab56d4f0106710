"""The schemas say what there is, in words, and nothing else in the code says it again."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline import vocabulary
from pipeline.diagnostic import Route
from pipeline.documents.document import parse_document
from pipeline.validation.full_validator import full_validator
from pipeline.validation.validate import validate
from tests import example
from tests.needs import ROOT

NAMES = sorted(path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.schema.json"))
SOURCES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline").rglob("*.py"))
WRITTEN = ("config", "evidence", "finding", "incident", "timeline")
"""The schemas of what people write; the others describe what the commands print."""

WORDS = 3

FOREIGN = {"pipeline/tracking/tracker.py": {"completed", "not_planned", "duplicate"}}
"""Words of somebody else that are no copy of a schema's, though they may look alike: GitHub's reasons to close."""


def parts(here: Any, route: Route = ()) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Every schema within a schema, with its place."""
    if isinstance(here, dict):
        yield route, here
    for key, value in here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ():
        yield from parts(value, (*route, key))


def properties() -> Iterator[tuple[str, Route]]:
    """Every property that an author can write: those under a condition only repeat one."""
    for name in NAMES:
        for route, schema in parts(vocabulary.schema(name)):
            if schema.get("type") == "object":
                yield from ((name, (*route, "properties", key)) for key in schema.get("properties", {}))


@pytest.mark.parametrize("name", [*WRITTEN, "sop", "common"])
def test_every_list_that_people_write_has_a_most(name: str) -> None:
    """Without one, a list in a pull request could keep a command busy for minutes."""
    lists = [(route, part) for route, part in parts(vocabulary.schema(name)) if part.get("type") == "array"]
    assert [route for route, part in lists if "maxItems" not in part] == []


def described(name: str, schema: dict[str, Any]) -> str:
    """The description of the schema, or of what it refers to."""
    while "description" not in schema and "$ref" in schema:
        file, _, pointer = schema["$ref"].partition("#/")
        name = file.removesuffix(".schema.json") or name
        schema = at(name, tuple(pointer.split("/")))
    return str(schema.get("description", ""))


def at(name: str, route: Route) -> dict[str, Any]:
    here: Any = vocabulary.schema(name)
    for key in route:
        here = here[key]
    assert isinstance(here, dict)
    return here


def test_there_is_a_schema_for_every_kind_of_file() -> None:
    assert {"common", *WRITTEN} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_json_schema_of_2020_12(name: str) -> None:
    schema = vocabulary.schema(name)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"].endswith(f"/{name}.schema.json")
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_somewhere(name: str) -> None:
    for _, schema in parts(vocabulary.schema(name)):
        if "$ref" in schema:
            file, _, pointer = schema["$ref"].partition("#/")
            assert at(file.removesuffix(".schema.json") or name, tuple(pointer.split("/")))


@pytest.mark.parametrize(("name", "route"), list(properties()), ids=str)
def test_every_property_says_what_it_means(name: str, route: Route) -> None:
    text = described(name, at(name, route))
    assert text.endswith((".", "E1.", '".')), text


@pytest.mark.parametrize("name", WRITTEN)
def test_every_object_rejects_keys_that_it_does_not_know(name: str) -> None:
    objects = {route: schema for route, schema in parts(vocabulary.schema(name)) if schema.get("type") == "object"}
    loose = [route for route, schema in objects.items() if schema.get("additionalProperties", True) is True]
    assert not loose
    named = [schema for schema in objects.values() if schema["additionalProperties"] is not False]
    assert all("propertyNames" in schema for schema in named)


def objects(here: Any, route: Route = ()) -> Iterator[Route]:
    if isinstance(here, dict):
        yield route
    for key, value in here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ():
        yield from objects(value, (*route, key))


FILLED = {
    "incident": "external_parties: [{kind: vendor, who: a}]\nrelated: [{incident: 2026-01-11-b, because: c}]\n"
    "impact: {customers: none, data_breach: none, counts: [{count: 1, unit: a}]}\n"
    "exemption: {reason: a, approved_by: b}",
    "timeline": "timezone: UTC",
    "evidence": "x-note: a",
    "finding": "verification: {by: a, on: 2026-02-01, how: b}",
}
BASES = {
    "incident": example.README,
    "timeline": example.TIMELINE,
    "evidence": example.EVIDENCE,
    "finding": example.FINDING,
}


def front_matter(kind: str) -> dict[str, Any]:
    base, more = parse_document("a.md", BASES[kind]), parse_document("a.md", f"---\n{FILLED[kind]}\n---\n")
    assert base.data is not None
    assert more.data is not None
    return {**base.data, **more.data}


PLACES = [(kind, route) for kind in BASES for route in objects(front_matter(kind)) if 1 not in route]


def with_key(kind: str, route: Route, key: str) -> tuple[bool, list[str]]:
    """Whether the schema accepts the key at that place, and what `check` says."""
    data = front_matter(kind)
    here: Any = data
    for step in route:
        here = here[step]
    here[key] = "a"
    document = replace(parse_document("a.md", BASES[kind]), data=data)
    return full_validator(kind).is_valid(data), [item.message for item in validate(kind, document)]


@pytest.mark.parametrize(("kind", "route"), PLACES, ids=lambda item: item if isinstance(item, str) else str(item))
def test_check_names_an_unknown_key_wherever_it_stands(kind: str, route: Route) -> None:
    valid, said = with_key(kind, route, "unheard_of")
    assert not valid
    assert [message for message in said if message.startswith("unknown key `unheard_of` in")]


def test_check_says_of_a_teams_own_key_what_the_schema_says() -> None:
    found = {place: with_key(*place, "x-own") for place in PLACES}
    assert {valid for valid, _ in found.values()} == {True, False}
    assert [place for place, (valid, said) in found.items() if valid is bool(said)] == []


@cache
def enums() -> list[set[str]]:
    found = [schema["enum"] for name in NAMES for _, schema in parts(vocabulary.schema(name)) if "enum" in schema]
    return [{word for word in words if isinstance(word, str)} for words in found]


def listed(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """The words of each list, tuple, set, dict or Literal in the code, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield node.lineno, {item.value for item in node.elts if isinstance(item, ast.Constant)}  # type: ignore[misc]  # the other constants stay, and are no words
        elif isinstance(node, ast.Dict):
            yield node.lineno, {item.value for item in node.keys if isinstance(item, ast.Constant)}  # type: ignore[misc]  # the other constants stay, and are no words


def copies(source: str) -> list[tuple[int, set[str]]]:
    found = [(line, words & enum) for line, words in listed(ast.parse(source)) for enum in enums()]
    return [(line, words) for line, words in found if len(words) >= WORDS]


@pytest.mark.parametrize("path", SOURCES)
def test_no_list_of_a_schemas_words_stands_in_the_code(path: str) -> None:
    foreign = FOREIGN.get(path, set())
    assert [(line, words) for line, words in copies((ROOT / path).read_text("utf-8")) if not words <= foreign] == []


@pytest.mark.parametrize(
    "source",
    [
        'a = ("sev1", "sev2", "sev3")',
        'a = ["p0", 1, "p1", "p2"]',
        'a = {"bug", "change-request", "process-change"}',
        'a = {"clear": 0, "green": 1, "amber": 2}',
        'A = Literal["yes", "partly", "no"]',
    ],
)
def test_a_copy_of_a_schemas_words_would_be_found(source: str) -> None:
    assert copies(source)
