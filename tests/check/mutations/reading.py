"""Files that cannot be read as what they are: encoding, front matter, YAML, and folders out of shape."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.check.mutations.record import Mutation, in_text, in_tree, removes, writes
from tests.check.mutations.source import is_full, of_kind, pick, sites, sources


def mutations() -> Iterator[Mutation]:
    """Everything about reading."""
    yield from _encoding()
    yield from _front_matter()
    yield from _yaml()
    yield from _folders()
    yield from _links_and_other_files()
    yield from _harmless()


def _encoding() -> Iterator[Mutation]:
    for source in pick("latin", sources(), 4):
        raw = source.text.encode()
        at = raw.index(b"\n", len(raw) // 2)
        line = raw.count(b"\n", 0, at) + 1
        column = len(raw[raw.rindex(b"\n", 0, at) + 1 : at].decode()) + 1
        apply = writes(source.path, raw[:at] + b"caf\xe9" + raw[at:])
        yield in_tree("write Latin-1", "encoding", source.path, apply, line=line, column=column + 3, says="0xe9")
    for source in pick("utf-16", sources(), 2):
        apply = writes(source.path, source.text.encode("utf-16"))
        yield in_tree("write UTF-16", "encoding", source.path, apply, says="UTF-8")
    for source in pick("nul", sources(), 3):
        at = source.line_end(len(source.text) // 2)
        yield in_text("put a NUL", "encoding", source, (at, at, "\0"), at, says="NUL")


def _front_matter() -> Iterator[Mutation]:
    for source in pick("no fence", sources(), 3):
        yield in_text("leave out the first fence", "front-matter", source, (0, 4, ""), 0, says="---")
    for source in pick("unclosed", sources(), 3):
        fence = source.text.rindex("---\n", 0, source.body)
        text = source.text[: source.body].count("---\n")
        assert text >= 2
        heading = source.text.find("\n## ", source.body - 1) + 1
        edit, at = (fence, fence + 4, ""), max(0, heading - 4)
        yield in_text("leave the front matter open", "front-matter", source, edit, at, says="---")
    for source in pick("emptied", sources(), 2):
        yield in_text("empty the file", "front-matter", source, (0, len(source.text), ""), 0)


def _yaml() -> Iterator[Mutation]:
    for source, route in pick("tab", sites("timeline", "events", "*", "what"), 2):
        start = source.keys[route][0]
        edit = (source.line_start(start), start, "\t")
        yield in_text("indent by a tab", "yaml", source, edit, source.line_start(start), says="spaces", column=False)
    keys = [("incident", ("severity",)), ("finding", ("owner",)), ("evidence", ("items", "*", "source"))]
    for kind, pattern in keys:
        for source, route in pick(f"twice {kind}", sites(kind, *pattern), 2):
            start, end = source.keys[route][0], source.values[route][1]
            indent = " " * (start - source.line_start(start))
            again = f"\n{indent}{source.text[start:end]}"
            at = end + 1 + len(indent)
            yield in_text(f"repeat the key {route[-1]}", "yaml", source, (end, end, again), at, says="duplicate key")
    yield from _yaml_that_is_refused()


def _yaml_that_is_refused() -> Iterator[Mutation]:
    for wrong, says, where in (
        ("*E1", "alias", 0),
        ("&all E1", "anchor", 0),
        ("!!str E1", "tag", 0),
        ("one: two: three", "unexpected `:`", None),
    ):
        for source, route in pick(f"yaml {wrong}", sites("incident", "participants", "*", "role"), 1):
            edit = source.with_value(wrong, *route)
            at = edit[0] + 1
            yield in_text(f"write {wrong}", "yaml", source, edit, at, says=says, column=where is not None)
    for source, route in pick("merge", sites("finding", "decision"), 1):
        edit = source.with_key("<<: {status: accepted}", *route)
        yield in_text("write a merge key", "yaml", source, edit, edit[0] + edit[2].index("<"), says="merge")
    for source, route in pick("bracket", sites("finding", "evidence"), 2):
        end = source.values[route][1]
        # That the list is not closed shows where the next key stands.
        at = source.line_end(end) - 1
        yield in_text("leave a bracket open", "yaml", source, (end - 1, end, ""), at, column=False)
    for source, route in pick("indent", sites("timeline", "events", "*", "phase"), 2):
        start = source.keys[route][0]
        edit = (source.line_start(start), start, "   ")
        yield in_text("indent by too little", "yaml", source, edit, source.line_start(start), column=False)
    for source, route in pick("deep", sites("incident", "tags"), 1):
        edit = source.with_value("[" * 25 + "]" * 25, *route)
        yield in_text("nest deeply", "yaml", source, edit, edit[0], says="deep", column=False)
    for source, _ in pick("no mapping", sites("finding", "owner"), 1):
        edit = (4, source.body - 4, "- just\n- a list\n")
        yield in_text("write a list for keys", "yaml", source, edit, 4, says="key: value")
    for source, route in pick("colon", sites("incident", "severity"), 1):
        end = source.keys[route][1]
        yield in_text("leave out a colon", "yaml", source, (end, end + 1, ""), end, says="`:`", column=False)


def _folders() -> Iterator[Mutation]:
    for source in pick("stray", of_kind("incident"), 2):
        folder = f"incidents/{source.incident}"
        for name in ("notes.txt", "timline.md"):
            path = f"{folder}/{name}"
            yield in_tree("add a stray file", "layout", path, writes(path, b"notes\n"), says="timeline.md")
        path = f"{folder}/findings/notes.md"
        yield in_tree("add a finding without a number", "layout", path, writes(path, b"notes\n"), says="number")
        path = f"{folder}/README.md"
        # Without its report an incident has no status, and its findings are taken for those of one that counts.
        yield in_tree("remove the report", "layout", path, removes(path), says="README.md")
    for source in pick("finding's name", of_kind("finding"), 3):
        folder, _, name = source.path.rpartition("/")
        path = f"{folder}/{name.removeprefix('0')}"
        also = ("verdict-names-findings-that-exist",)
        yield in_tree("misname a finding", "layout", path, _moves(source.path, path), says="number", also=also)
    for source in pick("folder's name", of_kind("incident"), 2):
        old, new = source.incident, source.incident.replace("-", "_", 1)
        also = ("incident-exists",)  # whoever names it by its old name
        apply = _moves(f"incidents/{old}", f"incidents/{new}")
        yield in_tree("misname the folder", "layout", f"incidents/{new}", apply, says="date", also=also, whole=True)
    for source in pick("large", of_kind("evidence"), 1):
        path = f"incidents/{source.incident}/evidence/dump.bin"
        apply = writes(path, b"\n" * 10_000_001)
        yield in_tree("add an artefact that is too large", "layout", path, apply, says="10,000,000")


def _links_and_other_files() -> Iterator[Mutation]:
    for source in pick("link", of_kind("incident"), 1):
        folder = f"incidents/{source.incident}"
        for name in ("findings/99-elsewhere.md", "evidence/passwd"):
            path = f"{folder}/{name}"
            yield in_tree("link elsewhere", "layout", path, _links(path, "/etc/passwd"), says="link")
        path = f"{folder}/timeline.md"
        link = _links(path, "README.md")
        also = ("full-form-has-its-files",) if is_full(source) else ()
        yield in_tree("link the timeline", "layout", path, link, says="link", also=also)
    yield in_tree("link an incident", "layout", "incidents/again", _links("incidents/again", "."), whole=True)
    for source in pick("kinds", of_kind("timeline"), 1):
        path = source.path
        yield in_tree("put a folder for a file", "readable", path, _replaces(path, os.mkdir), says="file")
        yield in_tree("put a FIFO for a file", "readable", path, _replaces(path, os.mkfifo), says="file")
        apply = writes(path, b"#" * 1_000_001)
        yield in_tree("write a file that is too large", "readable", path, apply, says="1,000,000")
    for source, route in pick("fifo", sites("evidence", "items", "*", "path"), 1):
        path = f"incidents/{source.incident}/{source.value(*route)}"
        also = ("artefact-matches-its-hash",)
        yield in_tree("put a FIFO for an artefact", "layout", path, _replaces(path, os.mkfifo), says="file", also=also)


def _harmless() -> Iterator[Mutation]:
    """What looks wrong and is not: nothing may be said of it."""
    for source in pick("harmless", sources(), 6):
        crlf = writes(source.path, source.text.replace("\n", "\r\n").encode())
        yield in_tree("end lines as Windows does", "", source.path, crlf)
        yield in_tree("begin with a BOM", "", source.path, writes(source.path, b"\xef\xbb\xbf" + source.text.encode()))
    for source, route in pick("reworded", sites("finding", "title"), 3):
        yield in_text("put a title into quotes", "", source, source.with_value(f'"{source.value(*route)}"', *route), 4)
    for source in pick("own key", sources(), 4):
        yield in_text("add a key of one's own", "", source, (4, 4, "x-ticket: OPS-1\n"), 4)
    for source in pick("renamed", of_kind("finding"), 2):
        folder, _, name = source.path.rpartition("/")
        apply = _moves(source.path, f"{folder}/{name[:2]}-another-name.md")
        yield in_tree("rename a finding's tail", "", source.path, apply)


def _moves(old: str, new: str) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        (root / old).rename(root / new)

    return apply


def _links(path: str, target: str) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        (root / path).unlink(missing_ok=True)
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).symlink_to(target)

    return apply


def _replaces(path: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    def apply(root: Path) -> None:
        (root / path).unlink()
        make(root / path)

    return apply
