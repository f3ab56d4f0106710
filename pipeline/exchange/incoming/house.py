"""House styles: what the headings, labels and columns of other houses mean. They are data, in YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline import layout, vocabulary

STYLES = Path(__file__).parent / "styles"
"""The styles that come with the package."""

FOLDER = "house-styles"
"""Where a repository keeps its own."""

_ROLES = vocabulary.property_schema("house-style", "headings")["propertyNames"]["enum"]
SECTIONS: Mapping[str, str] = dict(zip(_ROLES, layout.FULL, strict=False))
"""The headings of a report by the roles of a house style, which begin with these, in their order."""
TAKEN_APART = frozenset(_ROLES) - frozenset(SECTIONS)
"""The roles of what goes to other files, or is listed."""

_LONGEST_HEADING = 90
_BY_WORD = ("owner", "due", "status", "priority", "tracker", "action")
"""What a column may hold if one word of its name says so, the surest first: `Action owner`."""
_MARKS = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class House:
    """What is known about how postmortems are written: all styles as one.

    Words are `bare`; each mapping gives the meaning of one. The patterns match anywhere in a text. `heading_words` are
    roles, each with regular expressions and the pattern that they are together.
    """

    headings: Mapping[str, str]
    heading_words: tuple[tuple[str, Sequence[str], re.Pattern[str]], ...]
    fields: Mapping[str, str]
    columns: Mapping[str, frozenset[str]]
    severities: Mapping[str, str]
    priorities: Mapping[str, str]
    milestones: Mapping[str, str]
    tells: Mapping[str, str]
    zones: Mapping[str, str]
    doubtful_zones: frozenset[str]
    done: frozenset[str]
    no_answer: frozenset[str]
    no_owner: frozenset[str]
    notices: frozenset[str]
    report: re.Pattern[str]
    incident: re.Pattern[str]
    trouble: re.Pattern[str]
    measures: re.Pattern[str]
    intents: re.Pattern[str]
    plans: re.Pattern[str]
    planned: re.Pattern[str]
    no_report: re.Pattern[str]
    hostile: re.Pattern[str]
    timezone: str = ""
    month_first: bool | None = None

    def role(self, heading: str) -> str:
        """What is below a heading: a section, timeline, actions, references; "" if nobody knows.

        A heading may go on after what is known of it: `Timeline (all times UTC)`, `Impact: 40 minutes`.
        """
        words = bare(re.split(r"[(\[:：（]", heading, maxsplit=1)[0]) or bare(heading)
        words = re.sub(r"^(?:\d+\s+)+", "", words)
        found = self.headings.get(words) or self.headings.get(bare(heading))
        if not found:
            found = self.headings.get(re.sub(r"^(?:the|our) | \d+$", "", words), "")
        if not found and len(words) <= _LONGEST_HEADING:
            found = next((role for role, _, pattern in self.heading_words if pattern.search(words)), "")
        return found

    def names(self, heading: str, role: str) -> bool:
        """Whether a heading has words of this role, even where as a whole it is known as something else."""
        return any(one == role and pattern.search(bare(heading)) for one, _, pattern in self.heading_words)

    def column(self, name: str) -> str:
        """What a column with this name holds, such as `Owner / DRI`; "" if nobody knows."""
        for words in (name, *re.split(r"[/&,(|]", name)):
            for meaning, names in self.columns.items():
                if meaning != "event" and bare(words) in names:
                    return meaning
        parts = bare(name).split()
        return next((meaning for meaning in _BY_WORD if self.columns.get(meaning, frozenset()) & {*parts}), "")


def bare(text: str) -> str:
    """A text in lower case, its words apart by one space, without marks."""
    return " ".join(_MARKS.sub(" ", text.replace("'", "").replace("\u2019", "")).casefold().split())


def house(styles: Iterable[Mapping[str, Any]]) -> House:
    """The styles as one; of two that say something about the same word, the later one holds."""
    read = list(styles)

    def meanings(key: str) -> dict[str, str]:
        return {
            bare(word): meaning for style in read for meaning, words in (style.get(key) or {}).items() for word in words
        }

    def words(key: str) -> frozenset[str]:
        return frozenset(bare(word) for style in read for word in style.get(key) or ())

    def pattern(key: str) -> re.Pattern[str]:
        found = sorted((word for style in read for word in style.get(key) or ()), key=len, reverse=True)
        return re.compile("|".join(_whole(word) for word in found) or r"(?!)", re.IGNORECASE)

    orders = [str(style["date_order"]) for style in read if style.get("date_order")]
    heading_words = (pair for style in read for pair in (style.get("heading_words") or {}).items())
    columns: dict[str, set[str]] = {}
    for style in read:
        for meaning, names in (style.get("columns") or {}).items():
            columns.setdefault(meaning, set()).update(map(bare, names))
    return House(
        headings=meanings("headings"),
        heading_words=tuple(
            (role, tuple(words), re.compile("|".join(map(_whole, words)), re.IGNORECASE))
            for role, words in heading_words
        ),
        fields=meanings("fields"),
        columns={meaning: frozenset(names) for meaning, names in columns.items()},
        severities=meanings("severities"),
        priorities=meanings("priorities"),
        milestones=meanings("milestones"),
        tells={name: text for style in read for name, text in (style.get("tells") or {}).items()},
        zones={name: place for style in read for name, place in (style.get("zones") or {}).items()},
        doubtful_zones=frozenset(str(word) for style in read for word in style.get("doubtful_zones") or ()),
        done=words("done"),
        no_answer=words("no_answer"),
        no_owner=words("no_owner"),
        notices=words("notices"),
        report=pattern("report_words"),
        incident=pattern("incident_words"),
        trouble=pattern("trouble_words"),
        measures=pattern("measure_words"),
        intents=pattern("intent_words"),
        plans=pattern("plan_words"),
        planned=pattern("planned_words"),
        no_report=pattern("no_report_words"),
        hostile=pattern("hostile_words"),
        month_first=orders[-1] == "month-first" if orders else None,
        timezone=next((str(style["timezone"]) for style in reversed(read) if style.get("timezone")), ""),
    )


@cache
def _whole(word: str) -> str:
    """A pattern for the word; one in Latin letters stands by itself, in other scripts words are not apart."""
    return rf"(?<![A-Za-z0-9])(?:{word})(?![A-Za-z0-9])" if word.isascii() else f"(?:{word})"
