"""What an action item says of itself, in columns, brackets and lines below it: owner, priority, state, due day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.exchange.incoming import days
from pipeline.exchange.incoming.endings import EndingReader
from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.owners import OwnerReader
from pipeline.exchange.incoming.text import label
from pipeline.exchange.incoming.times import TimeReader

_PRIORITY: Final = re.compile(
    r"(?:\(|\[)(?P<level>p[0-4]|high|medium|low|urgent|critical)(?:\)|\])|~?\"?\bpriority\s*[:：]{1,2}\s*(?P<named>\w+)\"?",
    re.IGNORECASE,
)
_DUE: Final = re.compile(
    r"[(\[（]?\s*(?:\b(?:due(?: date| by| on)?|eta|by when|target date|fällig(?: am| bis)?|échéance)\b\s*[:：=]?"
    r"|\b(?:target|deadline|(?:estimated )?completion(?: date)?|frist|termin)\s*[:：=]|期[限日]\s*[:：])"
    r"\s*(?P<when>[^,;()\[\]（）、\n]{2,40})[)\]）]?",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"\b(?:by|bis(?: zum)?|until)\s+(?P<when>[^,;()\[\]（）、\n]{6,40})", re.IGNORECASE)
_DONE = re.compile(r"\b(?:DONE|Done|COMPLETED?|CLOSED|FIXED)\b")
_TRACKER = re.compile(r"https?://[^\s)>\]]{1,300}?/(?:issues|pull|browse|-/issues|merge_requests|t/|task/)[^\s)>\]]*")
_NAMED = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:\*\*|__)?(?P<name>[^:：*_\n]{2,30})(?:\*\*|__)?\s*[:：](?:\*\*|__)?\s*(?P<value>\S.*)$"
)
_TICKS = ("✅", "☑", "✔", "✓", "x", "☑️", "✔️")


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is known of an action item besides what to do. `due` is a day; `due_as_written` what could not be one."""

    owner: str = ""
    priority: str = ""
    done: bool = False
    due: str = ""
    due_as_written: str = ""
    tracker: str = ""


class AttributeReader:
    """Reads what action items say of themselves."""

    def __init__(self, house: House, times: TimeReader, owners: OwnerReader, *, month_first: bool | None) -> None:
        """`month_first` is whether 4/5 is in April, None if the report does not tell."""
        self._house, self._times, self._owners, self._month_first = house, times, owners, month_first
        self._endings = EndingReader(house, times, owners)

    def read(self, content: str, words: str, said: Mapping[str, str], *, box: bool | None) -> Attributes:
        """The attributes of an item, by its Markdown, its words and its columns.

        `box` is whether its box is ticked, None if it has none.
        """
        line, *others = words.split("\n")
        first, ending = self._endings.read(line)
        cells = {key: label(value) for key, value in said.items() if label(value)}
        held = {**self.named(others), **ending, **cells}
        due, due_as_written = self._due(held.get("due", ""), first, boxed=box is not None)
        tracker = _TRACKER.search(said.get("tracker", "")) or _TRACKER.search(content)
        texts = (line, held.get("status", ""), *cells.values())
        return Attributes(
            owner=self._owners.named(held["owner"]) if "owner" in held else self._owners.of(first),
            priority=self._house.priorities.get(bare(held.get("priority", "")), "") or self._priority(first),
            done=bool(box) or content.startswith("~~") or any(map(self._is_done, texts)),
            due=due,
            due_as_written=due_as_written,
            tracker=tracker.group() if tracker else "",
        )

    def without(self, told: Attributes, line: str) -> str:
        """The first line of an item without the owner, priority, state and day that it told."""
        line = _DUE.sub("", _PRIORITY.sub("", self._owners.without(told.owner, line)))
        line = self._endings.read(line)[0].rstrip(f" .{''.join(_TICKS[:4])}")
        last = self._day_at_end(line)
        return line.removesuffix(last) if last and self._day(last) == told.due != "" else line

    def named(self, lines: list[str]) -> dict[str, str]:
        """The values that lines below an item give by the names of columns: `Owner: Team Orders`."""
        found: dict[str, str] = {}
        for line in lines:
            match = _NAMED.match(line)
            meaning = self._house.column(match["name"]) if match else ""
            if match and meaning not in ("", "action", "date", "time"):
                found.setdefault(meaning, match["value"].strip())
        return found

    def _priority(self, words: str) -> str:
        match = _PRIORITY.search(words)
        return self._house.priorities.get(bare(match["level"] or match["named"]), "") if match else ""

    def _is_done(self, text: str) -> bool:
        words = bare(text)
        is_said = words in self._house.done or (bool(words) and self._house.done.issuperset(words.split()))
        return is_said or text.strip() in _TICKS or text.strip().endswith(_TICKS[:4]) or bool(_DONE.search(text))

    def _due(self, column: str, words: str, *, boxed: bool) -> tuple[str, str]:
        """The day by which it has to be done, or else what is written in its place."""
        if column:
            day = self._day(column)
            is_none = bare(column) in self._house.no_answer | self._house.done or not re.search(r"\w", column)
            return day, "" if day or is_none else column
        sure = _DUE.search(words)
        if sure:
            day = self._day(sure["when"])
            return day, "" if day else sure["when"].strip()
        found = _BY.search(words)
        if found:
            return self._day(found["when"]), ""
        last = self._day_at_end(words.rstrip(" .)）")) if boxed else ""
        return (self._day(last) if last else ""), ""

    def _day_at_end(self, words: str) -> str:
        *_, last = ("", *(one.text for _, one in self._times.dates(words)))
        return last if words.endswith(last) else ""

    def _day(self, text: str) -> str:
        """The day with which a text begins; without its year, it is none."""
        read = self._times.read(text)
        return days.iso(read[0], month_first=self._month_first) if read else ""
