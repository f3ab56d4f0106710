"""No word above the audience's level stands anywhere: in no page, JSON, feed or artefact, and in no issue."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import vocabulary
from pipeline.model import Corpus
from pipeline.repository.corpus import read_corpus
from pipeline.vocabulary import levels
from tests.leaks import outputs
from tests.leaks.outputs import Files
from tests.leaks.planting import Planting
from tests.leaks.story import TEAMS
from tests.leaks.words import NOBODY, Word, above, found, leaks

INCIDENTS = 3
HIDDEN_PLACES = (
    "a comment",
    "incident.revoked_secrets",
    "incident.waivers",
    "finding.assignees",
    "finding.disclose_after",
    "finding.issue",
    "finding.milestone",
    "finding.waivers",
    "a finding's file name",
    "finding.due",
    "an image, its title",
    "HTML, its title",
)
"""What no page shows, or not always, whoever reads it."""

few = settings(max_examples=settings().max_examples // 10, suppress_health_check=list(HealthCheck))
"""Each example is a site of its own, or two."""
chances = st.randoms(use_true_random=False)


@contextmanager
def planted(chance: random.Random) -> Iterator[tuple[Path, Planting, Corpus]]:
    with tempfile.TemporaryDirectory() as folder:
        planting = Planting(chance.choice).plant(INCIDENTS)
        root = planting.write(Path(folder))
        yield root, planting, read_corpus(root)


def chance_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # a planted word is not a secret


def told(words: list[Word]) -> list[str]:
    return sorted(f"{word.place} ({word.level}): {word.text}" for word in words)


@few
@given(chance=chances, audience=st.sampled_from(levels()), say=st.booleans())
def test_a_site_holds_nothing_above_its_audience(chance: random.Random, audience: str, *, say: bool) -> None:
    with planted(chance) as (root, planting, corpus):
        where = outputs.finding_states(corpus, chance.choice)
        for renderer, files in outputs.site(root, corpus, where, audience, say_withheld=say).items():
            assert told(leaks(planting.words, files, audience)) == [], renderer


@few
@given(chances, st.sampled_from(list(TEAMS)))
def test_an_issue_holds_nothing_above_its_repository(chance: random.Random, public: str) -> None:
    with planted(chance) as (_, planting, corpus):
        for audience, files in outputs.issues(corpus, frozenset({f"example-org/{public}"})):
            assert told(leaks(planting.words, files, audience)) == []


def test_there_are_issues_for_every_audience() -> None:
    """Otherwise the test above would look at none that must leave something out."""
    seen: set[str] = set()
    for seed in range(24):
        with planted(chance_of(seed)) as (_, _, corpus):
            seen |= {audience for audience, _ in outputs.issues(corpus, frozenset())}
        if seen == set(levels()):
            return
    pytest.fail(f"there are issues only for {seen}")


@few
@given(chances, st.sampled_from(levels()))
def test_a_site_does_not_depend_on_what_it_withholds(chance: random.Random, audience: str) -> None:
    with planted(chance) as (root, planting, corpus), tempfile.TemporaryDirectory() as folder:
        state = chance.getrandbits(32)
        others = Path(folder)
        for name, content in planting.files.items():
            target = others / swapped(name, planting.words, audience)
            target.parent.mkdir(parents=True, exist_ok=True)
            plain = content.startswith(b"\x1f\x8b")
            target.write_bytes(content if plain else swapped(content.decode(), planting.words, audience).encode())

        def site(root: Path, corpus: Corpus) -> dict[str, Files]:
            return outputs.site(root, corpus, outputs.finding_states(corpus, chance_of(state).choice), audience)

        assert site(root, corpus) == site(others, read_corpus(others))


def swapped(text: str, words: list[Word], audience: str) -> str:
    """The text with other words and days in place of those above the audience's level."""
    for word in words:
        if above(word.level, audience) and word.text.startswith("zq"):
            text = text.replace(word.text, f"a{word.text[:0:-1]}")
        elif above(word.level, audience) and word.text.startswith("2021-"):
            text = text.replace(word.text, str(date.fromisoformat(word.text) + timedelta(days=900)))
    return text


@pytest.mark.parametrize("audience", levels())
def test_what_an_audience_may_see_is_there(audience: str) -> None:
    """Otherwise an empty site would pass."""
    shown = 0
    for seed in range(3):
        chance = chance_of(seed)
        with planted(chance) as (root, planting, corpus):
            site = outputs.site(root, corpus, outputs.finding_states(corpus, chance.choice), audience)
            files = {f"{renderer}/{name}": content for renderer in site for name, content in site[renderer].items()}
            visible = [word for word in planting.words if not above(word.level, audience)]
            expected = [word for word in visible if not any(place in word.place for place in HIDDEN_PLACES)]
            assert told(expected) == told(found(expected, files))
            shown += len(expected)
    assert shown > 500


def test_each_place_is_planted_at_each_level() -> None:
    words = [word for seed in range(60) for word in Planting(chance_of(seed).choice).plant(INCIDENTS).words]
    seen = {(word.place, word.level) for word in words}
    places = {place for place, level in seen if level != NOBODY}
    assert len(places) > 100
    assert {(place, level) for place in places for level in levels()} - seen == set()


def test_a_key_that_is_new_to_the_format_has_to_be_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    properties = vocabulary.schema("timeline")["properties"]["events"]["items"]["properties"]
    monkeypatch.setitem(properties, "where", {"type": "string"})
    with pytest.raises(AssertionError, match=r"timeline\.events\.where"):
        Planting(chance_of(0).choice).plant(INCIDENTS)
