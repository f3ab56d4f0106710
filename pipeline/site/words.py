"""The words and forms in which the pages say a value."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipeline.model import Count
from pipeline.moment import Moment, Precision
from pipeline.tracking.lifecycle import Standing

_ACTIVE = (".html", ".htm", ".xhtml", ".xht", ".xml", ".mht", ".mhtml", ".js", ".mjs")
_TECHNIQUE = re.compile(r"T\d{4}(\.\d{3})?")


def humanise(value: str) -> str:
    """A word of the schemas as people write it: risk-accepted → risk accepted."""
    return value.replace("-", " ")


def css(value: str) -> str:
    """A word as the tail of a CSS class."""
    return re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")


def plural(count: int, noun: str) -> str:
    """A number with its noun: 1 finding, 2 findings."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def when(moment: Moment) -> str:
    """The moment as exact as it is known: UTC where it has a time of day, else as the author wrote it."""
    width = timedelta(minutes=1) if moment.precision is Precision.MINUTE else timedelta(seconds=1)
    if not moment.has_time or moment.latest - moment.earliest > width:
        return moment.text
    clock = "%Y-%m-%d %H:%M" if moment.precision is Precision.MINUTE else "%Y-%m-%d %H:%M:%S"
    return f"{moment.earliest.strftime(clock)} UTC"


def counted(count: Count) -> str:
    """A count's number in words: about 1,935."""
    return f"{'about ' if count.approximate else ''}{count.count:,}"


def due(standing: Standing, today: date) -> str:
    """When a finding has to be done, seen from today; "" where nothing is due any more."""
    if standing.due is None or standing.state.settled:
        return ""
    late = standing.overdue_by(today)
    if late:
        return f"overdue by {plural(late, 'day')}"
    left = (standing.due - today).days
    return f"due in {plural(left, 'day')}" if left > 0 else "due today" if left == 0 else "was due"


def ago(day: date, today: date) -> str:
    """How long ago a day was: 12 days ago."""
    passed = (today - day).days
    return f"{plural(passed, 'day')} ago" if passed > 0 else "today" if passed == 0 else f"in {plural(-passed, 'day')}"


def web(url: str) -> str:
    """The address where it is one of the web, else "": no other scheme becomes a link."""
    return url if re.match(r"https?://", url, re.IGNORECASE) else ""


def attack(identifier: str) -> str:
    """Where MITRE describes a technique or a group; "" where the text is neither's id."""
    if _TECHNIQUE.fullmatch(identifier):
        return f"https://attack.mitre.org/techniques/{identifier.replace('.', '/')}/"
    return f"https://attack.mitre.org/groups/{identifier}/" if re.fullmatch(r"G\d{4}", identifier) else ""


def published_name(path: str) -> str:
    """The path at which the site serves an artefact: what a browser would run is served as text."""
    return f"{path}.txt" if path.lower().endswith(_ACTIVE) else path


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text in front matter."""
    return [paragraph for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]
