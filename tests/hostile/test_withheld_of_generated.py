"""Generated incidents are the same bytes on the site and in issues with and without whatever an audience may not see.

Both the incidents and the kinds of records come from the schemas: a record that is new to them is tried without being
named here.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline.vocabulary import levels, schema, tlp_rank
from tests.fast_yaml import as_texts, dump
from tests.from_schema import Part, Route, example, lists
from tests.hostile.putting_out import filed, put_out
from tests.leaks.planting import Planting

SECRET = "xwithheldx"  # noqa: S105  # a word to look for
Tree = dict[str, bytes]
Data = dict[str, Any]
Insert = Callable[[Tree, str, random.Random], None]
NAMES = {"incident": r"README\.md", "timeline": r"timeline\.md", "evidence": r"evidence\.md", "finding": r"findings/.*"}
NUMBER = 900
"""Of ids that no generated record has."""


def chosen(tree: Tree, kind: str, chance: random.Random) -> str:
    """One of the documents of this kind."""
    return chance.choice(sorted(path for path in tree if re.fullmatch(rf"incidents/[^/]+/{NAMES[kind]}", path)))


def rewritten(text: bytes, change: Callable[[Data], object] = lambda _: None) -> bytes:
    _, front, body = text.decode().split("---\n", 2)
    data = as_texts(front)
    change(data)
    return f"---\n{dump(data, allow_unicode=True, width=1000)}---\n{body}".encode()


def record(kind: str, route: Route, part: Part) -> Insert:
    """Puts a record with everything that the schema allows, and a level, into the list at the route."""

    def insert(tree: Tree, level: str, chance: random.Random) -> None:
        path = chosen(tree, kind, chance)

        def change(data: Data) -> None:
            found: Any = data
            for step in route[:-1]:
                found = found[step] if isinstance(step, int) else found.setdefault(step, {})
            items = found.setdefault(route[-1], [])
            new = {**example(part, NUMBER, f"{SECRET} {{}}"), "tlp": level}
            items.insert(chance.randint(0, len(items)), new)

        tree[path] = rewritten(tree[path], change)

    return insert


def passage(kind: str) -> Insert:
    """Puts a passage behind a line of a body."""

    def insert(tree: Tree, level: str, chance: random.Random) -> None:
        path = chosen(tree, kind, chance)
        *front, body = tree[path].decode().split("---\n", 2)
        lines = body.split("\n")
        at = chance.choice([number for number, line in enumerate(lines) if line and not line.startswith("#")])
        lines[at] += f"<!-- tlp:{level} --> {SECRET} {chance.choice(['*a*', '[E1]', '`b`'])}<!-- /tlp -->"
        tree[path] = "---\n".join([*front, "\n".join(lines)]).encode()

    return insert


def text(kind: str, *route: str) -> Insert:
    """Puts a passage behind a text of front matter."""

    def insert(tree: Tree, level: str, chance: random.Random) -> None:
        def change(data: Data) -> None:
            found: Any = data
            for step in route[:-1]:
                found = chance.choice(found[step])
            found[route[-1]] = f"{found[route[-1]]}<!-- tlp:{level} --> {SECRET}<!-- /tlp -->"

        path = chosen(tree, kind, chance)
        tree[path] = rewritten(tree[path], change)

    return insert


def artefact(tree: Tree, level: str, chance: random.Random) -> None:
    path = chosen(tree, "evidence", chance)
    item = {"id": f"E{NUMBER}", "what": SECRET, "source": SECRET, "path": f"evidence/{SECRET}.txt", "tlp": level}
    tree[path] = rewritten(tree[path], lambda data: data["items"].append(item))
    tree[f"{path.rpartition('/')[0]}/evidence/{SECRET}.txt"] = SECRET.encode()


def finding(tree: Tree, level: str, chance: random.Random) -> None:
    path = chosen(tree, "finding", chance)

    def change(data: Data) -> None:
        data.pop("duplicate_of", None)
        data.update(title=f"Rotate {SECRET}", tlp=level)

    tree[f"{path.rpartition('/')[0]}/{NUMBER}-{SECRET}.md"] = rewritten(tree[path], change)


def incident(status: str) -> Insert:
    def insert(tree: Tree, level: str, chance: random.Random) -> None:
        path = chosen(tree, "incident", chance)
        change = {"tlp": level, "status": status, "title": SECRET, "aliases": []}
        folder = f"incidents/2025-12-{SECRET}"
        tree[f"{folder}/README.md"] = rewritten(tree[path], lambda data: data.update(change))
        tree[f"{folder}/timeline.md"] = tree[f"{path.rpartition('/')[0]}/timeline.md"]

    return insert


RESTRICTED = {
    f"{kind}.{'.'.join(map(str, route))}": record(kind, route, part.inner(0))
    for kind in NAMES
    for route, part in lists(kind)
    if "tlp" in part.inner(0).schema.get("properties", {})
}
KINDS: dict[str, Insert] = {
    **RESTRICTED,
    **{f"a passage of {kind}": passage(kind) for kind in NAMES},
    "a text of an event": text("timeline", "events", "what"),
    "a text of an item": text("evidence", "items", "what"),
    "a title": text("incident", "title"),
    "a finding's title": text("finding", "title"),
    "an artefact": artefact,
    "a finding": finding,
    "an incident": incident("published"),
    "a draft": incident("draft"),
}


def put(tree: Tree, audience: str) -> tuple[dict[str, bytes], dict[str, tuple[str, bytes]]]:
    with tempfile.TemporaryDirectory() as folder:
        for path, content in tree.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(content)
        return put_out(Path(folder), audience, issues=False), filed(Path(folder))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_whatever_is_withheld_leaves_the_same_bytes(kind: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a planted word is not a secret
    level = chance.choice(levels()[1:])
    audience = levels()[chance.randrange(tlp_rank(level))]
    files = Planting(chance.choice, sound=True).plant(1).files
    tree = {path: rewritten(content) if content.startswith(b"---\n") else content for path, content in files.items()}
    site, issues = put(tree, audience)
    KINDS[kind](tree, level, chance)
    with_it, issues_with_it = put(tree, audience)
    assert [name for name in {*site, *with_it} if site.get(name) != with_it.get(name)] == []
    for key, (to, body) in issues_with_it.items():
        if tlp_rank(to) < tlp_rank(level) or kind == "a draft":
            assert SECRET.encode() not in body
            assert issues[key] == (to, body)


def test_every_record_with_a_level_is_tried() -> None:
    with_level = [
        (kind, name)
        for kind in NAMES
        for name, part in schema(kind)["properties"].items()
        if "tlp" in part.get("items", {}).get("properties", {})
    ]
    assert len(with_level) >= 3
    assert {f"{kind}.{name}" for kind, name in with_level} <= set(RESTRICTED)


WITHOUT_WORDS = ("a draft", "timeline.stated")
"""What nobody is shown, and what has no words of its own to plant."""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in WITHOUT_WORDS])
def test_each_kind_is_there_for_whoever_may_see_everything(kind: str) -> None:
    """Otherwise nothing would have been withheld above."""
    for seed in range(8):
        chance = random.Random(seed)  # noqa: S311  # a planted word is not a secret
        tree = dict(Planting(chance.choice, sound=True).plant(1).files)
        KINDS[kind](tree, "green", chance)
        site, issues = put(tree, "red")
        if SECRET.encode() in b"".join([*site.values(), *(body for _, body in issues.values())]):
            return
    pytest.fail(f"{kind} was never shown")
