"""Redaction that forgets one thing at a time, and whether the search for planted words finds it in each renderer.

    python -m tests.leaks.forgetful

says for each renderer and each thing what came of it: caught (a word stood where it must not), broken (the renderer
failed), unused (the renderer puts out the same, so it does not show that), missed.
"""

from __future__ import annotations

import dataclasses
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any
from unittest.mock import patch

from pipeline.markdown.restricted import Shown
from pipeline.model import Corpus
from pipeline.redaction import redact as redaction
from pipeline.redaction import texts as redacted_text
from pipeline.repository.corpus import read_corpus
from pipeline.tracking.lifecycle import FindingState
from tests.leaks import outputs
from tests.leaks.outputs import Files
from tests.leaks.planting import Planting
from tests.leaks.words import leaks

AUDIENCES = ("clear",)
FEW = ("", "clear", "red")
SEEDS = (1, 3, 13, 23)
INCIDENTS = 3

Field = tuple[str, str]
"""A record's kind and one of its fields."""

ONLY_DEFANGED = ("Indicator", "value")
"""Redaction changes how it is written, and withholds it with the whole indicator: no planted word can show it."""

_ORDER = ("caught", "broken", "missed", "unused")
_replace = dataclasses.replace


def _same(text: str) -> str:
    return text


OTHERWISE: dict[str, tuple[ModuleType, str, Any]] = {
    "passages": (redacted_text, "for_audience", lambda text, _audience, _mark="": Shown(text, withheld=False)),
    "citations": (redacted_text, "_CITATION", re.compile("(?!)")),
    "ids of incidents": (redacted_text, "_without_ids", lambda _every, _shown: _same),
    "names of files": (redacted_text, "_without_files", lambda _incident, _shown: None),
    "how long a finding is held": (redaction, "UNDISCLOSED", "clear"),
}
"""What redaction does besides replacing fields: a module, a name in it, and what is there where it is forgotten."""


@dataclass(frozen=True)
class Planted:
    """A repository of planted words, and where its findings stand."""

    root: Path
    planting: Planting
    corpus: Corpus
    finding_states: dict[str, FindingState]


def fields(planted: list[Planted]) -> list[Field]:
    """Every field that redaction changes in these repositories."""
    found: set[Field] = set()

    def watched(record: Any, **changes: Any) -> Any:
        found.update((type(record).__name__, name) for name, new in changes.items() if getattr(record, name) != new)
        return _replace(record, **changes)

    with patch.object(redaction, "replace", watched), patch.object(redacted_text, "replace", watched):
        for one in planted:
            put_out(one)
    return sorted(found)


@contextmanager
def forgetting(what: str | Field) -> Iterator[None]:
    """Redaction without this field, or this one of its other ways."""

    def forgetful(record: Any, **changes: Any) -> Any:
        return _replace(record, **{name: new for name, new in changes.items() if (type(record).__name__, name) != what})

    replaced = [(redaction, "replace", forgetful), (redacted_text, "replace", forgetful)]
    with ExitStack() as stack:
        for module, name, new in replaced if isinstance(what, tuple) else [OTHERWISE[what]]:
            stack.enter_context(patch.object(module, name, new))
        yield


def put_out(planted: Planted) -> dict[tuple[str, str], Files]:
    """All that is put out, by renderer and audience."""
    found: dict[tuple[str, str], Files] = defaultdict(dict)
    for audience in AUDIENCES:
        site = outputs.site(planted.root, planted.corpus, planted.finding_states, audience)
        found |= {(renderer, audience): files for renderer, files in site.items()}
    for audience, files in outputs.issues(planted.corpus, frozenset()):
        found["issues", audience] |= files
    return found


def judged(planted: Planted, right: dict[tuple[str, str], Files], what: str | Field) -> dict[str, str]:
    """What came of forgetting this, by renderer."""
    with forgetting(what):
        try:
            wrong = put_out(planted)
        except Exception:  # noqa: BLE001  # whatever it is, nothing was put out
            return {"all": "broken"}
    found: dict[str, str] = {}
    for (renderer, audience), files in wrong.items():
        if files == right.get((renderer, audience)):
            verdict = "unused"
        else:
            verdict = "caught" if leaks(planted.planting.words, files, audience) else "missed"
        found[renderer] = min(found.get(renderer, verdict), verdict, key=_ORDER.index)
    return found


@contextmanager
def all_planted() -> Iterator[list[Planted]]:
    with tempfile.TemporaryDirectory() as folder:
        yield [_planted(Path(folder) / str(seed), Random(seed)) for seed in SEEDS]  # noqa: S311  # a planted word is no secret


def _planted(root: Path, chance: Random) -> Planted:
    def choose(options: Sequence[Any]) -> Any:
        """Few levels and teams, so that much is above an audience's level and still filed there."""
        few = [option for option in options if option in FEW]
        return chance.choice(few if len(set(few)) > 1 else options)

    corpus = read_corpus((planting := Planting(choose).plant(INCIDENTS)).write(root))
    return Planted(root, planting, corpus, outputs.finding_states(corpus, chance.choice))


def verdicts(every: int = 1) -> dict[str | Field, dict[str, str]]:
    """What came of forgetting every n-th thing, by renderer: the best that any repository showed."""
    found: dict[str | Field, dict[str, str]] = {}
    with all_planted() as planted:
        right = [put_out(one) for one in planted]
        forgotten: list[str | Field] = [*(field for field in fields(planted) if field != ONLY_DEFANGED), *OTHERWISE]
        for what in forgotten[::every]:
            best: dict[str, str] = {}
            for one, files in zip(planted, right, strict=True):
                for renderer, verdict in judged(one, files, what).items():
                    best[renderer] = min(best.get(renderer, verdict), verdict, key=_ORDER.index)
            found[what] = best
    return found


def main() -> int:
    found = verdicts()
    renderers = sorted({renderer for by_renderer in found.values() for renderer in by_renderer})
    lines = [["", *renderers]]
    for what, one in found.items():
        lines.append([what if isinstance(what, str) else ".".join(what), *(one.get(name, "") for name in renderers)])
    counts = {verdict: sum(list(one.values()).count(verdict) for one in found.values()) for verdict in _ORDER}
    for name, *cells in lines:
        sys.stdout.write(f"{name:28}" + "".join(f"{cell:>12.11}" for cell in cells) + "\n")
    sys.stdout.write(f"{len(found)} things forgotten: {counts}\n")
    return bool(counts["missed"])


if __name__ == "__main__":
    sys.exit(main())
