"""Who can read what, before and after a change: the redacted records of both sides, compared for each audience. Pure.

A value is widened if the files had it before, its readers could not see it, and now they can, in these words or
in most of them. New text in a change is not, and neither is what was a draft: a review of the text is for that.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.model import Corpus, Finding, Incident
from pipeline.redaction.redact import redact
from pipeline.redaction.texts import record_values
from pipeline.repository.config import Config
from pipeline.time.moment import Moment
from pipeline.tracking.desired import in_issue
from pipeline.tracking.rewording import Value, reworded
from pipeline.tracking.routing import destination
from pipeline.vocabulary import strictest_level

SITE = "the site"

_PLACEHOLDER = "…"
"""What redaction puts for a text that is withheld as a whole."""


_LABEL = 60
"""Characters of a text that stand for its record."""


@dataclass(frozen=True, slots=True)
class Readers:
    """An audience on both sides of a change, and what it gains and loses.

    `before` and `after` are the levels that it may see, "" where it was or is none. `widened` is what the files had
    before and it could not see; `narrowed` what it could see and cannot any more, though the files still have it.
    """

    name: str
    before: str
    after: str
    widened: tuple[Value, ...]
    narrowed: tuple[Value, ...]


@dataclass(frozen=True)
class Side:
    """The repository on one side of a change, as of the day `today`."""

    corpus: Corpus
    config: Config
    today: date

    def visible(self, level: str) -> Corpus:
        """What readers of this level may see; nothing for ""."""
        return redact(self.corpus, level, self.today) if level else Corpus((), frozenset())

    @cached_property
    def names(self) -> dict[str, str]:
        """The first name of each incident, by its names."""
        return {name: incident.id for incident in self.corpus.incidents for name in (incident.id, *incident.aliases)}


def compare(before: Side, after: Side) -> tuple[Readers, ...]:
    """Each audience that gains or loses something, or whose level changes: the site first, then the repositories."""
    former = {alias: before.names[alias] for alias in after.names if alias in before.names}
    names = {after.names[alias]: name for alias, name in former.items()}
    sides = (before, after)
    found = [_compared(SITE, sides, (before.config.site.audience, after.config.site.audience), names, None)]
    old, new = before.config.audiences, after.config.audiences
    for name in sorted(old.keys() | new.keys()):
        # A repository that is new to the configuration is compared as if it had been in it.
        levels = (old.get(name, new.get(name, "")), new.get(name, ""))
        keys = _filed(after, name)
        readers = _compared(name, sides, levels, names, keys) if keys else Readers(name, *levels, (), ())
        found.append(readers if name in old else Readers(name, "", levels[1], readers.widened, readers.narrowed))
    return tuple(item for item in found if item.before != item.after or item.widened or item.narrowed)


def digest(readers: Iterable[Readers]) -> str:
    """A digest of everything that is widened, 16 hexadecimal digits; "" if nothing is."""
    lines = sorted(f"{item.name}\0{item.after}\0{value}" for item in readers for value in item.widened)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] if lines else ""


def _compared(
    name: str,
    sides: tuple[Side, Side],
    levels: tuple[str, str],
    names: Mapping[str, str],
    keys: frozenset[str] | None,
) -> Readers:
    """Compare what readers of these levels see of the findings with these keys, or of everything if `keys` is None."""
    (before, after), (was, now) = sides, levels
    old_keys = frozenset(_former(key, names) for key in keys) if keys is not None else None
    files_before = _values(before.visible(strictest_level()), {}, old_keys)
    files_after = _values(after.visible(strictest_level()), names, keys)
    seen_before = _values(before.visible(was), {}, old_keys)
    seen_after = _values(after.visible(now), names, keys)
    widened = (seen_after - seen_before) & (files_before - seen_before)
    gone = files_before - seen_before - files_after
    widened |= Counter(dict.fromkeys(reworded(gone, seen_after - files_before), 1))
    narrowed = (seen_before - seen_after) & (files_after - seen_after)
    return Readers(name, was, now, tuple(sorted(widened)), tuple(sorted(narrowed)))


def _filed(side: Side, repository: str) -> frozenset[str]:
    """The keys of the findings whose issues go to the repository."""
    known = side.config.teams.keys()
    return frozenset(
        finding.key
        for incident in side.corpus.incidents
        for finding in incident.findings
        if known >= set(finding.teams) and destination(finding, incident, side.config).repository == repository
    )


def _former(key: str, names: Mapping[str, str]) -> str:
    incident, _, number = key.partition("/")
    return f"{names.get(incident, incident)}/{number}"


def _values(corpus: Corpus, names: Mapping[str, str], keys: frozenset[str] | None) -> Counter[Value]:
    """Each value of the corpus and how often it is there, under the names that its incidents had before."""
    found: Counter[Value] = Counter()
    for incident in corpus.incidents:
        if keys is None:
            found.update(_of_record(names.get(incident.id, incident.id), "", incident))
            continue
        for finding in incident.findings:
            if finding.key in keys:
                found.update(_of_issue(_former(finding.key, names), incident, finding))
    return found


def _of_issue(key: str, incident: Incident, finding: Finding) -> Iterator[Value]:
    for part in in_issue(incident, finding):
        yield from _of_record(key, "", part)


def _of_record(of: str, field: str, value: Any) -> Iterator[Value]:
    inner = record_values(value)
    if "text" in inner and "line" in inner:  # prose: where it is in its file tells nobody anything
        inner = {"text": inner["text"]}
    if inner:
        for name, item in inner.items():
            yield from _of_record(of, f"{field}.{name}" if field else name, item)
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from _of_record(of, f"{field}{_label(item)}", item)
    elif isinstance(value, str):
        yield from (Value(of, field, line) for line in value.splitlines() if line.strip() not in ("", _PLACEHOLDER))
    elif value is not None:
        yield Value(of, field, value.text if isinstance(value, Moment) else str(value))


def _label(item: Any) -> str:
    """What tells a record from others in its list: its id or number, else the longest of its texts."""
    inner = record_values(item)
    texts = [value for value in inner.values() if isinstance(value, str)]
    own = inner.get("id") or inner.get("number") or max(texts, key=len, default="")
    return f"[{' '.join(own.split())[:_LABEL]}]" if own else ""
