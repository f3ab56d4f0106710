"""A redaction that takes what is the same from the last one withholds what a redaction from nothing does."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from pipeline.model import Corpus, Finding, Incident
from pipeline.redaction.redact import LastRedaction, redact
from pipeline.vocabulary import levels
from tests.leaks.story import TODAY
from tests.leaks.test_leaks import chance_of, planted

EDITS = 60


def edited(corpus: Corpus, others: Corpus, chance: random.Random) -> Corpus:
    """The corpus with one thing changed in one incident, or with an incident more or less."""
    incidents = list(corpus.incidents)
    place = chance.randrange(len(incidents))
    one = incidents[place]
    match chance.randrange(5):
        case 0:
            incidents[place] = replace(one, tlp=chance.choice(levels()))
        case 1:
            incidents[place] = replace(one, findings=_levelled(one, chance))
        case 2:
            incidents[place] = replace(one, status=chance.choice(["draft", "published"]))
        case 3:
            incidents[place] = next((other for other in others.incidents if other.id == one.id), one)
        case _ if len(incidents) > 1:
            del incidents[place]
    return replace(corpus, incidents=tuple(incidents))


def _levelled(incident: Incident, chance: random.Random) -> tuple[Finding, ...]:
    return tuple(replace(finding, tlp=chance.choice(["", *levels()])) for finding in incident.findings)


def test_after_each_edit_the_same_is_withheld() -> None:
    chance = chance_of(18)
    with planted(chance) as (_, _, first), planted(chance) as (_, _, second):
        last, corpus, kept = LastRedaction(), first, 0
        for number in range(EDITS):
            corpus = first if number % 10 == 9 else edited(corpus, second, chance)
            audience = chance.choice(levels()) if number % 7 == 6 else "green"
            asked = (audience, TODAY + timedelta(days=number // 20 * 90), "[…]" if number < EDITS / 2 else "")
            before = last.incidents
            assert redact(corpus, *asked, last=last) == redact(corpus, *asked)
            kept += any(before.get(name) is made for name, made in last.incidents.items())
        assert kept > EDITS / 10
