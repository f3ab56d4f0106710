"""What a change makes readable is announced, and nothing else is: for each field, each level and each audience."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.model import Corpus
from pipeline.operations.workspace import Workspace
from pipeline.report.plan import as_json
from pipeline.report.readers import as_data
from pipeline.repository.config import Config
from pipeline.repository.history import History
from pipeline.site.data import SiteData, visible
from pipeline.site.render import render
from pipeline.tracking.desired import Source, desired_state
from pipeline.tracking.observed import finding_states
from pipeline.tracking.plan import Plan
from pipeline.tracking.readers import SITE, Readers, Side, compare, digest
from pipeline.validation.fast_validator import is_valid
from pipeline.vocabulary import levels, schema
from tests import example, from_schema
from tests.fast_yaml import as_texts, dump
from tests.from_schema import Part, Route, lists, put, resolved

TODAY = date(2026, 2, 10)
WORD = "QUOKKA"
IDENTITY = "example-org/identity"
_PASSAGE = f"## Why it matters\n\nSeen by all.\n\n<!-- tlp:LEVEL -->\n{WORD} leaks.\n<!-- /tlp -->\n"
_REPORT = f"## What happened\n\nIt leaked.\n\n<!-- tlp:LEVEL -->\n{WORD} leaks.\n<!-- /tlp -->\n"
_EVENT = f"events: [{{at: 2026-01-08, what: {WORD} began., tlp: LEVEL}}]"
_ITEM = f"items: [{{id: E1, what: The {WORD} log., source: identity, url: 'https://example.org/log', tlp: LEVEL}}]"
Place = Callable[[dict[str, str], str], None]
"""Puts the word with this level into the files of the example's incident."""


def text_of(name: str, front: str, body: str = "") -> Place:
    def place(files: dict[str, str], level: str) -> None:
        files[name] = example.changed(files[name], front.replace("LEVEL", level), body.replace("LEVEL", level))

    return place


def record(kind: str, name: str, route: Route, part: Part) -> Place:
    """A record with a level that the schema `kind` has at this route."""

    def place(files: dict[str, str], level: str) -> None:
        _, front, body = files[name].split("---\n", 2)
        data = as_texts(front)
        made = {**from_schema.example(part, 3, f"The {WORD} {{}} was there."), "tlp": level}
        put(data, resolved(kind, schema(kind)), (*route, 0), made)
        files[name] = f"---\n{dump(data, width=1000)}---\n{body}"

    return place


_FILES = {
    "incident": "README.md",
    "timeline": "timeline.md",
    "evidence": "evidence.md",
    "finding": example.FINDING_PATH,
}
_RECORDS = {
    f"{kind}.{'.'.join(map(str, route))}": record(kind, name, route, part.inner(0))
    for kind, name in _FILES.items()
    for route, part in lists(kind)
    if "tlp" in part.inner(0).schema.get("properties", {})
}
PLACES: dict[str, Place] = {
    "an incident": text_of("README.md", f"tlp: LEVEL\nsummary: {WORD} leaked."),
    "a passage of the report": text_of("README.md", "", _REPORT),
    "a passage of a value": text_of("README.md", f"summary: 'It <!-- tlp:LEVEL -->{WORD}<!-- /tlp --> leaked.'"),
    "an event": text_of("timeline.md", _EVENT),
    "an item of evidence": text_of("evidence.md", _ITEM),
    "a finding": text_of(example.FINDING_PATH, f"tlp: LEVEL\ntitle: Expire {WORD} tokens"),
    "a passage of a finding": text_of(example.FINDING_PATH, "", _PASSAGE),
    **_RECORDS,
}


