"""Names of what does not exist: teams, procedures, incidents, findings, techniques, links."""

from __future__ import annotations

from collections.abc import Iterator

from tests.check.mutations.record import Mutation, in_text, in_tree, removes
from tests.check.mutations.source import Route, Site, Source, is_full, misspelt, of_kind, pick, sites

_TEAMS: tuple[tuple[str, Route], ...] = (
    ("incident", ("participants", "*", "team")),
    ("incident", ("signoffs", "*", "team")),
    ("evidence", ("items", "*", "collected_by")),
    ("finding", ("owner",)),
    ("finding", ("involves", "*")),
    ("finding", ("decision", "consulted", "*")),
)


def mutations() -> Iterator[Mutation]:
    """Everything about names."""
    yield from _teams()
    yield from _procedures()
    yield from _incidents()
    yield from _findings()
    yield from _techniques()
    yield from _links()


def _teams() -> Iterator[Mutation]:
    for kind, pattern in _TEAMS:
        # A team that is misspelt has not signed off.
        also = ("participants-have-signed-off",) if kind == "incident" else ()
        for source, route in pick(f"team {kind} {pattern}", sites(kind, *pattern), 2):
            name = source.value(*route)
            wrong = misspelt(name, "team")
            yield _named("team-exists", (source, route), wrong, f"did you mean `{name}`?", also)
        for source, route in pick(f"no team {kind} {pattern}", sites(kind, *pattern), 1):
            yield _named("team-exists", (source, route), "marketing-9", "there is no team `marketing-9`", also)


def _named(rule: str, site: Site, new: str, says: str = "", also: tuple[str, ...] = ()) -> Mutation:
    source, route = site
    edit = (*source.values[route], new)
    name = f"write {new} for {'.'.join(map(str, route))}"
    return in_text(name, rule, source, edit, edit[0], says=says, also=also)


def _procedures() -> Iterator[Mutation]:
    rule = "operating-procedure-exists"
    for source, route in pick("sop", sites("finding", "sop"), 4):
        name = source.value(*route)
        yield _named(rule, (source, route), misspelt(name, "sop"), f"did you mean `{name}`?")
    for source, route in pick("no sop", sites("finding", "sop"), 1):
        yield _named(rule, (source, route), "fire-drill", "docs/sops/fire-drill.md")
    users = sites("finding", "sop")
    for source, route in pick("sop gone", [s for s in users if _is_only_user(s, users)], 2):
        line = source.text.count("\n", 0, source.values[route][0]) + 1
        gone = removes(f"docs/sops/{source.value(*route)}.md")
        yield in_tree("remove a procedure", rule, source.path, gone, line=line, column=None, whole=True)


def _is_only_user(site: tuple[Source, Route], users: list[tuple[Source, Route]]) -> bool:
    name = site[0].value(*site[1])
    return sum(source.value(*route) == name for source, route in users) == 1


def _incidents() -> Iterator[Mutation]:
    rule = "incident-exists"
    for source, route in pick("related", sites("incident", "related", "*", "incident"), 3):
        name = source.value(*route)
        yield _named(rule, (source, route), misspelt(name, "incident"), f"did you mean `{name}`?")
        yield _named(rule, (source, route), source.incident, "itself")
    for source in pick("duplicate", of_kind("incident"), 2):
        line = "duplicate_of: 2020-01-01-no-such-thing\n"
        at = 4 + line.index("2020")
        yield in_text("duplicate nothing", rule, source, (4, 4, line), at, says="2020-01-01-no-such-thing")
    others = [s.incident for s in of_kind("incident")]
    for source in pick("alias", of_kind("incident"), 2):
        other = next(name for name in others if name != source.incident)
        line = f"aliases: [{other}]\n"
        yield in_text("take another's id", rule, source, (4, 4, line), 4 + line.index(other), says=f"`{other}`")


def _findings() -> Iterator[Mutation]:
    rule = "finding-exists"
    settled = "duplicate_of: "
    for source in pick("duplicate finding", of_kind("finding"), 3):
        number = source.path.rpartition("/")[2][:2]
        for key, says in (
            (f"{source.incident}/99", "there is no finding"),
            ("2020-01-01-no-such-thing/01", "2020-01-01-no-such-thing"),
            (f"{source.incident}/{number}", "itself"),
        ):
            at = 4 + len(settled)
            yield in_text(f"duplicate {key}", rule, source, (4, 4, f"{settled}{key}\n"), at, says=says)


def _techniques() -> Iterator[Mutation]:
    rule = "attack-id-is-current"
    for new, says in (
        ("T1086", "T1059.001"),  # revoked in favour of it
        ("T1064", "revoked"),  # deprecated
        ("T9999", "has no technique"),
        ("T1552.099", "has no technique"),
    ):
        for source, route in pick(f"technique {new}", sites("incident", "techniques", "*", "id"), 2):
            yield _named(rule, (source, route), new, says)
    for source, route in pick("group", sites("incident", "actors", "*", "kind"), 2):
        edit = source.with_key("group: G9999", *route[:-1])
        at = edit[0] + edit[2].index("G9999")
        yield in_text("write a group that is none", rule, source, edit, at, says="has no group `G9999`")


def _links() -> Iterator[Mutation]:
    rule = "link-leads-somewhere"
    for target, says in (
        ("timelin.md", "`timeline.md`"),
        ("evidence/no-such-file.txt", "no-such-file"),
        ("../2020-01-01-no-such-thing/README.md", "2020-01-01-no-such-thing"),
        ("../../docs/sops/credential-handlin.md", "credential-handling"),
        ("../../pipeline/cli.py", "not published"),
        ("/etc/passwd", "absolute"),
    ):
        for source in pick(f"link {target}", [s for s in of_kind("incident") if is_full(s)], 2):
            text = f"\nSee [there]({target}) for more.\n"
            at = len(source.text)
            yield in_text(f"link to {target}", rule, source, (at, at, text), at + 5, says=says, column=False)
    for source in pick("link in a finding", of_kind("finding"), 2):
        at = len(source.text)
        text = "\nSee [the events](timeline.md).\n"
        yield in_text("link as if from the folder above", rule, source, (at, at, text), at + 1, column=False)
