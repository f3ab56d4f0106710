"""Findings: their numbers, titles, sections, dates and decisions, and where they may go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from pipeline import layout
from tests.check.mutations.policy import headings
from tests.check.mutations.record import Mutation, in_text, in_tree, writes
from tests.check.mutations.source import Route, Source, is_draft, of_kind, pick, readme, sites
from tests.needs import ROOT

_TODAY = date(2026, 11, 24)
_DAYS = {"p0": 7, "p1": 30, "p2": 90, "p3": 180}


def mutations() -> Iterator[Mutation]:
    """Everything about findings."""
    filed = [source for source in of_kind("finding") if not is_draft(source)]
    yield from _numbers(filed)
    yield from _titles(filed)
    yield from _sections(filed)
    yield from _done_when(filed)
    yield from _dates(filed)
    yield from _decisions(filed)
    yield from _targets(filed)
    yield from _lengths(filed)


def _numbers(filed: list[Source]) -> Iterator[Mutation]:
    for source in pick("number", filed, 4):
        folder, _, name = source.path.rpartition("/")
        twin = f"{folder}/{name[:3]}zz-same-number.md"
        yield in_tree("give a number twice", "finding-number-stands-once", twin, _copies(source.path, twin), says=name)


def _copies(old: str, new: str) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        (root / new).write_bytes((root / old).read_bytes())

    return apply


def _titles(filed: list[Source]) -> Iterator[Mutation]:
    for title, rule, says in (
        ("'@octocat should look at this'", "title-says-what-to-do", "`@octocat`"),
        ("The token never expires", "title-says-what-to-do", "`The`"),
        ("Monitoring of the build cache", "title-says-what-to-do", "`Monitor`"),
        ("Insufficient logging of sign-ins", "title-says-what-to-do", "`Insufficient`"),
        ("2 tokens to revoke", "title-says-what-to-do", "word"),
        ("Log retention", "title-begins-with-verb", "`Log retention`"),
        ("Frobnicate the build cache", "title-begins-with-verb", "`Frobnicate`"),
        ("Fix the issue", "title-says-something", "Fix the issue"),
        ("Improve security", "title-says-something", "Improve security"),
    ):
        for source in pick(title, filed, 1):
            edit = source.with_value(title, "title")
            # `@octocat` would be called as well.
            also = ("mention-is-inert",) if "@" in title else ()
            yield in_text(f"write {title}", rule, source, edit, edit[0] + 1, says=says, also=also)
    for title in ("Security incident", "Outage on 3 March 2025", "Postmortem"):
        for source in pick(title, of_kind("incident"), 1):
            edit = source.with_value(title, "title")
            yield in_text(f"write {title}", "title-says-something", source, edit, edit[0] + 1, says=title)


def _sections(filed: list[Source]) -> Iterator[Mutation]:
    rule = "finding-has-its-sections"
    choices = [(source, section) for source in filed for section in headings(source)]
    for source, (heading, start, _, end) in pick("missing", choices, 4):
        edit = (start, end, "")
        yield in_text(f"remove {heading}", rule, source, edit, source.body, says=f"`## {heading}`")
    for source, (heading, start, after, end) in pick("empty", choices, 3):
        edit = (after, end, "\n")
        yield in_text(f"empty {heading}", rule, source, edit, start, says=f"`## {heading}` is empty")
    for source, (heading, start, after, _) in pick("misspelt", choices, 3):
        edit = (start, after, f"## {heading.upper()}\n")
        yield in_text(f"shout {heading}", rule, source, edit, source.body, says=f"`## {heading}`")


def _done_when(filed: list[Source]) -> Iterator[Mutation]:
    for source in pick("no list", filed, 4):
        start, end = next((after, end) for heading, _, after, end in headings(source) if heading == layout.DONE_WHEN)
        edit = (start, end, "\nEverybody agrees that it has become better.\n")
        yield in_text("write no list", "done-when-can-be-seen", source, edit, start + 1, says="not a list")
    for item in ("Done.", "TBD", "All fixed", ""):
        for source in pick(f"item {item}", filed, 1):
            items = [*re.finditer(r"^- .*\n", source.text, re.MULTILINE)]
            at = items[-1].start()
            edit = (at, at, f"- {item}".rstrip() + "\n")
            yield in_text(f"add `{item}` to be done", "done-when-says-something", source, edit, at)


def _dates(filed: list[Source]) -> Iterator[Mutation]:
    decided = [s for s in sites("finding", "decision", "on") if s[0] in filed]
    for source, route in pick("due", decided, 3):
        on, days = date.fromisoformat(source.value(*route)), _DAYS[source.value("priority")]
        for due, says in ((on + timedelta(days + 1), f"{on + timedelta(days)}"), (on - timedelta(1), "before")):
            yield _due(source, f"due: {due}", says)
    places: tuple[tuple[str, Route], ...] = (
        ("finding", ("decision", "on")),
        ("finding", ("verification", "on")),
        ("incident", ("signoffs", "*", "on")),
    )
    for kind, pattern in places:
        for source, route in pick(f"ahead {pattern}", sites(kind, *pattern), 2):
            for day in (_TODAY + timedelta(2), _TODAY.replace(year=2206)):
                edit = (*source.values[route], f"{day}")
                # A due date then lies before its decision.
                also = ("due-is-within-priority",) if "due" in source.data and day.year > _TODAY.year else ()
                yield in_text(f"date {day}", "nothing-is-dated-ahead", source, edit, edit[0], says=f"{day}", also=also)


def _due(source: Source, line: str, says: str) -> Mutation:
    if "due" in source.data:
        edit = (source.keys["due",][0], source.values["due",][1], line)
    else:
        at = source.keys["decision",][0]
        edit = (at, at, f"{line}\n")
    place = edit[0] + len("due: ")
    return in_text(f"make it {line}", "due-is-within-priority", source, edit, place, says=says)


def _decisions(filed: list[Source]) -> Iterator[Mutation]:
    refused = [s for s in filed if s.data["decision"]["status"] in ("declined", "risk-accepted")]
    for source in pick("not heard", refused, 3):
        route: Route = ("decision", "consulted")
        edit = (*source.values[route], "[legal]" if source.value("owner") != "legal" else "[build]")
        yield in_text("hear somebody else", "owner-was-consulted", source, edit, edit[0], says=source.value("owner"))
    for source in pick("verified", [s for s in filed if "verification" in s.data], 3):
        edit = (*source.values["decision", "status"], "proposed")
        at = source.values["verification",][0] + len("proposed") - len(source.value("decision", "status"))
        yield in_text("verify what is proposed", "only-accepted-is-verified", source, edit, at, says="`proposed`")


def _targets(filed: list[Source]) -> Iterator[Mutation]:
    rule = "target-may-hold-finding"
    low = [s for s in filed if s.value("owner") in ("index", "build") and s.value("kind") != "process-change"]
    for source in pick("red", low, 3):
        edit = (4, 4, "tlp: red\n")
        yield in_text("restrict a finding", rule, source, edit, 4 + len("tlp: "), says="red")
    for source in pick("red incident", [s for s in low if "tlp" not in s.data], 1):
        report = readme(source)
        edit = (*report.values["tlp",], "amber+strict")
        made = in_text("restrict an incident", rule, report, edit, edit[0])
        line = source.text.count("\n", 0, source.values["owner",][0]) + 1
        yield in_tree(
            "restrict an incident", rule, source.path, made.apply, line=line, column=None, says="amber", also=(rule,)
        )
    first = next(s for s in filed if s.value("priority") == "p3" and "due" not in s.data)
    line = first.text.count("\n", 0, first.values["priority",][0]) + 1
    config = (ROOT / "postmortem.yml").read_text(encoding="utf-8")
    short = re.sub(r"^  p3: \d+\n", "", config, flags=re.MULTILINE)
    rule = "priority-has-days"
    yield in_tree(
        "configure no p3",
        rule,
        first.path,
        writes("postmortem.yml", short.encode()),
        line=line,
        column=None,
        says="`p3`",
        also=(rule,),
        whole=True,
    )


def _lengths(filed: list[Source]) -> Iterator[Mutation]:
    for source in pick("long", filed, 2):
        start = next(after for heading, _, after, _ in headings(source) if heading == layout.FINDING[0])
        edit = (start, start, "\n" + "The log of that day. " * 3_200 + "\n")
        yield in_text("paste a log", "issue-is-not-too-long", source, edit, source.body, says="characters")
