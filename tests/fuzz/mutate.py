"""An incident as bytes, and changes to it that keep much of its structure."""

from __future__ import annotations

import random
from collections.abc import Callable

from pipeline import model, records
from pipeline.documents.document import parse_document
from pipeline.markdown.prose import Prose
from tests import example

FOLDER = f"incidents/{example.INCIDENT}"
NAMES = ("README.md", "timeline.md", "evidence.md", example.FINDING_PATH, "evidence/log.txt")
CUT = b"\x1c"
"""What stands between the files."""

TOKENS = (
    *[b"---\n", b"...\n", b"- ", b"? ", b": ", b"[", b"]", b"{", b"}", b"'", b'"', b"&a ", b"*a ", b"!!str ", b"<<: "],
    *[
        b"|\n",
        b">-\n",
        b"\t",
        b"\n",
        b"\r\n",
        b"\0",
        b"\xff",
        b"\xe2\x80\xa8",
        b"\xf0\x9f\x98\x80",
        b"\x07",
        b"null",
        b"~",
    ],
    *[b"true", b"no", b"0x1F", b"1e3", b"2026-13-45", b"99999999999999999999", b"-1", b"[E1]", b"[E9, E1]", b"```\n"],
    *[b"`", b"    ", b"<!-- tlp:amber -->", b"<!-- /tlp -->", b"<!-- tlp:", b"-->", b"## Done when\n", b"# a\n", b"> "],
    *[b"|a|b|\n|-|-|\n", b"@alice ", b"45.9.148.108 ", b"evil[.]example[.]com ", b"https://evil.example.com/ ", b"eyJ"],
    *[
        b"https://a:Tr0ub4dor3@b.c ",
        b"ghp_",
        b"AKIA",
        b"PRIVATE KEY",
        b"](",
        b"](../",
        b"[a]: b\n",
        b"x-own: ",
        b"tlp: red",
    ],
    *[
        b"revoked_secrets: [{sha256: a}]\n",
        b"waivers: [{rule: yaml, reason: a}]\n",
        b"duplicate_of: a\n",
        b"status: draft\n",
    ],
    *[
        b"at: 2026-01-10T09:00",
        b"timezone: Mars/Phobos\n",
        b"milestone: recovered",
        b"due: 0001-01-01\n",
        b"should have ",
    ],
)
"""What means something to the reader of the files."""


def parts() -> bytes:
    """The example's incident as bytes."""
    tree = example.files()
    return CUT.join(tree[f"{FOLDER}/{name}"].encode() for name in NAMES)


def folder(raw: bytes) -> records.Folder:
    """The folder that these bytes are; files that they do not reach are empty."""
    pieces = [*raw.split(CUT), *[b""] * len(NAMES)][: len(NAMES)]
    readme, timeline, register, finding = (
        parse_document(f"{FOLDER}/{name}", decoded(piece)) for name, piece in zip(NAMES[:4], pieces[:4], strict=True)
    )
    log = pieces[-1]
    digest = example.EVIDENCE.split("sha256: ")[1].split()[0] if log == example.LOG.encode() else "0" * 64
    return records.Folder(
        id=example.INCIDENT,
        path=FOLDER,
        readme=readme,
        timeline=timeline,
        register=register,
        findings=(finding,),
        artefacts=(model.Artefact("evidence/log.txt", len(log), digest, executable=False),),
        files=frozenset(["README.md", "timeline.md", "evidence.md", "evidence", "findings", NAMES[3]]),
        artefact_text=lambda _: Prose(decoded(log), f"{FOLDER}/{NAMES[4]}"),
    )


def decoded(raw: bytes) -> str:
    """As a file is read that has no byte order mark; what is not UTF-8 would not get that far."""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def mutated(source: random.Random, times: int) -> bytes:
    """The example's bytes after so many changes."""
    raw = parts()
    for _ in range(times):
        raw = source.choice(CHANGES)(raw, source)
    return raw


Change = Callable[[bytes, random.Random], bytes]


def _splice(raw: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(raw) + 1)
    return raw[:at] + source.choice(TOKENS) * source.choice((1, 1, 1, 2, 30)) + raw[at:]


def _replace(raw: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(raw) + 1)
    return raw[:at] + source.choice(TOKENS) + raw[at + source.randrange(12) :]


def _byte(raw: bytes, source: random.Random) -> bytes:
    at = source.randrange(len(raw) + 1)
    return raw[:at] + bytes([source.randrange(256)]) + raw[at + 1 :]


def _lines(raw: bytes, source: random.Random) -> bytes:
    lines = raw.split(b"\n")
    at, other = source.randrange(len(lines)), source.randrange(len(lines))
    match source.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = b"  " * source.randrange(4) + lines[at].lstrip()
        case _:
            lines[at : at + 1] = [lines[at]] * source.choice((2, 3, 50))
    return b"\n".join(lines)


def _value(raw: bytes, source: random.Random) -> bytes:
    """Another value for one of the keys."""
    lines = raw.split(b"\n")
    keyed = [at for at, line in enumerate(lines) if b": " in line]
    if keyed:
        at = source.choice(keyed)
        lines[at] = lines[at].partition(b": ")[0] + b": " + source.choice(TOKENS)
    return b"\n".join(lines)


def _cut(raw: bytes, source: random.Random) -> bytes:
    start = source.randrange(len(raw) + 1)
    return raw[:start] + raw[start + source.randrange(200) :]


CHANGES: tuple[Change, ...] = (_splice, _splice, _replace, _byte, _lines, _lines, _value, _value, _cut)
