"""Incidents that somebody could put into a pull request to stop the check; each is one folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.documents.document import MAX_BODY
from tests import example
from tests.fuzz.bodies import BODIES, FULL, repeated

ID = "2026-01-11-hostile"
MEBIBYTE = 1024 * 1024
Make = Callable[[Path], None]
CASES: dict[str, tuple[Make, str]] = {}
"""By name: what writes the folder, and a rule that has to report it ("" where nothing is wrong)."""


def case(name: str, rule: str) -> Callable[[Make], Make]:
    def add(make: Make) -> Make:
        CASES[name] = (make, rule)
        return make

    return add


def front(text: str) -> Make:
    """A README.md with this front matter and no body."""
    return lambda folder: write(folder, f"---\n{text}\n---\n")


def body(text: str) -> Make:
    """The example's README.md with this text below it."""
    return lambda folder: write(folder, f"{example.README}\n{text}\n")


def write(folder: Path, text: str | bytes, name: str = "README.md") -> None:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)


def fitting(text: str) -> str:
    """As much of the text as a body may have."""
    most = {unit: number - 1000 for unit, number in MAX_BODY.items()}
    lines = text[: most["characters"]].split("\n")[: most["lines"]]
    parts = "\n".join(lines).split("|")[: most["table cells"] // 2]
    return "|".join(parts)


def laughs() -> str:
    lines = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return "\n".join(lines)


def keys(number: int) -> Iterator[str]:
    return (f"k{at}: 1" for at in range(number))


FRONT = {
    "YAML bomb": (laughs(), "yaml"),
    "90,000 keys": ("\n".join(keys(90_000)), "yaml"),
    "20,000 keys": ("\n".join(keys(20_000)), "schema"),
    "one key 100,000 times": ("a: 1\n" * 100_000, "yaml"),
    "a list of 480,000": (f"a: [{'b,' * 480_000}]", "yaml"),
    "brackets": (f"a: {'[' * FULL}", "yaml"),
    "closed brackets": (f"a: {'[' * 400_000}{']' * 400_000}", "yaml"),
    "braces": (f"a: {repeated('{a: ')}", "yaml"),
    "brackets and braces": (f"a: {repeated('[{')}", "yaml"),
    "dashes": (repeated("- "), "yaml"),
    "question marks": (repeated("? "), "yaml"),
    "dashes and question marks": (repeated("- ? "), "yaml"),
    "blocks 1,300 deep": ("\n".join(f"{' ' * at}k:" for at in range(1300)), "yaml"),
    "quotes": (f"a: '{repeated(chr(39) * 2)}'", "schema"),
    "a quote that never ends": (f"title: '{repeated('a ')}", "yaml"),
    "escapes": (f'a: "{repeated(chr(92) + "u0041")}"', "schema"),
    "a folded text of empty lines": (f"title: >-\n  a{chr(10) * 900_000}  b", "schema"),
    "comments": (repeated("#\n"), "schema"),
    "a merge key": ("<<: {a: b}", "yaml"),
    "tags": ("a: !!python/object/apply:os.system [ls]", "yaml"),
    "duplicate keys": (f"{example.README.split('---')[1]}title: again", "yaml"),
    "a title of 900,000 letters": (f"title: {'a' * 900_000}", "schema"),
    "a key of 900,000 letters": (f"'{'a' * 900_000}': b", "yaml"),
    "16,000 levels": (f"actors: [{'{tlp: x},' * 16_000}]", "schema"),
    "12,000 wrong actors": ("actors:\n" + "- {kind: nobody}\n" * 12_000, "schema"),
    "20,000 unknown evidence": (
        example.README.split("---")[1] + f"x: [{', '.join(f'E{n}' for n in range(20_000))}]",
        "schema",
    ),
    "10,000 mentions": (
        f"{example.README.split('---')[1]}exemption: {{reason: '{'@a ' * 10_000}', approved_by: b}}",
        "",
    ),
    "dates": (f"a: [{'2026-01-01,' * 45_000}]", "schema"),
    "9,000 related": (
        "related:\n" + "".join(f"- {{incident: 2026-01-01-a{n}, because: b}}\n" for n in range(9_000)),
        "schema",
    ),
}

for _name, (_text, _rule) in FRONT.items():
    CASES[f"front matter: {_name}"] = (front(_text), _rule)
for _name, _text in BODIES.items():
    CASES[f"body: {_name}"] = (body(fitting(_text)), "")
for _name in ("lists", "tables", "brackets"):
    CASES[f"900 KB of {_name}"] = (body(BODIES[_name]), "readable")


@case("a million keys", "readable")
def _million_keys(folder: Path) -> None:
    write(folder, "---\n" + "\n".join(keys(1_000_000)) + "\n---\n")


@case("100 MB", "readable")
def _large(folder: Path) -> None:
    with (folder / "README.md").open("wb") as file:
        file.truncate(100 * MEBIBYTE)


@case("100 MB of evidence", "layout")
def _large_artefact(folder: Path) -> None:
    write(folder, example.README)
    (folder / "evidence").mkdir()
    with (folder / "evidence" / "dump.bin").open("wb") as file:
        file.truncate(100 * MEBIBYTE)


@case("front matter that never closes", "front-matter")
def _open(folder: Path) -> None:
    write(folder, "---\ntitle: a\n" + repeated("a: b\n"))


@case("almost closed front matter", "front-matter")
def _almost(folder: Path) -> None:
    write(folder, "---\n" + repeated("--- a\n"))


@case("NUL bytes", "encoding")
def _nul(folder: Path) -> None:
    write(folder, "---\na: b\n---\n" + "\0" * 900_000)


@case("UTF-16", "encoding")
def _utf16(folder: Path) -> None:
    write(folder, example.README.encode("utf-16"))


@case("Latin-1 after 900 KB", "encoding")
def _latin(folder: Path) -> None:
    write(folder, repeated("é\n").encode() + b"\xe9")


@case("a byte order mark and CRLF", "")
def _crlf(folder: Path) -> None:
    write(folder, b"\xef\xbb\xbf" + example.README.replace("\n", "\r\n").encode())


@case("lone carriage returns", "encoding")
def _returns(folder: Path) -> None:
    write(folder, "\r" * 900_000)


@case("a pipe", "readable")
def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "README.md")


