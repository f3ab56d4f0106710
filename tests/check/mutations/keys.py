"""Keys: left out, misspelt, unknown."""

from __future__ import annotations

from collections.abc import Iterator

from tests.check.mutations.record import Mutation, in_text
from tests.check.mutations.source import Route, Source, is_full, misspelt, pick, sites

_REQUIRED: tuple[tuple[str, Route, str], ...] = (
    ("incident", ("title",), ""),
    ("incident", ("status",), ""),
    ("incident", ("tlp",), ""),
    ("incident", ("severity",), ""),
    ("incident", ("impact",), ""),
    ("incident", ("impact", "customers"), ""),
    ("incident", ("impact", "data_breach"), ""),
    ("incident", ("impact", "counts", "*", "count"), ""),
    ("incident", ("impact", "counts", "*", "unit"), ""),
    ("incident", ("actors", "*", "kind"), ""),
    ("incident", ("participants", "*", "team"), ""),
    ("incident", ("participants", "*", "role"), ""),
    ("incident", ("external_parties", "*", "kind"), ""),
    ("incident", ("external_parties", "*", "who"), ""),
    ("incident", ("response", "sufficient"), ""),
    ("incident", ("response", "complete"), ""),
    ("incident", ("response", "complete", "verdict"), ""),
    ("incident", ("signoffs", "*", "team"), "participants-have-signed-off"),
    ("incident", ("signoffs", "*", "who"), ""),
    ("incident", ("signoffs", "*", "on"), ""),
    ("incident", ("related", "*", "incident"), ""),
    ("incident", ("related", "*", "because"), ""),
    ("incident", ("references", "*", "title"), ""),
    ("incident", ("references", "*", "url"), ""),
    ("timeline", ("events",), ""),
    ("timeline", ("events", "*", "at"), ""),
    ("timeline", ("events", "*", "what"), ""),
    ("evidence", ("items",), ""),
    ("evidence", ("items", "*", "id"), "cited-evidence-is-registered"),
    ("evidence", ("items", "*", "what"), ""),
    ("evidence", ("items", "*", "source"), ""),
    ("finding", ("title",), ""),
    ("finding", ("category",), ""),
    ("finding", ("kind",), ""),
    ("finding", ("owner",), ""),
    ("finding", ("priority",), ""),
    ("finding", ("decision",), ""),
    ("finding", ("decision", "status"), ""),
    ("finding", ("verification", "by"), ""),
    ("finding", ("verification", "on"), ""),
    ("finding", ("verification", "how"), ""),
)
"""What every file of a kind needs, and the rules whose errors are a consequence of its absence."""

_FENCE = len("---\n")

_FOR_THE_FULL_FORM = ("actors", "participants", "response", "services", "references")
_TO_BE_PUBLISHED = ("signoffs", "summary")


def mutations() -> Iterator[Mutation]:
    """Everything about keys."""
    yield from _left_out()
    yield from _left_out_where_a_condition_asks()
    yield from _misspelt()
    yield from _unknown()


def _left_out() -> Iterator[Mutation]:
    for kind, pattern, consequences in _REQUIRED:
        for source, route in pick(f"drop {kind} {pattern}", sites(kind, *pattern), 2):
            yield _dropped(source, route, *consequences.split())


def _dropped(source: Source, route: Route, *also: str) -> Mutation:
    edit = source.without(*route)
    # A mapping that has lost a key is where it was; a front matter that has lost its only one begins at the fence.
    emptied = edit[:2] == (_FENCE, source.body - _FENCE)
    at = 0 if emptied else source.values[route[:-1]][0]
    return in_text(f"drop {_shown(route)}", "schema", source, edit, at, says=f"`{route[-1]}`", also=also)


