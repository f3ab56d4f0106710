"""Reports of other houses with anything done to them, and what has to hold of each import."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from pipeline.check.other_incidents import Repository
from pipeline.exchange.incoming.checking import DraftCheck
from pipeline.exchange.incoming.importer import File, Outcome, draft_of
from pipeline.exchange.incoming.reading import Setting
from pipeline.exchange.incoming.run import read_house
from pipeline.exchange.incoming.words import lost_lines, values
from pipeline.host.writing import inner
from tests.fuzz.mutate import CHANGES, decoded
from tests.fuzz.test_mutants import TODAY, config

HOUSES = sorted((Path(__file__).parent.parent / "exchange/incoming/houses").iterdir())
_TOKENS = (
    *(
        b"10:00 ",
        b"- 10:00: ",
        b"**10:00** ",
        b"2024-02-30 ",
        b"4/5/24 ",
        b"T+5 min ",
        b"T ",
        b"~",
        b"9999-12-31T23:59Z ",
    ),
    *(
        b"| Time | Event |\n| --- | --- |\n| 10:00 | a |\n",
        b"0001-01-01 ",
        b"at 25:61 ",
        b"UTC+99 ",
        b"\n\n",
        b"## Timeline\n",
    ),
    *(
        b"## Action items\n",
        b"- [x] ",
        b"- \n",
        b"**Impact**:",
        b"![a](b.png)",
        b"[a](../b)",
        b"<div>",
        b"+++\n",
        b"6\xe6\x9c\x8828\xe6\x97\xa5 ",
    ),
)


@cache
def setting() -> tuple[Setting, DraftCheck]:
    """What imports here go by."""
    return Setting(read_house(Path()), config(), TODAY), DraftCheck(
        config(), frozenset(), Repository(Path(), ()), TODAY
    )


def mutant(source: random.Random) -> str:
    """A report after some changes."""
    raw = source.choice(HOUSES).read_bytes()
    for _ in range(source.randint(1, 12)):
        if source.random() < 0.5:  # as often as the changes to any file
            at = source.randrange(len(raw) + 1)
            raw = raw[:at] + source.choice(_TOKENS) * source.choice((1, 1, 3, 40)) + raw[at:]
        else:
            raw = source.choice(CHANGES)(raw, source)
    return decoded(raw)


def imported(text: str) -> Outcome:
    """Import the text, and hold the outcome against what every outcome has."""
    by, check = setting()
    outcome = draft_of(File("report.md", "wiki/report.md", text, lambda _: None), by, frozenset(), check)
    if outcome.refused:
        return outcome
    for path, document in outcome.draft.documents.items():
        inner(path)
        assert document.text
    assert check(outcome.id, outcome.draft) == []
    if not outcome.changes:
        held = [text for one in outcome.draft.documents.values() for text in (*values(one.front), one.body)]
        assert lost_lines(text, held) == []
    return outcome
