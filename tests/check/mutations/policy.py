"""The review policy: the files and sections of the full form, sign-offs, verdicts, what is left of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import layout
from tests.check.mutations.evidence import _CITED
from tests.check.mutations.record import Mutation, in_text, in_tree, removes
from tests.check.mutations.source import Source, is_draft, is_full, of_kind, pick, sites

_PUBLISHED = ("published", "closed")
_UNCITED = ("registered-evidence-is-cited",)


def mutations() -> Iterator[Mutation]:
    """Everything about the policy."""
    full = [source for source in of_kind("incident") if is_full(source)]
    yield from _files(full)
    yield from _sections()
    yield from _summary(full)
    yield from _signoffs(full)
    yield from _verdicts()
    yield from _closed()
    yield from _exemptions()
    yield from _template()


def _files(full: list[Source]) -> Iterator[Mutation]:
    rule = "full-form-has-its-files"
    for source in pick("files", full, 3):
        line = source.text.count("\n", 0, source.values["impact",][0]) + 1
        for name, also in (("timeline.md", ()), ("evidence.md", ("cited-evidence-is-registered",))):
            gone = removes(f"incidents/{source.incident}/{name}")
            yield in_tree(
                f"remove {name}", rule, source.path, gone, line=line, column=None, says=f"needs {name}", also=also
            )


def headings(source: Source) -> list[tuple[str, int, int, int]]:
    """The sections: the heading, where its line begins and ends, and where the section ends."""
    found = [*re.finditer(r"^## (.+)\n", source.text, re.MULTILINE)]
    ends = [*(match.start() for match in found[1:]), len(source.text)]
    return [(match[1], match.start(), match.end(), end) for match, end in zip(found, ends, strict=True)]


def _sections() -> Iterator[Mutation]:
    rule = "report-has-its-sections"
    choices = [(s, h) for s in of_kind("incident") if not is_draft(s) for h in headings(s) if _is_asked(s, h[0])]
    for source, (heading, start, _, end) in pick("missing", choices, 4):
        edit = (start, end, "")
        yield in_text(f"remove {heading}", rule, source, edit, source.body, says=f"`## {heading}`", also=_UNCITED)
    for source, (heading, _, start, end) in pick("empty", choices, 4):
        at = source.text.rindex("##", 0, start)
        says = f"`## {heading}` is empty"
        yield in_text(f"empty {heading}", rule, source, (start, end, "\n"), at, says=says, also=_UNCITED)
    for source, (heading, start, after, _) in pick("misspelt", choices, 4):
        edit = (start, after, f"## {heading}s\n")
        yield in_text(f"misspell {heading}", rule, source, edit, source.body, says=f"`## {heading}`")
    for source, (heading, start, after, _) in pick("level", choices, 2):
        edit = (start, after, f"### {heading}\n")
        yield in_text(f"lower {heading}", rule, source, edit, source.body, says=f"`## {heading}`")


def _is_asked(source: Source, heading: str) -> bool:
    return heading in (layout.FULL if is_full(source) else layout.BRIEF)


def _summary(full: list[Source]) -> Iterator[Mutation]:
    rule = "technical-summary-cites-evidence"
    found = []
    for source in full:
        for heading, _, start, end in headings(source):
            if heading == layout.TECHNICAL_SUMMARY:
                paragraphs = re.finditer(r"(?:^.+\n)+", source.text[start:end], re.MULTILINE)
                found += [(source, start + match.start(), start + match.end()) for match in paragraphs]
    for source, start, end in pick("uncited", found, 8):
        edits = [(start + m.start(), start + m.end(), "") for m in _CITED.finditer(source.text[start:end])]
        yield in_text("cite nothing", rule, source, edits, start, says="no evidence", also=_UNCITED)
    for source, _, end in pick("further", found, 2):
        text = "\nIt is said that this was all.\n"
        yield in_text("add what nothing shows", rule, source, (end, end, text), end + 1, says="no evidence")


def _signoffs(full: list[Source]) -> Iterator[Mutation]:
    rule = "participants-have-signed-off"
    choices = [s for s in sites("incident", "signoffs", "*") if s[0] in full and s[0].data["status"] in _PUBLISHED]
    for source, route in pick("signoff", choices, 5):
        team = source.value(*route, "team")
        index = [participant["team"] for participant in source.data["participants"]].index(team)
        place = source.values["participants", index, "team"][0]
        start = source.line_start(source.values[route][0])
        edit = (start, source.line_end(source.values[route][1]), "")
        at = place if place < start else place - (edit[1] - edit[0])
        yield in_text(f"remove the sign-off of {team}", rule, source, edit, at, says=f"`{team}`")
    for source in pick("late", [s for s in full if s.data["status"] in _PUBLISHED], 2):
        at = source.values["participants", len(source.data["participants"]) - 1][1] + 1
        text = "  - team: partner-relations\n    role: told the partners\n"
        place = at + len("  - team: ")
        text = text.replace("partner-relations", _absent(source))
        yield in_text("add a participant", rule, source, (at, at, text), place, says="has not signed off")


def _absent(source: Source) -> str:
    """A team that took no part."""
    took_part = {participant["team"] for participant in source.data["participants"]}
    return next(team for team in ("legal", "build", "communications") if team not in took_part)


def _verdicts() -> Iterator[Mutation]:
    rule = "verdict-names-findings-that-exist"
    for question in ("sufficient", "complete"):
        for source, route in pick(question, sites("incident", "response", question, "findings", "*"), 3):
            edit = (*source.values[route], '"42"')
            yield in_text("name finding 42", rule, source, edit, edit[0], says="no finding 42")


def _closed() -> Iterator[Mutation]:
    rule = "closed-means-settled"
    for source, route in pick("closed", [s for s in sites("incident", "status") if is_full(s[0])], 4):
        edit = (*source.values[route], "closed")
        also = ("participants-have-signed-off",) if source.data["status"] not in _PUBLISHED else ()
        yield in_text("close it early", rule, source, edit, edit[0], says="not resolved", also=also)


def _exemptions() -> Iterator[Mutation]:
    text = "exemption:\n  reason: Somebody else tells the story.\n  approved_by: head of security\n"
    for source in of_kind("incident"):
        touched = {source.data["impact"]["customers"], source.data["impact"]["data_breach"]} != {"none"}
        if not touched and source.data["severity"] not in ("sev1", "sev2"):
            at = source.values["impact",][1] + 1
            place = at + text.index("reason")
            yield in_text("exempt what needs it not", "exemption-is-needed", source, (at, at, text), place)


def _template() -> Iterator[Mutation]:
    choices = [
        (s, h)
        for s in (*of_kind("incident"), *of_kind("finding"))
        if not is_draft(s)
        for h in headings(s)
        if h[0] in layout.GUIDE
    ]
    for source, (heading, _, start, _) in pick("template", choices, 4):
        text = f"\n{layout.GUIDE[heading]}\n"
        edit = (start, start, text)
        yield in_text("leave the template's words", "template-is-replaced", source, edit, start + 1)
    for source, (heading, _, start, end) in pick("placeholder", choices, 4):
        edit = (start, end, "\nTBD\n\n")
        # A placeholder is no list and cites nothing.
        also = {
            layout.TECHNICAL_SUMMARY: (*_UNCITED, "technical-summary-cites-evidence"),
            layout.DONE_WHEN: ("done-when-can-be-seen",),
        }.get(heading, ())
        says = f"`## {heading}`"
        yield in_text("write TBD", "placeholder-is-replaced", source, edit, start + 1, says=says, also=also)
    for source, route in pick("event", [s for s in sites("timeline", "events", "*", "what") if not is_draft(s[0])], 2):
        for text, rule in ((layout.BEGUN, "template-event-is-replaced"), ("TBD", "placeholder-is-replaced")):
            edit = source.with_value(text, *route)
            yield in_text(f"write {text}", rule, source, edit, edit[0] + 1)
