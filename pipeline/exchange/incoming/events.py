"""Entries of a timeline as written → events with moments: dates are carried on, zones and midnights minded.

Nothing is made more exact than it is written. What cannot be placed in time is asked about, and kept as a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from pipeline import vocabulary
from pipeline.exchange.incoming import days
from pipeline.exchange.incoming.entries import Entry, Found, first_words, is_plain
from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.text import plain
from pipeline.exchange.incoming.time_parts import Written
from pipeline.time import moment, unnamed_zone
from pipeline.time.moment import Moment

_HALF_WEEK = 3
_MIDNIGHT = timedelta(hours=6)
"""A time so much earlier than the one above it, on the same day, is one of the next day."""
_FIRST = 1970
_LONGEST = 2000
_ALL_APPROXIMATE = re.compile(r"approximat\w+|およそ|おおよそ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the draft: `at` as it is there, `as_written` as the source has it, `notes` what is left of it.

    `ended` is when it was over, "" if the source gives no range.
    """

    at: str
    when: Moment
    what: str
    as_written: str
    approximate: bool = False
    milestone: str = ""
    notes: str = ""
    ended: str = ""


@dataclass(slots=True)
class Events:
    """The events of a draft, sorted; the zone of those without an offset; notes, headings, and what has to be asked."""

    events: list[Event] = field(default_factory=list)
    timezone: str = ""
    notes: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


