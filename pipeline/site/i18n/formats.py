"""How pages write a value: moments, durations, counts, sizes and states, in a language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.units import format_unit

from pipeline.analysis.durations import duration_milestones
from pipeline.attack import attack
from pipeline.model import Count, Event
from pipeline.site.i18n.language import Language
from pipeline.time.moment import Moment, Precision, When, Window, parse
from pipeline.time.span import Span, units
from pipeline.time.unnamed_zone import Clocks
from pipeline.tracking.lifecycle import Disagreement, FindingState, State
from pipeline.vocabulary import response_milestones

_STEP = 1000


def number(language: Language, value: float) -> str:
    """A number with thousands separators."""
    return format_decimal(value, locale=language.locale)


def when(language: Language, moment: When) -> str:
    """The moment as exact as it is known: UTC where it has a time of day, else the author's day, month or year."""
    if isinstance(moment, Window):
        return _within(language, moment, when)
    if not moment.has_time:
        return partial_date(language, moment.text)
    if moment.clocks:
        return language.gettext("%(time)s, time zone unknown", time=_on_clocks(language, moment, moment.clocks))
    # For translators: a Unicode date pattern (UTS 35), as all messages of this kind.
    minute = language.pgettext("date pattern", "yyyy-MM-dd HH:mm 'UTC'")
    second = language.pgettext("date pattern", "yyyy-MM-dd HH:mm:ss 'UTC'")
    return _readings(language, moment, minute if moment.precision is Precision.MINUTE else second)


def _on_clocks(language: Language, moment: Moment, clocks: Clocks) -> str:
    """A time of day as the clocks showed it whose zone nobody names."""
    minute = language.pgettext("date pattern", "yyyy-MM-dd HH:mm")
    second = language.pgettext("date pattern", "yyyy-MM-dd HH:mm:ss")
    return _formatted(clocks.first, minute if moment.precision is Precision.MINUTE else second, language.locale)


def _within(language: Language, window: Window, said: Callable[[Language, Moment], str]) -> str:
    """Some time between two moments; one of them is known."""
    after, before = (said(language, moment) if moment else "" for moment in (window.after, window.before))
    if after and before:
        return language.gettext("between %(after)s and %(before)s", after=after, before=before)
    if after:
        return language.gettext("%(time)s or later", time=after)
    return language.gettext("%(time)s or earlier", time=before)


def during(language: Language, event: Event) -> str:
    """When an event happened, and until when, if it lasted; an estimate says so. "" if that is not known."""
    if event.at is None:
        return ""
    text = when(language, event.at)
    text = language.pgettext("an estimate, short", "~%(at)s", at=text) if event.approximate else text
    if event.ended is None:
        return text
    return language.gettext("%(first)s to %(last)s", first=text, last=when(language, event.ended))


def _readings(language: Language, moment: Moment, pattern: str) -> str:
    """The moment by this pattern: both readings where the clocks showed it twice."""
    first, *second = (_formatted(reading.earliest, pattern, language.locale) for reading in moment.readings)
    return language.gettext("%(first)s or %(second)s", first=first, second=second[0]) if second else first


@lru_cache(maxsize=1000)
def _formatted(moment: datetime, pattern: str, locale: Locale) -> str:
    """A page says each moment several times."""
    return format_datetime(moment, pattern, locale=locale)


def utc(moment: Moment) -> str:
    """The moment as the schemas have it: in UTC where it is one time of day, else as the author wrote it."""
    exact = "minutes" if moment.precision is Precision.MINUTE else "seconds"
    return f"{moment.earliest.replace(tzinfo=None).isoformat(timespec=exact)}Z" if moment.is_exact else moment.text


def clock(language: Language, moment: When) -> str:
    """As `when`, short: in UTC without saying so, and to the minute at most."""
    if isinstance(moment, Window):
        return _within(language, moment, clock)
    if not moment.has_time or moment.clocks:
        return when(language, moment)
    return _readings(language, moment, language.pgettext("date pattern", "yyyy-MM-dd HH:mm"))


def machine_time(moment: When) -> str:
    """The moment for the `datetime` attribute of a `time` element; "" if it is not one known time."""
    if isinstance(moment, Window):
        return ""
    return utc(moment) if moment.is_exact or not moment.has_time else ""


def patterns(language: Language) -> dict[str, str]:
    """The patterns of a time of day, by how exact it is, for the script that shows it in the reader's zone."""
    return {
        "minute": language.pgettext("date pattern", "yyyy-MM-dd HH:mm 'UTC'"),
        "second": language.pgettext("date pattern", "yyyy-MM-dd HH:mm:ss 'UTC'"),
        "short": language.pgettext("date pattern", "yyyy-MM-dd HH:mm"),
    }


def partial_date(language: Language, text: str) -> str:
    """A day, a month or a year in ISO 8601, as exact as it is; "" stays ""."""
    if not text:
        return ""
    year, month, day = (int(part) for part in [*text.split("-"), "1", "1"][:3])
    return format_date(date(year, month, day), _pattern(language, parse(text).precision), locale=language.locale)


def on(language: Language, day: date) -> str:
    """A day."""
    return format_date(day, _pattern(language, Precision.DAY), locale=language.locale)


def _pattern(language: Language, precision: Precision) -> str:
    if precision is Precision.YEAR:
        return language.pgettext("date pattern", "yyyy")
    if precision is Precision.MONTH:
        return language.pgettext("date pattern", "yyyy-MM")
    return language.pgettext("date pattern", "yyyy-MM-dd")


def span(language: Language, span: Span) -> str:
    """A duration in words, which say how sure it is: 17 min, about 3 d, 1 y 3 mo to 1 y 5 mo, at least 2 d."""
    words = _extent(language, span)
    return language.gettext("%(length)s (stated)", length=words) if span.stated else words


