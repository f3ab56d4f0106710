"""What a report says of itself: its title, date, severity and services, wherever it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline import vocabulary
from pipeline.exchange.incoming.days import Said, day_of
from pipeline.exchange.incoming.entries import Entry, Found
from pipeline.exchange.incoming.house import TAKEN_APART, House, bare
from pipeline.exchange.incoming.outline import Part
from pipeline.exchange.incoming.source import Source
from pipeline.exchange.incoming.text import blocks, label, table
from pipeline.exchange.incoming.time_parts import Written
from pipeline.exchange.incoming.times import TimeReader

_FIELD = re.compile(
    r"^[ \t>*+-]*(?:\*\*|__)?(?P<label>[^:：|*_\n]{2,40}?)(?:\*\*|__)?[ \t]*[:：]"
    r"(?:\*\*|__)?[ \t]*(?P<value>\S.{0,200})$"
)
_SEVERITY = re.compile(r"\b(?:sev(?:erity)?|p)[- ]?[0-5]\b", re.IGNORECASE)
_SAID = re.compile(r"\bseverity[\s:*|=`]{1,8}(sev[- ]?[0-5]|[1-5]|critical|high|medium|low)\b", re.IGNORECASE)
_SEVERITY_OF_TITLE = re.compile(r"\b(sev[- ]?[0-5])\b", re.IGNORECASE)
_ANCHOR = re.compile(r"\s*\{#[\w.-]+\}\s*$")
"""The anchor with which other programs export a heading."""
_MAIL = re.compile(r"\s*(?:[A-Z][\w-]{1,20}: .*\n){0,9}?From: ")
"""The head of a mail, whose date is when it was sent."""
_SLUG = re.compile(r"[a-z0-9]+")
_LONGEST = 60
_MOST = vocabulary.property_schema("incident", "tags")["maxItems"]


@dataclass(frozen=True, slots=True)
class Reading:
    """By what a report is read: the house style, times, and whether 4/5 is in April, None if nothing tells."""

    house: House
    times: TimeReader
    month_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report says of itself.

    `day` is "" or a date as exact as it is known; `date` the same, if it is a day. `day_of_prose` is whether the text
    names it, which may have other dates, and nothing else does. `times` are those of front matter and labels, and
    `zone` the one that a label's time is in.
    """

    title: str
    day: str = ""
    day_of_prose: bool = False
    severity: str = "unknown"
    services: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    times: tuple[Found, ...] = ()
    started: Written | None = None
    zone: str = ""
    is_notice: bool = False
    questions: tuple[str, ...] = field(default=())

    @property
    def date(self) -> date | None:
        """The day, where it is known."""
        return date.fromisoformat(self.day) if len(self.day) == len("2024-06-28") else None


def facts(source: Source, path: str, heading: str, parts: Sequence[Part], reading: Reading) -> Facts:
    """The facts of a report that lies at `path`; `heading` is the one that names it."""
    house, times = reading.house, reading.times
    fields = dict(_fields(parts, house))
    posted = fields.pop("date", "") if _MAIL.match(source.body) else ""
    front = {meaning: value for key, value in source.front.items() if (meaning := house.fields.get(bare(key)))}
    named = str(front.get("title") or _ANCHOR.sub("", heading))
    if not re.search(r"[^\W\d_]", house.report.sub("", label(named))):  # `Incident report` alone names no incident
        named = str(fields.get("title") or named)
    title = " ".join(named.split())
    said = _SAID.search(source.body) or _SEVERITY_OF_TITLE.search(title)
    prose = [part.text for part in parts if part.role not in TAKEN_APART]
    dates = Said(
        str(fields.get("date") or fields.get("started") or ""),
        (title, heading),
        str(front.get("date") or posted),
        path,
        prose,
        reading.month_first,
    )
    day = day_of(dates, times)
    severity, questions = _severity({"severity": said[1] if said else "", **fields, **front}, house)
    return Facts(
        title=label(title).replace("@", "").strip(),
        day=day.day,
        day_of_prose=day.of_prose,
        severity=severity,
        services=tuple(_slugs(front.get("services") or fields.get("services"))),
        tags=tuple(_slugs(front.get("tags"))),
        times=tuple(_times(source, {**fields, **front}, house, times)),
        started=_whole_time(str(fields.get("started") or ""), times),
        zone=next((zone for name in ("date", *house.tells) if (zone := times.zone(str(fields.get(name) or "")))), ""),
        is_notice=is_notice(source, house),
        questions=tuple(questions),
    )


def _fields(parts: Sequence[Part], house: House) -> Iterator[tuple[str, str]]:
    """The labelled values of the parts, the first of each meaning last."""
    found = []
    for part in parts:
        heading = label(part.heading)
        name, colon, value = heading.partition(":")
        if colon and bare(name) in house.fields:
            found.append((house.fields[bare(name)], value.strip()))
        elif (words := re.sub(r"^(?:\d+\s+)+", "", bare(heading))) in house.fields and part.text.strip():
            found.append((house.fields[words], part.text.strip().split("\n", 1)[0]))
        if part.role in ("timeline", "actions"):
            continue
        for line in part.lines:
            match = _FIELD.match(line)
            if match and bare(match["label"]) in house.fields:
                found.append((house.fields[bare(match["label"])], match["value"].strip(" *_|")))
        for block in blocks(part.text) if "|" in part.text else ():
            rows = table(block.tokens) if block.kind == "table" else []
            labelled = ((bare(label(row[0])), row[1]) for row in rows if len(row) == 2)  # noqa: PLR2004  # and its value
            found += [(house.fields[name], value) for name, value in labelled if name in house.fields]
    return reversed(found)


def is_notice(source: Source, house: House) -> bool:
    """Whether a file is a notice of a status page."""
    return any(bare(key) in house.notices for key in source.front)


def _whole_time(text: str, times: TimeReader) -> Written | None:
    read = times.read(text)
    return read[0] if read and read[0].year and read[0].has_time else None


def _severity(fields: Mapping[str, Any], house: House) -> tuple[str, list[str]]:
    said = label(str(fields.get("severity") or "")).strip()
    if not said or bare(said) in house.no_answer:
        return "unknown", []
    found = house.severities.get(bare(said)) or house.severities.get(bare(re.split(r"[(:–—,]| - ", said)[0]))
    match = _SEVERITY.search(said)
    if not found and match:
        found = house.severities.get(bare(match.group())) or house.severities.get(match.group()[-1])
    return (found, []) if found else ("unknown", [f"the source gives the severity as `{said}`: which of ours is that?"])


def _slugs(value: Any) -> Iterator[str]:
    """Names as the schema has them; those without a Latin letter are left to the source's own text."""
    values = value if isinstance(value, list) else str(value or "").split(",")
    slugs = ("-".join(_SLUG.findall(label(str(one)).lower())) for one in values[:_MOST])
    return iter(dict.fromkeys(slug for slug in slugs if slug and len(slug) <= _LONGEST))


def _times(source: Source, fields: Mapping[str, Any], house: House, times: TimeReader) -> Iterator[Found]:
    """The times in front matter and labels: of a status page's notice, the date is when it began."""
    notice = is_notice(source, house)
    entries = []
    for meaning, text in house.tells.items():
        value = fields.get(meaning) or (fields.get("date") if meaning == "started" and notice else None)
        read = times.read(str(value)) if value else None
        if read and read[0].has_date and (read[0].has_time or meaning != "started" or not notice):
            entries.append(Entry(read[0], [text]))
    if entries:
        yield Found(entries)