def _left_out_where_a_condition_asks() -> Iterator[Mutation]:
    for key in _FOR_THE_FULL_FORM:
        chosen = [site for site in sites("incident", key) if is_full(site[0])]
        for source, route in pick(f"drop {key}", chosen, 1):
            yield _dropped(source, route, *_cited_only_here(key))
    for key in _TO_BE_PUBLISHED:
        chosen = [s for s in sites("incident", key) if is_full(s[0]) and s[0].data["status"] == "published"]
        for source, route in pick(f"drop {key}", chosen, 1):
            yield _dropped(source, route, *_cited_only_here(key))
    for question in ("sufficient", "complete"):
        for key in ("because", "findings"):
            chosen = [s for s in sites("incident", "response", question, key) if _verdict(s) != "yes"]
            yield from (_dropped(*site) for site in pick(f"drop {question} {key}", chosen, 1))
    yield from (_dropped(*site) for site in pick("drop sha256", sites("evidence", "items", "*", "sha256"), 2))
    for status, keys in (("accepted", ("on",)), ("declined", ("reason", "on", "consulted"))):
        for key in keys:
            chosen = [s for s in sites("finding", "decision", key) if s[0].data["decision"]["status"] == status]
            yield from (_dropped(*site) for site in pick(f"drop {status} {key}", chosen, 1))
    chosen = [s for s in sites("finding", "sop") if s[0].data["decision"]["status"] == "accepted"]
    yield from (_dropped(*site) for site in pick("drop sop", chosen, 2))


def _verdict(site: tuple[Source, Route]) -> str:
    source, route = site
    return str(source.data["response"][route[1]]["verdict"])


def _cited_only_here(key: str) -> tuple[str, ...]:
    """What is said as well: of the sign-offs that are gone, one participant each."""
    return ("participants-have-signed-off",) if key == "signoffs" else ()


def _misspelt() -> Iterator[Mutation]:
    for kind, pattern, consequences in _REQUIRED:
        for source, route in pick(f"misspell {kind} {pattern}", sites(kind, *pattern), 1):
            yield _with_misspelt(source, route, *consequences.split())
    optional: tuple[tuple[str, Route], ...] = (
        ("incident", ("tags",)),
        ("incident", ("impact", "counts")),
        ("incident", ("actors", "*", "motive")),
        ("incident", ("actors", "*", "confidence")),
        ("incident", ("external_parties", "*", "contacted")),
        ("incident", ("external_parties", "*", "note")),
        ("incident", ("related",)),
        ("timeline", ("timezone",)),
        ("timeline", ("events", "*", "phase")),
        ("timeline", ("events", "*", "milestone")),
        ("evidence", ("items", "*", "collected_at")),
        ("evidence", ("items", "*", "collected_by")),
        ("finding", ("due",)),
        ("finding", ("involves",)),
    )
    for kind, pattern in optional:
        also = ("moment-can-be-read",) if pattern == ("timezone",) else ()
        for source, route in pick(f"misspell {kind} {pattern}", sites(kind, *pattern), 1):
            yield _with_misspelt(source, route, *also)


def _with_misspelt(source: Source, route: Route, *also: str) -> Mutation:
    start, end = source.keys[route]
    word = str(route[-1])
    wrong = misspelt(word, "key")
    says = f"did you mean `{word}`?"
    return in_text(f"misspell {_shown(route)}", "schema", source, (start, end, wrong), start, says=says, also=also)


def _unknown() -> Iterator[Mutation]:
    places: tuple[tuple[str, Route], ...] = (
        ("incident", ()),
        ("incident", ("impact",)),
        ("incident", ("actors", "*")),
        ("incident", ("techniques", "*")),
        ("incident", ("participants", "*")),
        ("incident", ("signoffs", "*")),
        ("incident", ("response", "complete")),
        ("timeline", ()),
        ("timeline", ("events", "*")),
        ("evidence", ("items", "*")),
        ("finding", ()),
        ("finding", ("decision",)),
    )
    for kind, pattern in places:
        for source, route in pick(f"unknown {kind} {pattern}", sites(kind, *pattern), 1):
            edit = source.with_key("colour: blue", *route)
            at = edit[0] + edit[2].index("colour")
            yield in_text(f"add colour to {_shown(route)}", "schema", source, edit, at, says="`colour`")


def _shown(route: Route) -> str:
    return ".".join(map(str, route)) or "the front matter"
