"""Evidence: cited and registered, registered and cited, each item once and what it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.check.mutations.record import Mutation, in_text, in_tree, removes, writes
from tests.check.mutations.source import Edit, Route, Source, applied, of_kind, pick, readme, sites, sources
from tests.needs import ROOT

_CITED = re.compile(r"\[(E\d+(?:,\s*E\d+)*)\]")


def mutations() -> Iterator[Mutation]:
    """Everything about evidence."""
    yield from _cites_what_is_not_registered()
    yield from _cited_nowhere()
    yield from _ids()
    yield from _hashes()
    yield from _artefacts()
    yield from _less_restricted()


def _cites_what_is_not_registered() -> Iterator[Mutation]:
    rule = "cited-evidence-is-registered"
    places: tuple[tuple[str, Route], ...] = (
        ("incident", ("actors", "*", "evidence", 0)),
        ("incident", ("techniques", "*", "evidence", 0)),
        ("timeline", ("events", "*", "evidence", 0)),
        ("finding", ("evidence", 0)),
    )
    for kind, pattern in places:
        for source, route in pick(f"cite {kind} {pattern}", sites(kind, *pattern), 3):
            end = source.values[route][1]
            yield in_text("cite E99", rule, source, (end, end, ", E99"), end + 2, says="`E99`")
    for source in pick("cite in prose", [s for s in of_kind("incident") if _CITED.search(s.text, s.body)], 4):
        match = pick(source.path, [*_CITED.finditer(source.text, source.body)], 1)[0]
        at = match.end() - 1
        # Behind what is cited already, in the same brackets.
        yield in_text("cite E77 in prose", rule, source, (at, at, ", E77"), at + 2, says="`E77`")


def _cited_nowhere() -> Iterator[Mutation]:
    rule = "registered-evidence-is-cited"
    for source in pick("register", of_kind("evidence"), 4):
        count = len(source.data["items"])
        at = source.values["items", count - 1][1] + 1
        item = f"  - id: E{count + 1}\n    what: The log of the door.\n    source: the door\n"
        place = at + len("  - id: ")
        yield in_text("register what is cited nowhere", rule, source, (at, at, item), place, says=f"`E{count + 1}`")
    for register, index in pick("uncite", _rarely_cited(), 5):
        name = register.value("items", index, "id")
        texts = {source.path: _without_citations(source, name) for source in _citing(register, name)}
        line = register.text.count("\n", 0, register.values["items", index, "id"][0]) + 1
        apply = _writes_all(texts)
        yield in_tree(f"cite {name} no more", rule, register.path, apply, line=line, column=9, says=f"`{name}`")


def _rarely_cited() -> list[tuple[Source, int]]:
    """Items of the registers that are cited in front matter, and in few places."""
    found = []
    for source in of_kind("evidence"):
        for index, item in enumerate(source.data["items"]):
            places = [route for s in _citing(source, item["id"]) for route in _citing_routes(s, item["id"])]
            if 0 < len(places) <= _FEW:
                found.append((source, index))
    return found


_FEW = 4


def _citing(register: Source, name: str) -> list[Source]:
    """The files of the incident that cite the item."""
    return [
        source
        for source in sources()
        if source.incident == register.incident
        and source.kind != "evidence"
        and (_citing_routes(source, name) or any(name in m[1] for m in _CITED.finditer(source.text, source.body)))
    ]


def _citing_routes(source: Source, name: str) -> list[Route]:
    return [route for route in source.values if route[-2:-1] == ("evidence",) and source.value(*route) == name]


def _without_citations(source: Source, name: str) -> str:
    edits = []
    for route in _citing_routes(source, name):
        listed = route[:-1]
        edits.append(source.without(*listed) if len(source.data_at(listed)) == 1 else _without_item(source, route))
    for match in _CITED.finditer(source.text, source.body):
        names = re.split(r",\s*", match[1])
        if name in names:
            rest = ", ".join(other for other in names if other != name)
            edits.append((match.start(), match.end(), f"[{rest}]" if rest else ""))
    return applied(source.text, *edits)


def _writes_all(texts: dict[str, str]) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        for path, text in texts.items():
            (root / path).write_text(text, encoding="utf-8")

    return apply


def _without_item(source: Source, route: Route) -> Edit:
    start, end = source.values[route]
    if route[-1] == 0:
        return start, source.values[*route[:-1], 1][0], ""
    return source.text.rindex(",", 0, start), end, ""


def _ids() -> Iterator[Mutation]:
    rule = "evidence-id-stands-once"
    many = [s for s in sites("evidence", "items", "*", "id") if s[1][1] != 0]
    for source, route in pick("id twice", many, 4):
        edit = (*source.values[route], "E1")
        also = ("cited-evidence-is-registered",)  # the id that this item had
        yield in_text("give an id twice", rule, source, edit, edit[0], says="duplicate evidence id `E1`", also=also)


def _hashes() -> Iterator[Mutation]:
    rule = "artefact-matches-its-hash"
    for source, route in pick("hash", sites("evidence", "items", "*", "sha256"), 4):
        start, end = source.values[route]
        digit = "0" if source.text[end - 1] != "0" else "1"
        hint = source.text[start:end]
        yield in_text("break a hash", rule, source, (end - 1, end, digit), start, says=hint)
    for source, route in pick("changed", sites("evidence", "items", "*", "path"), 3):
        digest = source.values[*route[:-1], "sha256"][0]
        path = _artefact(source, route)
        line = source.text.count("\n", 0, digest) + 1
        apply = writes(path, (ROOT / path).read_bytes() + b"one more line\n")
        yield in_tree("change an artefact", rule, source.path, apply, line=line, column=None, says=source.value(*route))
    for source, route in pick("gone", sites("evidence", "items", "*", "path"), 3):
        line = source.text.count("\n", 0, source.values[route][0]) + 1
        gone = removes(_artefact(source, route))
        yield in_tree("remove an artefact", rule, source.path, gone, line=line, column=None, says=source.value(*route))
    for source, route in pick("other path", sites("evidence", "items", "*", "path"), 2):
        new = source.value(*route).replace(".csv", ".cvs")
        edit = (*source.values[route], new)
        also = ("artefact-is-registered",)  # the file that the path meant
        yield in_text("misspell a path", rule, source, edit, edit[0], says=f"`{new}`", also=also)
    for wrong, lost in (("evidence/../README.md", ()), ("evidence/./log.csv", (rule,))):
        for source, route in pick(f"path {wrong}", sites("evidence", "items", "*", "path"), 1):
            edit = (*source.values[route], wrong)
            lost_too = (*lost, "artefact-is-registered")
            yield in_text("leave the folder", "schema", source, edit, edit[0], says=f"`{wrong}`", also=lost_too)


def _artefact(source: Source, route: Route) -> str:
    return f"incidents/{source.incident}/{source.value(*route)}"


def _artefacts() -> Iterator[Mutation]:
    for source in pick("unregistered", of_kind("evidence"), 3):
        path = f"incidents/{source.incident}/evidence/chat.txt"
        apply = writes(path, b"09:40 revoked\n")
        yield in_tree("add an artefact", "artefact-is-registered", path, apply, says="sha256: ")
    for source, route in pick("executable", sites("evidence", "items", "*", "path"), 3):
        path = _artefact(source, route)
        yield in_tree("make an artefact executable", "artefact-cannot-be-run", path, _executable(path), says="chmod -x")
    for source, route in pick("one address", sites("evidence", "items", "*", "path"), 2):
        path = _artefact(source, route).upper().replace("INCIDENTS/", "incidents/", 1)
        path = f"incidents/{source.incident}/evidence/{path.rpartition('/')[2]}"
        apply = writes(path, b"the same name in capitals\n")
        kept = f"incidents/{source.incident}/{source.value(*route)}"
        also = ("artefact-is-registered",)
        yield in_tree("add its twin", "artefact-has-its-own-address", path, apply, says=f"`{kept[-9:]}"[:0], also=also)


def _executable(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).chmod(0o755)


def _less_restricted() -> Iterator[Mutation]:
    """An item above the level of all that cites it: each place that does is reported."""
    rule = "cited-evidence-can-be-seen"
    clear = [(s, index) for s, index in _rarely_cited() if readme(s).data["tlp"] == "clear"]
    for register, index in pick("restricted", clear, 4):
        name = register.value("items", index, "id")
        source = _citing(register, name)[0]
        place = source.values[_citing_routes(source, name)[0]][0] if _citing_routes(source, name) else None
        if place is None:
            place = next(
                m.start(1) + m[1].index(name) for m in _CITED.finditer(source.text, source.body) if name in m[1]
            )
        edit = register.with_key("tlp: amber", "items", index)
        made = in_text("restrict an item", rule, register, edit, edit[0])
        line, column = source.text.count("\n", 0, place) + 1, place - source.line_start(place) + 1
        name = f"restrict {name}, which is cited"
        also = (rule,)
        yield in_tree(name, rule, source.path, made.apply, line=line, column=column, says="amber", also=also)