def _extent(language: Language, span: Span) -> str:
    low = length_of(language, span.shortest)
    if span.nominal is not None:
        shown = length_of(language, span.nominal)
        return language.gettext("about %(length)s", length=shown) if span.approximate else shown
    if span.longest is None:
        known = span.shortest >= timedelta(minutes=1)
        return language.gettext("at least %(length)s", length=low) if known else language.gettext("of unknown length")
    high = length_of(language, span.longest)
    if low == high:
        return language.gettext("about %(length)s", length=low)
    if span.shortest < timedelta(minutes=1):
        return language.gettext("up to %(length)s", length=high)
    return language.gettext("%(shortest)s to %(longest)s", shortest=low, longest=high)


def length_of(language: Language, length: timedelta) -> str:
    """A length in its two largest units, rounded down: 1 h 20 min, 3 d 4 h, 2 y 1 mo."""
    larger, *smaller = (_amount(language, count, unit) for count, unit in units(length))
    return language.gettext("%(larger)s %(smaller)s", larger=larger, smaller=smaller[0]) if smaller else larger


def _amount(language: Language, count: int, unit: str) -> str:
    amounts = {
        "y": language.gettext("%(count)s y", count=count),
        "mo": language.gettext("%(count)s mo", count=count),
        "d": language.gettext("%(count)s d", count=count),
        "h": language.gettext("%(count)s h", count=count),
        "min": language.gettext("%(count)s min", count=count),
        "s": language.gettext("%(count)s s", count=count),
    }
    return amounts[unit]


def duration(language: Language, name: str) -> str:
    """What a duration of the schema measures: time to detect."""
    return language.gettext("Time to %(do)s", do=language.word("duration", name))


def since(language: Language, milestone: str) -> str:
    """From which milestone something is measured."""
    start, detected, *_ = response_milestones()
    if milestone == start:
        return language.gettext("from the start")
    if milestone == detected:
        return language.gettext("from detection")
    return language.gettext("from when it was %(milestone)s", milestone=language.word("milestone", milestone))


def measured(language: Language, name: str) -> tuple[str, str]:
    """What a duration of the schema measures, and from when."""
    return duration(language, name), since(language, duration_milestones()[name][0])


def counted_as_of(language: Language, count: Count) -> str:
    """When something was counted, in brackets; "" if that is not known."""
    return language.gettext("(as of %(time)s)", time=when(language, count.as_of)) if count.as_of else ""


def counted(language: Language, count: Count) -> str:
    """A count in words, as its source says it: about 1,935; at least 119,000; 40% to 50%."""
    low, high = (_amount_of(language, count, number) for number in (count.at_least, count.at_most))
    if count.exact is not None:
        words = _about(language, count, low)
    elif low and high:
        words = _about(language, count, language.gettext("%(shortest)s to %(longest)s", shortest=low, longest=high))
    elif low:
        words = language.gettext("at least %(number)s", number=_about(language, count, low))
    elif high:
        words = language.gettext("at most %(number)s", number=_about(language, count, high))
    else:
        words = language.gettext("an unknown share") if count.percent_of else language.gettext("an unknown number of")
    return words


def _about(language: Language, count: Count, words: str) -> str:
    return language.gettext("about %(number)s", number=words) if count.approximate else words


def _amount_of(language: Language, count: Count, value: float | None) -> str:
    if value is None:
        return ""
    return (
        language.gettext("%(number)s%%", number=number(language, value))
        if count.percent_of
        else number(language, value)
    )


def due(language: Language, finding_state: FindingState, today: date) -> str:
    """When a finding has to be done, seen from today; "" if it is done, or settled otherwise."""
    if finding_state.due is None or finding_state.state.settled or finding_state.state is State.FIXED:
        return ""
    late = finding_state.overdue_by(today)
    if late:
        return language.ngettext("overdue by %(count)s day", "overdue by %(count)s days", late)
    left = (finding_state.due - today).days
    if left > 0:
        return language.ngettext("due in %(count)s day", "due in %(count)s days", left)
    if left < 0:
        return language.ngettext("was due %(count)s day ago", "was due %(count)s days ago", -left)
    return language.gettext("due today")


def ago(language: Language, day: date, today: date) -> str:
    """How long ago a day was: 12 days ago."""
    passed = (today - day).days
    if passed > 0:
        return language.ngettext("%(count)s day ago", "%(count)s days ago", passed)
    if passed < 0:
        return language.ngettext("in %(count)s day", "in %(count)s days", -passed)
    return language.gettext("today")


def size(language: Language, octets: int) -> str:
    """The size of a file, in steps of 1000: 12 bytes, 1.9 kB, 3.4 MB."""
    if octets < _STEP:
        return format_unit(octets, "digital-byte", "long", locale=language.locale)
    amount, unit = (octets / _STEP, "kilobyte") if octets < _STEP**2 else (octets / _STEP**2, "megabyte")
    return format_unit(amount, f"digital-{unit}", "short", "#,##0.0", locale=language.locale)


def disagreement(language: Language, disagreement: Disagreement) -> str:
    """How a file and its issue disagree, as a sentence without a full stop."""
    words = {kind: language.word(kind, value) if kind != "sop" else value for kind, value in disagreement.words}
    return language.gettext(disagreement.conflict, **words)


def attack_name(attack_id: str) -> str:
    """What MITRE calls a technique or a group; "" if the version that comes with the pipeline has no such id."""
    entry = attack().entries.get(attack_id)
    return entry.name if entry else ""


def severity(language: Language, value: str) -> str:
    """A severity that is clear without a label: SEV2, severity unknown."""
    if value == "unknown":
        return language.gettext("severity unknown")
    return language.word("severity", value).upper()
