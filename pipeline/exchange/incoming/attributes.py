"""What an action item says of itself, in columns, brackets and lines below it: owner, priority, state, due day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.exchange.incoming import days
from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.text import label
from pipeline.exchange.incoming.times import TimeReader

OWNER: Final = (
    re.compile(
        r"(?:[(\[（]|\s[–—-]\s)?(?<!\w)"
        r"(?:owner|assignee|assigned to|dri|responsible|lead|verantwortlich|responsable|担当)"
        r"\s*[:：=]\s*(?P<who>[^,;()\[\]|（）、]{2,60})[)\]）]?",
        re.IGNORECASE,
    ),
    re.compile(r"\[(?P<who>[^\]\[\d]{2,40})\](?![(\[:])\s*$"),
    re.compile(r"`?@(?P<who>[A-Za-z0-9][\w/-]{1,60})`?"),
)
PRIORITY: Final = re.compile(
    r"(?:\(|\[)(?P<level>p[0-4]|high|medium|low|urgent|critical)(?:\)|\])|\bpriority\s*[:：]\s*(?P<named>\w+)",
    re.IGNORECASE,
)
DUE: Final = re.compile(
    r"[(\[（]?\s*(?:\b(?:due(?: date| by| on)?|eta|deadline|by when|target(?: date)?"
    r"|(?:estimated )?completion(?: date)?|frist|fällig(?: am| bis)?|échéance|termin)\b\s*[:：=]?|期[限日]\s*[:：])"
    r"\s*(?P<when>[^,;()\[\]（）、\n]{2,40})[)\]）]?",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"\b(?:by|bis(?: zum)?|until)\s+(?P<when>[^,;()\[\]（）、\n]{6,40})", re.IGNORECASE)
_AT_END: Final = re.compile(r"^.*(?:\s[–—-]\s|[(（])(?P<when>[^()（）]{6,30}?)[)）]?\s*$")
DONE_AT_END = re.compile(r"[(\[【](?P<word>[^)\]】]{2,20})[)\]】]\W*$|\b(?P<last>DONE|Done)\b")
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

    def __init__(self, house: House, times: TimeReader, *, month_first: bool | None) -> None:
        """`month_first` is whether 4/5 is in April, None if the report does not tell."""
        self._house, self._times, self._month_first = house, times, month_first

    def read(self, content: str, words: str, said: Mapping[str, str], *, box: bool | None) -> Attributes:
        """The attributes of an item, by its Markdown, its words and its columns.

        `box` is whether its box is ticked, None if it has none.
        """
        first, *others = words.split("\n")
        held = {**self.named(others), **{key: label(value) for key, value in said.items() if label(value)}}
        due, due_as_written = self._due(held.get("due", ""), first, boxed=box is not None)
        tracker = _TRACKER.search(said.get("tracker", "")) or _TRACKER.search(content)
        return Attributes(
            owner=held.get("owner", "").strip("`@ ") or self._owner(first),
            priority=self._house.priorities.get(bare(held.get("priority", "")), "") or self._priority(first),
            done=bool(box) or self._is_done(held.get("status", ""), first),
            due=due,
            due_as_written=due_as_written,
            tracker=tracker.group() if tracker else "",
        )

    def named(self, lines: list[str]) -> dict[str, str]:
        """The values that lines below an item give by the names of columns: `Owner: Team Orders`."""
        found: dict[str, str] = {}
        for line in lines:
            match = _NAMED.match(line)
            meaning = self._house.column(match["name"]) if match else ""
            if match and meaning not in ("", "action", "date", "time"):
                found.setdefault(meaning, match["value"].strip())
        return found

    def _owner(self, words: str) -> str:
        for pattern in OWNER:
            match = pattern.search(words)
            if match and bare(match["who"]) not in self._house.done:
                return match["who"].strip(" .`@")
        return ""

    def _priority(self, words: str) -> str:
        match = PRIORITY.search(words)
        return self._house.priorities.get(bare(match["level"] or match["named"]), "") if match else ""

    def _is_done(self, status: str, words: str) -> bool:
        if bare(status) in self._house.done or status.strip() in _TICKS:
            return True
        match = DONE_AT_END.search(words)
        return bool(match and bare(match["word"] or match["last"]) in self._house.done)

    def _due(self, column: str, words: str, *, boxed: bool) -> tuple[str, str]:
        """The day by which it has to be done, or else what is written in its place."""
        if column:
            day = self._day(column)
            is_none = bare(column) in self._house.no_answer | self._house.done or not re.search(r"\w", column)
            return day, "" if day or is_none else column
        sure = DUE.search(words)
        if sure:
            day = self._day(sure["when"])
            return day, "" if day else sure["when"].strip()
        found = _BY.search(words) or (_AT_END.search(words) if boxed else None)
        return self._day(found["when"]) if found else "", ""

    def _day(self, text: str) -> str:
        """The day with which a text begins; without its year, it is none."""
        read = self._times.read(text)
        return days.iso(read[0], month_first=self._month_first) if read else ""
