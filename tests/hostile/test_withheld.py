"""What is withheld leaves no trace: with it and without it, every page, feed, artefact and issue is the same bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.vocabulary import levels, tlp_rank
from tests import example
from tests.fast_yaml import as_texts, dump
from tests.hostile.putting_out import FOLDER, SECRET, filed, put_out

Tree = dict[str, str]
Insert = Callable[[Tree, str, int], None]
README, TIMELINE, EVIDENCE = (f"{FOLDER}/{name}" for name in ("README.md", "timeline.md", "evidence.md"))
FINDING = f"{FOLDER}/{example.FINDING_PATH}"


def front(tree: Tree, path: str, change: Callable[[dict[str, Any]], None]) -> None:
    _, text, body = tree[path].split("---\n", 2)
    data = as_texts(text)
    change(data)
    tree[path] = f"---\n{dump(data, width=1000)}---\n{body}"


def event(tree: Tree, level: str, number: int) -> None:
    new = {"at": "2026-01-09", "what": f"{SECRET} {number}.", "tlp": level, "phase": "attack", "evidence": ["E1"]}
    front(tree, TIMELINE, lambda data: data["events"].insert(1, new))


def milestone(tree: Tree, level: str, _number: int) -> None:
    new = {"at": "2026-01-10T10:40Z", "what": f"{SECRET}.", "tlp": level, "milestone": "recovered"}
    front(tree, TIMELINE, lambda data: data["events"].append(new))


def item(tree: Tree, level: str, number: int) -> None:
    new = {
        "id": f"E{90 + number}",
        "what": SECRET,
        "source": SECRET,
        "url": f"https://{SECRET}.example.org",
        "tlp": level,
    }
    front(tree, EVIDENCE, lambda data: data["items"].append(new))


def artefact(tree: Tree, level: str, number: int) -> None:
    path = f"evidence/{SECRET}-{number}.txt"
    tree[f"{FOLDER}/{path}"] = SECRET
    new = {"id": f"E{70 + number}", "what": "A log.", "source": "identity", "path": path, "tlp": level}
    front(tree, EVIDENCE, lambda data: data["items"].append(new))


def citation(tree: Tree, level: str, number: int) -> None:
    item(tree, level, number + 5)
    tree[README] = tree[README].replace("two days.\n", f"two days [E{95 + number}].\n", 1)


def actor(tree: Tree, level: str, number: int) -> None:
    new = {"kind": "external", "name": f"{SECRET} {number}", "motive": SECRET, "group": "G0007", "tlp": level}
    front(tree, README, lambda data: data["actors"].append(new))


def finding(tree: Tree, level: str, number: int) -> None:
    path = f"{FOLDER}/findings/{80 + number}-{SECRET}.md"
    tree[path] = example.FINDING.replace("priority: p1\n", f"priority: p1\ntlp: {level}\n").replace("Tokens", SECRET)
    front(tree, README, lambda data: data["response"]["complete"]["findings"].append(str(80 + number)))


def incident(tree: Tree, level: str, number: int) -> None:
    folder = f"incidents/2026-02-0{1 + number}-{SECRET}"
    tree[f"{folder}/README.md"] = example.README.replace("tlp: clear", f"tlp: {level}").replace("A token", SECRET)
    tree[f"{folder}/timeline.md"] = example.TIMELINE
    front(tree, README, lambda data: data.setdefault("related", []).append(related(folder)))


def draft(tree: Tree, _level: str, number: int) -> None:
    folder = f"incidents/2026-03-0{1 + number}-{SECRET}"
    tree[f"{folder}/README.md"] = example.README.replace("status: published", "status: draft")


def related(folder: str) -> dict[str, str]:
    return {"incident": folder.removeprefix("incidents/"), "because": SECRET}


def passage(path: str, after: str, text: str = f"{SECRET} here") -> Insert:
    def insert(tree: Tree, level: str, _number: int) -> None:
        assert after in tree[path]
        tree[path] = tree[path].replace(after, f"{after}<!-- tlp:{level} -->{text}<!-- /tlp -->", 1)

    return insert


BLOCK = f"\n\n## {SECRET}\n\n- a\n- b [E1]\n\n| a | b |\n|---|---|\n| c | d |\n\n```\n{SECRET}\n```\n\n"
KINDS: dict[str, Insert] = {
    "an event": event,
    "a milestone": milestone,
    "an item of evidence": item,
    "an artefact": artefact,
    "a citation": citation,
    "an actor": actor,
    "a finding": finding,
    "an incident": incident,
    "a draft": draft,
    "a passage of the report": passage(README, "A token lay"),
    "a passage at the end of a paragraph": passage(README, "within the hour."),
    "blocks between paragraphs": passage(README, "compiled into the image [E1].\n", BLOCK),
    "a passage of a finding": passage(FINDING, "Tokens never"),
    "a passage in a list": passage(FINDING, "is refused"),
    "a passage in a title": passage(README, "title: A token of the identity service"),
    "a passage in a summary": passage(README, "A token was readable"),
    "a passage in a finding's title": passage(FINDING, "title: Expire tokens"),
    "a passage in an event": passage(TIMELINE, "what: The image was published"),
    "a passage in an item": passage(EVIDENCE, "what: The audit log"),
}


def made(kinds: list[tuple[str, str]]) -> Tree:
    tree = example.files()
    for path in (README, TIMELINE, EVIDENCE, FINDING):
        front(tree, path, lambda _: None)
    for number, (kind, level) in enumerate(kinds):
        KINDS[kind](tree, level, number)
    return tree


@cache
def plain(audience: str) -> tuple[dict[str, bytes], dict[str, tuple[str, bytes]]]:
    return everything(made([]), audience)


def everything(tree: Tree, audience: str) -> tuple[dict[str, bytes], dict[str, tuple[str, bytes]]]:
    with tempfile.TemporaryDirectory() as folder:
        root = example.write(Path(folder), tree)
        return put_out(root, audience, issues=False), filed(root)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_each_level_leaves_no_trace(kind: str) -> None:
    for level in levels()[1:]:
        same(levels()[tlp_rank(level) - 1], [(kind, level)])


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    audience=st.sampled_from(levels()[:-1]),
    chosen=st.lists(
        st.tuples(st.sampled_from(list(KINDS)), st.integers(1, 4)), min_size=2, max_size=5, unique_by=lambda one: one[0]
    ),
)
def test_several_kinds_leave_no_trace(audience: str, chosen: list[tuple[str, int]]) -> None:
    above = levels()[tlp_rank(audience) + 1 :]
    same(audience, [(kind, above[step % len(above)]) for kind, step in chosen])


def same(audience: str, kinds: list[tuple[str, str]]) -> None:
    site, issues = everything(made(kinds), audience)
    plain_site, plain_issues = plain(audience)
    assert site.keys() == plain_site.keys()
    assert [name for name in site if site[name] != plain_site[name]] == []
    lowest = min((level for kind, level in kinds if kind != "a draft"), key=tlp_rank, default="red")
    for key, (to, body) in plain_issues.items():
        if tlp_rank(to) < tlp_rank(lowest):
            assert issues[key] == (to, body)
    for key, (to, body) in issues.items():
        assert SECRET.encode() not in body or tlp_rank(to) >= tlp_rank(lowest), key


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "a draft"])
def test_each_kind_is_there_for_whoever_may_see_it(kind: str) -> None:
    """Otherwise nothing would have been withheld."""
    site, issues = everything(made([(kind, "green")]), "green")
    plain_site, plain_issues = plain("green")
    assert (site, issues) != (plain_site, plain_issues)
