"""Days that are a period later, by the calendar, and weeks."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.time.deadlines import months_later, period


def later(day: date, length: str) -> date:
    """The day that a period such as P6M or P14D is later; in a month that lacks it, the last day of that month."""
    within = period(length)
    return months_later(day, within.months) + timedelta(days=within.days)


def monday(day: date) -> date:
    """The first day of a day's ISO week."""
    return day - timedelta(days=day.weekday())


def week(day: date) -> str:
    """The ISO week of a day, such as 2026-W48."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"
