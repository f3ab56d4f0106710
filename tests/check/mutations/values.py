"""Values that a schema refuses: misspelt words, other types, nothing, too much, another form."""

from __future__ import annotations

from collections.abc import Iterator

from tests.check.mutations.record import Mutation, in_text
from tests.check.mutations.source import Route, Source, misspelt, pick, sites

_WORDS: tuple[tuple[str, Route], ...] = (
    ("incident", ("status",)),
    ("incident", ("tlp",)),
    ("incident", ("severity",)),
    ("incident", ("impact", "customers")),
    ("incident", ("impact", "data_breach")),
    ("incident", ("actors", "*", "kind")),
    ("incident", ("actors", "*", "confidence")),
    ("incident", ("external_parties", "*", "kind")),
    ("incident", ("response", "complete", "verdict")),
    ("timeline", ("events", "*", "milestone")),
    ("timeline", ("events", "*", "phase")),
    ("finding", ("category",)),
    ("finding", ("kind",)),
    ("finding", ("priority",)),
    ("finding", ("decision", "status")),
)

_LISTS: tuple[tuple[str, Route], ...] = (
    ("incident", ("services",)),
    ("incident", ("tags",)),
    ("incident", ("techniques", "*", "evidence")),
    ("incident", ("response", "complete", "findings")),
    ("timeline", ("events", "*", "evidence")),
    ("finding", ("involves",)),
    ("finding", ("decision", "consulted")),
)

_TEXTS: tuple[tuple[str, Route], ...] = (
    ("incident", ("title",)),
    ("incident", ("summary",)),
    ("incident", ("actors", "*", "name")),
    ("incident", ("participants", "*", "role")),
    ("incident", ("external_parties", "*", "who")),
    ("incident", ("signoffs", "*", "who")),
    ("incident", ("related", "*", "because")),
    ("timeline", ("events", "*", "what")),
    ("evidence", ("items", "*", "what")),
    ("evidence", ("items", "*", "source")),
    ("finding", ("title",)),
    ("finding", ("decision", "reason")),
    ("finding", ("verification", "how")),
)

_FORMS: tuple[tuple[str, Route, str, str], ...] = (
    ("incident", ("services", 0), "Kubernetes Cluster", ""),
    ("incident", ("tags", 0), "supply_chain", ""),
    ("incident", ("techniques", "*", "id"), "T15", ""),
    ("incident", ("participants", "*", "team"), "Security Response", "team-exists participants-have-signed-off"),
    ("incident", ("external_parties", "*", "contacted"), "on Monday", ""),
    ("incident", ("signoffs", "*", "on"), "2026-10", ""),
    ("incident", ("signoffs", "*", "on"), "2026-02-30", ""),
    ("incident", ("signoffs", "*", "on"), "12.11.2026", ""),
    ("incident", ("related", "*", "incident"), "Log4Shell", "incident-exists"),
    ("incident", ("references", "*", "url"), "github.com/pypi/warehouse", ""),
    ("incident", ("references", "*", "url"), "ftp://example.org/report", ""),
    ("incident", ("impact", "counts", "*", "count"), "-1", ""),
    ("incident", ("impact", "counts", "*", "count"), "four", ""),
    ("incident", ("response", "complete", "findings", 0), "'1'", "verdict-names-findings-that-exist"),
    ("timeline", ("events", "*", "at"), "28 June 2024", ""),
    ("timeline", ("events", "*", "at"), "2024-6-28", ""),
    ("timeline", ("events", "*", "at"), "22025-07-26", ""),
    ("timeline", ("events", "*", "at"), "22025", ""),
    ("timeline", ("events", "*", "at"), "2024-06-28T11:09 UTC", ""),
    ("timeline", ("events", "*", "evidence", 0), "e1", "cited-evidence-is-registered"),
    ("evidence", ("items", "*", "id"), "X1", "cited-evidence-is-registered registered-evidence-is-cited"),
    ("evidence", ("items", "*", "collected_at"), "yesterday", ""),
    ("evidence", ("items", "*", "path"), "../log.txt", "artefact-is-registered"),
    ("evidence", ("items", "*", "path"), "/etc/passwd", "artefact-matches-its-hash artefact-is-registered"),
    ("evidence", ("items", "*", "sha256"), "0" * 63, "artefact-matches-its-hash"),
    ("evidence", ("items", "*", "url"), "see the wiki", ""),
    ("finding", ("owner",), "Identity", "team-exists"),
    ("finding", ("due",), "soon", ""),
    ("finding", ("due",), "2026-12-32", ""),
    ("finding", ("sop",), "docs/sops/credential-handling.md", "operating-procedure-exists"),
    ("finding", ("decision", "on"), "2026-13-01", ""),
    ("finding", ("verification", "on"), "November", ""),
)
"""Values of another form than their key asks for, and the rules that find fault with them too."""


def mutations() -> Iterator[Mutation]:
    """Everything about values."""
    yield from _misspelt_words()
    yield from _other_types()
    yield from _nothing()
    yield from _too_much()
    for kind, pattern, new, also in _FORMS:
        for source, route in pick(f"form {new}", sites(kind, *pattern), 1):
            yield _changed(f"write {new[:20]}", source, route, new, also=tuple(also.split()))
    yield from _combinations()