@case("a pipe among the evidence", "layout")
def _pipe_artefact(folder: Path) -> None:
    write(folder, example.README)
    (folder / "evidence").mkdir()
    os.mkfifo(folder / "evidence" / "log.txt")


@case("a folder in place of a file", "readable")
def _folder(folder: Path) -> None:
    (folder / "README.md").mkdir()


@case("a file in place of a folder", "layout")
def _file(folder: Path) -> None:
    write(folder, example.README)
    write(folder, "", "findings")
    write(folder, "", "evidence")


@case("a loop of links", "layout")
def _loop(folder: Path) -> None:
    write(folder, example.README)
    (folder / "evidence").mkdir()
    (folder / "evidence" / "again").symlink_to(folder)
    (folder / "findings").symlink_to(folder)
    (folder / "timeline.md").symlink_to("timeline.md")


@case("a link out", "layout")
def _link(folder: Path) -> None:
    (folder / "README.md").symlink_to("/etc/hostname")


@case("200 folders deep", "layout")
def _deep(folder: Path) -> None:
    write(folder, example.README)
    deep = folder / "evidence" / Path(*["d"] * 200)
    deep.mkdir(parents=True)
    os.mkfifo(deep / "pipe")


@case("2,000 files", "finding-number-stands-once")
def _many(folder: Path) -> None:
    write(folder, example.README)
    for name in ("findings", "evidence"):
        (folder / name).mkdir()
        for number in range(1_000):
            write(folder / name, example.FINDING, f"{number % 100:02}-{number}.md")


@case("names in every script", "layout")
def _names(folder: Path) -> None:
    write(folder, example.README)
    (folder / "evidence").mkdir()
    for name in (
        "漏洩",
        "عربي",
        "हिन्दी",
        "a\tb",
        "\u202egnp",
        "e\u0301",
        "😀 #1 %41",
        "a'b\"c",
        "-rf",
        "a\\b",
        " ",
        "<b>",
    ):
        write(folder / "evidence", "a", f"{name}.txt")
    (Path(os.fsdecode(os.fsencode(folder / "evidence") + b"/\xff\n.txt"))).write_text("a")


@case("an artefact of one long line", "")
def _long_line(folder: Path) -> None:
    write(folder, example.README)
    write(folder, example.EVIDENCE, "evidence.md")
    (folder / "evidence").mkdir()
    write(folder / "evidence", "eyJ" * 3_000_000, "log.txt")


@case("nothing", "layout")
def _nothing(_folder: Path) -> None:
    pass