COMBINATIONS = [
    (before, after, was, now)
    for before, after, was, now in product(levels(), levels(), levels(), levels())
    if before == after or was == now  # one change at a time
]
STEP = 1 if settings().max_examples > 1000 else 24
"""All combinations of every record are tried in a long run only: `pytest --hypothesis-profile long`."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readers")


@cache
def written(folder: Path, place: str, level: str) -> tuple[Corpus, Config]:
    tree, prefix = example.files(), f"incidents/{example.INCIDENT}/"
    files = {path.removeprefix(prefix): text for path, text in tree.items()}
    PLACES[place](files, level)
    tree |= {prefix + name: text for name, text in files.items() if prefix + name in tree}
    workspace = Workspace(example.write(folder / f"{place} {level}", tree), TODAY)
    return workspace.corpus, workspace.config


def side(folder: Path, place: str, level: str, audience: str) -> Side:
    """The repository with the place at this level, and the site and the owner's repository for this audience."""
    corpus, config = written(folder, place, level)
    teams = config.teams | {"identity": replace(config.teams["identity"], audience=audience)}
    return Side(corpus, replace(config, teams=teams, site=replace(config.site, audience=audience)), TODAY)


@cache
def issues(folder: Path, place: str, level: str, audience: str) -> str:
    at = side(folder, place, level, audience)
    desired = desired_state(Source(at.corpus, at.config, TODAY, History()), frozenset()).issues
    return "\n".join(f"{issue.title}\n{issue.block.content}" for issue in desired)


@cache
def site(folder: Path, place: str, level: str, audience: str) -> str:
    at = side(folder, place, level, audience)
    states = finding_states(Source(at.corpus, at.config, TODAY, History()), {})
    data = SiteData(visible(at.corpus, audience, TODAY), states, at.config, audience, TODAY)
    return "\n".join(str(content) for _, content in sorted(render(data).items()))


def announced(readers: tuple[Readers, ...], name: str) -> tuple[bool, bool]:
    """Whether the word is announced as gained, and as lost, by these readers."""
    (found,) = [item for item in readers if item.name == name] or [Readers(name, "", "", (), ())]
    return tuple(any(WORD in value.text for value in values) for values in (found.widened, found.narrowed))  # type: ignore[return-value]


@pytest.mark.parametrize("place", PLACES)
def test_issues_gain_and_lose_exactly_what_is_announced(folder: Path, place: str) -> None:
    for before, after, was, now in COMBINATIONS[:: STEP if place in _RECORDS else 1]:
        readers = compare(side(folder, place, before, was), side(folder, place, after, now))
        had, has = WORD in issues(folder, place, before, was), WORD in issues(folder, place, after, now)
        assert announced(readers, IDENTITY) == (has and not had, had and not has), (before, after, was, now)


@pytest.mark.parametrize(
    ("place", "before", "after", "was", "now"),
    [
        (place, *change)
        for at, place in enumerate(PLACES)
        for change in (
            (levels()[at % 5], levels()[(at + 2) % 5], "green", "green"),
            ("amber", "amber", levels()[at % 5], levels()[(at + 3) % 5]),
        )
    ],
)
def test_the_site_gains_and_loses_exactly_what_is_announced(  # noqa: PLR0917  # a table of cases
    folder: Path, place: str, before: str, after: str, was: str, now: str
) -> None:
    readers = compare(side(folder, place, before, was), side(folder, place, after, now))
    had, has = WORD in site(folder, place, before, was), WORD in site(folder, place, after, now)
    assert announced(readers, SITE) == (has and not had, had and not has)


def test_new_text_is_not_widened_and_a_restricted_line_with_new_words_beside_it_is(folder: Path) -> None:
    before, after = side(folder, "a finding", "amber", "green"), side(folder, "a finding", "clear", "green")
    (incident,) = after.corpus.incidents
    (finding,) = incident.findings
    body = replace(finding.body, text=finding.body.text.replace("Tokens never expire.", "They live for years."))
    changed = replace(incident, findings=(replace(finding, body=body),))
    readers = compare(before, replace(after, corpus=replace(after.corpus, incidents=(changed,))))
    said = {value.text for item in readers for value in item.widened}
    assert "A leak stays open for ever." in said
    assert "They live for years." not in said


