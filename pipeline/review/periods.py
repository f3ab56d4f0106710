"""Days that are a period later, by the calendar."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_DAYS = {"D": 1, "W": 7}
_MONTHS = {"M": 1, "Y": 12}


def later(day: date, period: str) -> date:
    """The day that is a period such as P6M or P14D later; in a month that lacks it, the last day of that month."""
    number, unit = int(period[1:-1]), period[-1]
    if unit in _DAYS:
        return day + timedelta(days=number * _DAYS[unit])
    months = day.year * 12 + day.month - 1 + number * _MONTHS[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def week(day: date) -> str:
    """The ISO week of a day, such as 2026-W48."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"