class EventReader:
    """Places the entries of one report in time."""

    def __init__(
        self, house: House, day: date | None, today: date, timezone: str = "", *, month_first: bool | None = None
    ) -> None:
        """`day` is the report's own date; `timezone` the zone of times for which the source names none.

        `month_first` is whether 4/5 is in April, None if the report does not tell.
        """
        self._house, self._day, self._today, self._month_first = house, day, today, month_first
        self._default = timezone or house.timezone
        self._result = Events()
        self._assumed = self._unzoned = False
        self._midnights = 0

    def read(self, timelines: Sequence[Found], start: Written | None = None) -> Events:
        """The events of all timelines of the report; `start` is T where they do not say when it is."""
        self._start = start
        self._first = self._first_day(timelines)
        for found in timelines:
            self._read_one(found)
        self._order()
        self._milestones()
        if self._assumed and self._day:
            self._ask(f"the first times of the timeline have no date: they were put on {self._day}")
        if self._unzoned and not self._default:
            self._ask("the source does not name the time zone of some times: name it in `timezone`, which is `unknown`")
        if self._midnights:
            self._ask("a time far earlier than the one above it was read as being on the next day")
        if self._unzoned:
            self._result.timezone = self._default or unnamed_zone.NAME
        return self._result

    def _first_day(self, timelines: Iterable[Found]) -> date | None:
        """The first day with its year in any timeline, by which dates without one are read."""
        whens = (entry.when for found in timelines for entry in found.entries)
        return next((date.fromisoformat(day) for one in whens if (day := days.iso(one))), None)

    def _ask(self, question: str) -> None:
        if question not in self._result.questions:
            self._result.questions.append(question)

    def _read_one(self, found: Found) -> None:
        self._current: date | None = None
        self._before: datetime | None = None
        self._zero: datetime | None = None
        self._zero_zone = self._before_zone = self._zone = ""
        about = any(_ALL_APPROXIMATE.search(text) for text in (*found.left, *found.headings))
        self._result.notes += found.left
        self._result.headings += found.headings
        for number, entry in enumerate(found.entries):
            following = found.entries[number + 1] if number + 1 < len(found.entries) else None
            if entry.day_of_others or self._is_date_of_others(entry, following):
                self._current, self._before = self._date(entry), None
                if entry.day_of_others:
                    continue
                self._result.headings += [entry.when.text]
                self._result.notes += entry.text
            else:
                self._place(entry, found, about=about)

    def _is_date_of_others(self, entry: Entry, following: Entry | None) -> bool:
        """Whether an entry is only the day of those that follow it."""
        if entry.when.has_time or not entry.when.has_date or self._date(entry) is None:
            return False
        alone = entry.heading or not entry.text
        return bool(alone and following and not following.when.has_date and following.when.has_time)

    def _place(self, entry: Entry, found: Found, *, about: bool) -> None:
        at = self._at(entry, found)
        if entry.when.minutes == 0 and entry.when.has_time and not entry.text:
            self._result.notes.append(entry.when.text)  # `T = 10:00 UTC` is no event
            return
        end = (
            self._at(replace(entry, when=entry.when.until), found)
            if entry.when.until and not isinstance(at, str)
            else ""
        )
        text = "\n\n".join(entry.text)
        if isinstance(at, str):
            self._ask(f"`{entry.when.text}`: {at}; it is in a note")
            self._result.notes.append(f"**{entry.when.text}** {text}".rstrip())
            return
        written, notes = entry.when.text, ""
        what = plain(text) if text else ""
        if text and (len(what) > _LONGEST or not is_plain(entry.text)):
            first = first_words(text)
            what = first or written
            notes = f"### {written}\n\n{text}"
        ended = "" if isinstance(end, str) or end.surely_before(at) else end.text
        if not what:
            what = written
            self._ask(f"`{written}`: the source gives a time and does not say what happened")
        self._result.events.append(
            Event(at.text, at, what, written, approximate=about or entry.when.approximate, notes=notes, ended=ended)
        )

    def _at(self, entry: Entry, found: Found) -> Moment | str:
        """The moment of an entry, or why it has none."""
        when = entry.when
        if when.minutes or (when.minutes == 0 and not when.has_time):
            return self._counted(when.minutes)
        if not (when.has_date or when.has_time or when.no_clock):
            return "this is not a time"
        day = self._date(entry) if when.has_date else self._carried(when)
        if day is None:
            return self._coarse(entry) if when.has_date else "the source does not give the day"
        zone = when.zone or entry.zone or found.zone or self._zone
        if not when.has_time:
            self._current, self._before = day, None
            return self._moment(day, None, None, "")
        clock = datetime(day.year, day.month, day.day, when.hour or 0, when.minute or 0, when.second or 0)  # noqa: DTZ001  # its zone follows
        self._current, self._before, self._before_zone = day, clock, zone
        if when.zone and not found.zone:
            self._zone = when.zone
        elif zone and zone == self._zone and not when.zone and not entry.zone and not found.zone:
            self._ask("times without a zone were read in the zone of the time above them")
        if when.minutes == 0:
            self._zero, self._zero_zone = clock, zone
        return self._moment(day, clock, when.second, zone)

    def _counted(self, minutes: int) -> Moment | str:
        """The moment so long after T."""
        if self._zero is None and self._before is not None:
            self._zero, self._zero_zone = self._before, self._before_zone
            self._ask(f"times such as `+{abs(minutes)} min` were counted from the first time above them")
        if self._zero is None and self._start is not None:
            self._at(Entry(replace(self._start, minutes=0), []), Found())
        if self._zero is None:
            return "the source does not say when T is"
        try:
            at = self._zero + timedelta(minutes=minutes)
        except OverflowError:
            return "there is no such time"
        return self._moment(at.date(), at, None, self._zero_zone)

    def _carried(self, when: Written) -> date | None:
        """The day of a time that is without one."""
        if self._current is None:
            self._current, self._assumed = self._day, self._assumed or self._day is not None
        if when.weekday is not None and self._current is not None:
            return _on_weekday(self._current, when.weekday, forward=self._before is not None)
        if when.next_day and self._current is not None and self._current < date.max:
            return self._current + timedelta(days=1)
        if self._current is not None and self._before is not None:
            clock = self._before.replace(hour=when.hour or 0, minute=when.minute or 0, second=when.second or 0)
            if self._before - clock >= _MIDNIGHT and self._current < date.max:
                self._midnights += 1
                return self._current + timedelta(days=1)
        return self._current

    def _date(self, entry: Entry) -> date | None:
        """The day that an entry names; None if it names none, or only a month or a year."""
        when = entry.when
        year = when.year or entry.year
        near = self._current or self._day or self._first
        if when.mistyped:
            self._ask(
                f"`{when.text}`: `{when.mistyped}` is not a year; it was read as the year nearest to the other times"
            )
        if when.numbers:
            of_year = year or (near.year if near else None)
            return days.of_numbers(when.numbers, of_year, month_first=self._month_first, near=near) if of_year else None
        if when.month is None or when.day is None:
            return None
        if year is None and near is not None:
            return days.nearest(when.month, when.day, near)
        return days.real(year, when.month, when.day) if year else None

    def _coarse(self, entry: Entry) -> Moment | str:
        """The month or year that an entry names, where its day cannot be told."""
        when = entry.when
        if when.numbers and when.year:
            self._ask(f"`{when.text}`: nothing says which number is the month; only the year was used")
            return self._parsed(str(when.year))
        if when.year and when.day is None:
            return self._parsed(f"{when.year}-{when.month:02}" if when.month else str(when.year))
        return "the source does not give its year, or there is no such day"

    def _moment(self, day: date, clock: datetime | None, second: int | None, zone: str) -> Moment | str:
        if clock is None:
            return self._parsed(day.isoformat())
        text = clock.isoformat(timespec="minutes" if second is None else "seconds")
        offset = self._offset(zone, clock)
        if offset is None:
            self._unzoned = True
        return self._parsed(text + (offset or ""), naive=offset is None)

    def _offset(self, zone: str, clock: datetime) -> str | None:
        """The offset of a zone as the house style knows it; None where the time has none."""
        place = self._house.zones.get(zone, zone)
        if zone in self._house.doubtful_zones:
            self._ask(f"`{zone}` means different zones in different countries: it was read as UTC{place}")
        if not place:
            return None
        if place[0] in "+-":
            return "Z" if place == "+00:00" else place
        try:
            local = clock.replace(tzinfo=moment.zone_named(place))
        except moment.MomentError:
            self._ask(f"`{zone}` is not a known time zone: add it to `zones` in a file in house-styles/")
            return None
        return local.isoformat()[-len("+00:00") :]

    def _parsed(self, text: str, *, naive: bool = False) -> Moment | str:
        try:
            found = moment.parse(text, moment.zone_named(self._default or unnamed_zone.NAME) if naive else None)
        except moment.MomentError as error:
            return str(error).partition(":")[0]
        if found.earliest.date() > self._today:
            return "it is in the future"
        return found if found.latest > datetime(_FIRST, 1, 1, tzinfo=UTC) else f"it is before {_FIRST}"

    def _order(self) -> None:
        events = self._result.events
        latest = None
        for event in events:
            if latest is not None and event.when.surely_before(latest):
                self._ask("some events were out of order in the source: they were sorted")
                events.sort(key=lambda one: one.when.earliest)
                return
            latest = event.when if latest is None or event.when.earliest >= latest.earliest else latest

    def _milestones(self) -> None:
        order = vocabulary.ordered("timeline", "events", "milestone")
        taken: list[int] = []
        for number, event in enumerate(self._result.events):
            name = self._house.milestones.get(bare(event.what))
            if name in order and (not taken or order.index(name) > taken[-1]):
                taken.append(order.index(name))
                self._result.events[number] = replace(event, milestone=name)
            elif name in order:
                self._ask(f"`{event.what}` at {event.at} may be the milestone `{name}`, but comes after a later one")


def _on_weekday(day: date, weekday: int, *, forward: bool) -> date:
    """The day of this name that is nearest to another day, or the first one from it on."""
    ahead = (weekday - day.weekday()) % 7
    away = ahead if forward or ahead <= _HALF_WEEK else ahead - 7
    return day + timedelta(days=away) if date.min.toordinal() <= day.toordinal() + away <= date.max.toordinal() else day