@pytest.mark.parametrize(
    ("was", "now", "is_widened"),
    [
        ("The key of the QUOKKA bucket was public.", "The QUOKKA bucket's key was public for a day.", True),
        ("The key of the QUOKKA bucket was public.", "Nobody had looked at the logs of the builds.", False),
        ("The key of the QUOKKA bucket was public.", "The bucket was new.", False),
        ("鍵が公開されていたQUOKKA", "鍵が公開状態QUOKKA", True),
    ],
)
def test_a_restricted_text_that_is_reworded_and_lowered_is_widened(
    folder: Path, was: str, now: str, *, is_widened: bool
) -> None:
    closed, lowered = side(folder, "an event", "amber", "green"), side(folder, "an event", "clear", "green")
    readers = compare(with_event(closed, was), with_event(lowered, now))
    assert [value.text for item in readers for value in item.widened if item.name == SITE and value.text == now] == (
        [now] if is_widened else []
    )


def with_event(at: Side, what: str) -> Side:
    (incident,) = at.corpus.incidents
    assert incident.timeline is not None
    (event,) = incident.timeline.events
    timeline = replace(incident.timeline, events=(replace(event, what=what),))
    return replace(at, corpus=replace(at.corpus, incidents=(replace(incident, timeline=timeline),)))


def test_the_json_has_all_of_it_without_secrets(folder: Path) -> None:
    token = f"ghp_{'aB3dE5gH7jK9mN1pQ4sT6vW8yZ0cF2iL5oR7'}"
    closed, lowered = side(folder, "an event", "amber", "green"), side(folder, "an event", "clear", "green")
    what = f"The token {token} was in a public image."
    data = as_data(compare(with_event(closed, what), with_event(lowered, what)))
    assert is_valid("check", {"version": 1, "diagnostics": [], "readers": data})
    plan = json.loads(as_json(Plan((), ()), (), data))
    assert is_valid("plan", plan)
    assert [item["name"] for item in plan["readers"]["audiences"]] == [SITE]
    texts = [value["text"] for value in data["audiences"][0]["widened"]]
    assert {"2026-01-08", "The token ghp_… was in a public image."} <= set(texts)
    assert token not in str(data)


def test_a_renamed_incident_is_compared_with_what_it_was(folder: Path) -> None:
    before, after = side(folder, "a finding", "amber", "green"), side(folder, "a finding", "clear", "green")
    (incident,) = after.corpus.incidents
    renamed = replace(incident, id="2026-01-10-other", aliases=(incident.id,))
    renamed = replace(renamed, findings=tuple(replace(item, incident=renamed.id) for item in incident.findings))
    readers = compare(before, replace(after, corpus=replace(after.corpus, incidents=(renamed,))))
    assert announced(readers, SITE) == (True, False)


def test_a_draft_that_is_published_is_no_widening(folder: Path) -> None:
    after = side(folder, "a finding", "clear", "green")
    (incident,) = after.corpus.incidents
    draft = replace(after.corpus, incidents=(replace(incident, status="draft"),))
    assert compare(replace(after, corpus=draft), after) == ()


def test_the_digest_names_what_is_widened(folder: Path) -> None:
    closed, open_ = side(folder, "a finding", "amber", "green"), side(folder, "a finding", "clear", "green")
    assert digest(compare(open_, closed)) == ""
    assert digest(compare(closed, open_)) == digest(compare(closed, open_)) != ""
    assert digest(compare(closed, open_)) != digest(compare(closed, side(folder, "a finding", "clear", "clear")))


def test_a_new_record_that_is_like_a_restricted_one_in_parts_is_no_widening(folder: Path) -> None:
    before = side(folder, "a finding", "amber", "green")
    (incident,) = before.corpus.incidents
    (finding,) = incident.findings
    another = replace(finding, number="02", tlp="", title="Expire others", body=replace(finding.body, text="Other."))
    more = replace(incident, findings=(finding, another))
    assert compare(before, replace(before, corpus=replace(before.corpus, incidents=(more,)))) == ()