def _changed(
    what: str, source: Source, route: Route, new: str, *, says: str = "", also: tuple[str, ...] = ()
) -> Mutation:
    edit = source.with_value(new, *route)
    at = edit[0] + (1 if edit[2].startswith(" ") else 0)
    name = f"{what} for {'.'.join(map(str, route))}"
    return in_text(name, "schema", source, edit, at, says=says, also=also, column=bool(new))


def _misspelt_words() -> Iterator[Mutation]:
    for kind, pattern in _WORDS:
        for source, route in pick(f"word {kind} {pattern}", sites(kind, *pattern), 2):
            word = source.value(*route).strip("\"'")
            wrong = misspelt(word, "word")
            says = f"did you mean `{word}`?"
            yield _changed(f"write {wrong}", source, route, wrong, says=says)
    places: tuple[tuple[str, Route], ...] = (
        ("incident", ("actors", "*")),
        ("timeline", ("events", "*")),
        ("evidence", ("items", "*")),
        ("finding", ()),
    )
    for kind, pattern in places:
        for source, route in pick(f"level {kind}", sites(kind, *pattern), 2):
            edit = source.with_key("tlp: ambr", *route)
            at = edit[0] + edit[2].index("ambr")
            yield in_text("write ambr for a level", "schema", source, edit, at, says="did you mean `amber`?")


def _other_types() -> Iterator[Mutation]:
    for kind, pattern in _LISTS:
        for source, route in pick(f"list {kind} {pattern}", sites(kind, *pattern), 1):
            first = source.value(*route, 0)
            yield _changed("write no list", source, route, first, says=str(route[-1]))
    for kind, pattern in (*_TEXTS[:4], ("timeline", ("events", "*", "what")), ("finding", ("owner",))):
        for source, route in pick(f"text {kind} {pattern}", sites(kind, *pattern), 1):
            yield _changed("write a list", source, route, "[this, that]", says="a list")
            yield _changed("write a number", source, route, "42", says="`42`")
    for kind, pattern in (("incident", ("impact",)), ("incident", ("response",)), ("finding", ("decision",))):
        for source, route in pick(f"mapping {kind} {pattern}", sites(kind, *pattern), 1):
            yield _changed("write a word", source, route, "unknown", says="`unknown`")


def _nothing() -> Iterator[Mutation]:
    for kind, pattern in _TEXTS:
        for source, route in pick(f"empty {kind} {pattern}", sites(kind, *pattern), 1):
            yield _changed("write an empty text", source, route, '""', says="is empty")
        for source, route in pick(f"blank {kind} {pattern}", sites(kind, *pattern), 1):
            yield _changed("write only a space", source, route, '" "')
    for kind, pattern in (*_WORDS[:3], *_TEXTS[:1], *_LISTS[-1:], ("timeline", ("events",))):
        for source, route in pick(f"null {kind} {pattern}", sites(kind, *pattern), 1):
            edit = source.with_value("", *route)
            name = f"write nothing for {route[-1]}"
            yield in_text(name, "schema", source, edit, source.keys[route][0], says="empty", column=False)
    for key in ("actors", "participants"):
        for source, route in pick(f"none {key}", sites("incident", key), 1):
            yield _changed("write an empty list", source, route, "[]", says="is empty")


def _too_much() -> Iterator[Mutation]:
    for kind, limit in (("incident", 140), ("finding", 120)):
        for source, route in pick(f"long {kind}", sites(kind, "title"), 2):
            title = f"{source.value('title')} {'and so on ' * 20}"[: limit + 1]
            title = title if title[-1] != " " else f"{title[:-1]}s"
            yield _changed("write a long text", source, route, title, says=f"at most {limit}")
    repeated: tuple[tuple[str, Route], ...] = (
        ("incident", ("tags",)),
        ("incident", ("response", "complete", "findings")),
        ("timeline", ("events", "*", "evidence")),
        ("finding", ("involves",)),
        ("finding", ("decision", "consulted")),
    )
    for kind, pattern in repeated:
        for source, route in pick(f"repeat {kind} {pattern}", sites(kind, *pattern), 1):
            first = source.value(*route, 0)
            end = source.values[*route, 0][1]
            at = source.values[route][0]
            yield in_text(f"repeat in {route[-1]}", "schema", source, (end, end, f", {first}"), at, says="duplicates")


def _combinations() -> Iterator[Mutation]:
    for source, route in pick("path and url", sites("evidence", "items", "*", "path"), 2):
        edit = source.with_key("url: https://example.org/log.txt", *route[:-1])
        at = source.values[route[:-1]][0]
        yield in_text("give path and url", "schema", source, edit, at, says="not both")
    for source, route in pick("no technique", sites("incident", "techniques", "*", "id"), 1):
        edit = source.with_value("true", *route)
        start, end = source.keys[route]
        at = source.values[route[:-1]][0]
        edits = [(start, edit[1], "novel: true")]
        assert end <= edit[0] + 1
        yield in_text("give a technique neither id nor name", "schema", source, edits, at, says="ATT&CK id")
