"""Front matter is a small, strict part of YAML: what it means is what it looks like."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.diagnostic import Location, Route
from pipeline.documents.document import MAX_BYTES, Document, parse_document, read_document
from pipeline.documents.fast_yaml import MAX_NODES
from tests.needs import as_nobody

PATH = "incidents/x/README.md"


def parse(front: str) -> Document:
    return parse_document(PATH, f"---\n{front}\n---\n")


def place(document: Document) -> tuple[int, int]:
    (diagnostic,) = document.diagnostics
    assert diagnostic.location.path == PATH
    assert diagnostic.hint
    return diagnostic.location.line, diagnostic.location.column


def said(document: Document) -> str:
    (diagnostic,) = document.diagnostics
    return diagnostic.message


def read(folder: Path, raw: bytes) -> Document:
    full = folder / PATH
    full.parent.mkdir(parents=True, exist_ok=True)
    full.write_bytes(raw)
    return read_document(folder, PATH)


@pytest.mark.parametrize(
    "text",
    [
        *["yes", "no", "on", "off", "True", "NULL", "01", "0x1F", "1_000", "+1", "1e3", ".5", ".nan", "11:09"],
        *["2023-03", "2024-06-28", "2024-06-28T11:09Z", "2024-06-28 11:09:30", "12345678901234567890"],
    ],
)
def test_what_other_readers_of_yaml_would_turn_into_something_else_stays_text(text: str) -> None:
    assert parse(f"key: {text}").data == {"key": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("0", 0), ("-7", -7)],
        *[("2023", 2023), ("1.5", 1.5), ("'true'", "true"), ('"2023"', "2023"), ("[a, 1]", ["a", 1])],
    ],
)
def test_what_is_not_text_is_what_json_has(text: str, value: object) -> None:
    assert json.dumps(parse(f"key: {text}").data) == json.dumps({"key": value})


@pytest.mark.parametrize("style", ["|", ">"])
def test_a_block_of_text_is_text(style: str) -> None:
    assert parse(f"key: {style}\n  2023").data == {"key": "2023\n"}


def test_a_key_that_stands_twice_is_reported_with_both_lines_and_the_rest_is_read() -> None:
    document = parse("title: one\ntlp: red\ntitle: two\nseverity: sev1")
    assert document.data == {"title": "one", "tlp": "red", "severity": "sev1"}
    assert place(document) == (4, 1)
    assert said(document) == "duplicate key `title`, first used on line 2"


REFUSED = {
    "an alias": ("a: &x b\nc: *x", (2, 4)),
    "an alias of nothing": ("a: *x", (2, 4)),
    "an anchor that nothing refers to": ("title: &tokens were readable", (2, 8)),
    "a tag": ("a: !!set {b}", (2, 4)),
    "a tag of Python's": ("a: !!python/object/apply:os.system [ls]", (2, 4)),
    "a tag that asks for text": ("a: !!str 2023", (2, 4)),
    "a tag on a key": ("!note a: b", (2, 1)),
    "a merge key": ("a: b\n<<: {c: d}", (3, 1)),
    "a tab as indentation": ("a:\n\tb: c", (3, 1)),
    "a second colon": ("a: b: c", (2, 5)),
    "a list": ("- a\n- b", (2, 1)),
    "a sentence": ("A token leaked.", (2, 1)),
    "a key that is a list": ("? [a]\n: b", (2, 3)),
    "a second document": ("a: b\n--- c", (3, 1)),
    "a control character": ("a: b\nc: d\x07", (3, 5)),
    "a control character after text that is not ASCII": ("a: élève\x07", (2, 9)),
    "a NUL": ("a: b\0c", (2, 5)),
    "deep nesting": ("a: " + "[" * 30 + "]" * 30, (2, 24)),
    "a nesting of maps": ("a: " + "{b: " * 30 + "c" + "}" * 30, (2, 84)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_part_of_the_small_yaml_is_refused_at_its_place(what: str) -> None:
    front, where = REFUSED[what]
    document = parse(front)
    assert document.data is None
    assert place(document) == where


@pytest.mark.parametrize("bomb", ["[" * 100_000, "[" * 9_000 + "]" * 9_000, "{a: " * 100_000, "[{" * 50_000])
def test_a_bomb_of_brackets_is_refused(bomb: str) -> None:
    document = parse(f"a: {bomb}")
    assert document.data is None
    assert place(document)[0] == 2


def test_a_billion_laughs_are_not_laughed() -> None:
    lines = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert parse("\n".join(lines)).data is None


def test_more_values_than_any_file_needs_are_refused() -> None:
    assert parse(f"a: [{'b,' * (MAX_NODES + 1)}]").data is None


@pytest.mark.parametrize("opening", ["- ", "? ", "- ? "])
def test_a_nesting_without_brackets_cannot_end_the_process(opening: str) -> None:
    """In a process of its own: what exhausts the stack of C cannot be caught."""
    text = f"'---\\n' + {opening!r} * 60_000 + '\\n---\\n'"
    code = f"from pipeline.documents.document import parse_document; print(parse_document('', {text}).data)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "None\n"), run.stderr


def test_brackets_in_quotes_are_text() -> None:
    assert parse(f"a: '{'[' * 300}'").data == {"a": "[" * 300}


def test_a_line_separator_does_not_shift_the_lines_that_are_reported() -> None:
    """U+2028 ends a line for YAML 1.1, but for no editor: it is refused, or the lines below it are right."""
    assert place(parse("a: b\u2028\nc: d\nc: e")) in {(2, 5), (4, 1)}


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf---\na: b\n---\n", b"---\r\na: b\r\n---\r\n"])
def test_a_byte_order_mark_and_other_line_ends_change_nothing(raw: bytes, tmp_path: Path) -> None:
    document = read(tmp_path, raw)
    assert (document.data, document.diagnostics) == ({"a": "b"}, ())
    assert document.locate(("a",), key=True) == Location(PATH, 2, 1)


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b"---\ntitle: caf\xe9\n---\n", (2, 11)),
        ("---\ntitle: é".encode() + b"\xff\n---\n", (2, 9)),
        ("---\na: b\n---\n".encode("utf-16"), (1, 1)),
        ("---\na: b\n---\n".encode("utf-16-le"), (1, 2)),
        (b"---\na: b\n---\nreport\n\n  \0", (6, 3)),
        (b"---\na: \xed\xa0\x80\n---\n", (2, 4)),
        (b"---\na: b # c\rd: e\n---\n", (2, 9)),
    ],
    ids=["Latin-1", "after é", "UTF-16 with a mark", "UTF-16 without", "NUL", "half a surrogate pair", "CR alone"],
)
def test_what_is_not_utf8_text_is_an_error_at_the_byte(raw: bytes, where: tuple[int, int], tmp_path: Path) -> None:
    document = read(tmp_path, raw)
    assert document.data is None
    assert place(document) == where


@pytest.mark.parametrize("text", ["", "# A report\n", " ---\na: b\n---\n", "\n---\na: b\n---\n", "---", "----\na: b"])
def test_a_file_without_front_matter_says_so_and_keeps_its_text(text: str) -> None:
    document = parse_document(PATH, text)
    assert (document.data, document.body.text, said(document)) == (None, text, "the file has no front matter")


def test_front_matter_that_never_ends_says_so() -> None:
    assert said(parse_document(PATH, "---\na: b\n\n## What happened\n")) == "the front matter is not closed"


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\na: b\n---\nText\n", "Text\n", 4),
        ("---\na: b\n---\n\n\nText", "\n\nText", 4),
        ("---\na: b\n...\nText", "Text", 4),
        ("--- \n---\t\nText", "Text", 3),
        ("---\na: b\n---\nText\n\n---\n\nMore", "Text\n\n---\n\nMore", 4),
        ("---\na: b\n---", "", 3),
    ],
)
def test_the_body_is_what_follows_and_knows_its_first_line(text: str, body: str, line: int) -> None:
    document = parse_document(PATH, text)
    assert document.data is not None
    assert (document.body.text, document.body.line, document.body.path) == (body, line, PATH)


@pytest.mark.parametrize("front", ["", "# nothing yet", "\n\n"])
def test_empty_front_matter_is_no_key_at_all(front: str) -> None:
    assert parse(front).data == {}


BLOCK = "title: a\nimpact:\n  customers: none\nevents:\n- at: 2024\n  what: é\n- {at: 2025, evidence: [E1, E22]}"
PLACES: list[tuple[Route, tuple[int, int], tuple[int, int]]] = [
    (("title",), (2, 1), (2, 8)),
    (("impact", "customers"), (4, 3), (4, 14)),
    (("events", 0, "what"), (7, 3), (7, 9)),
    (("events", 1, "at"), (8, 4), (8, 8)),
    (("events", 1, "evidence"), (8, 14), (8, 24)),
]


@pytest.mark.parametrize(("route", "key", "value"), PLACES)
def test_the_places_of_keys_and_values_are_kept(route: Route, key: tuple[int, int], value: tuple[int, int]) -> None:
    document = parse(BLOCK)
    assert document.locate(route, key=True) == Location(PATH, *key)
    assert document.locate(route) == Location(PATH, *value)


@pytest.mark.parametrize(
    ("route", "where"),
    [
        (("events", 1), (8, 3)),
        (("events", 1, "evidence", 1), (8, 29)),
        (("events", 1, "tlp"), (8, 3)),
        (("events", 7), (6, 1)),
        (("nothing", "here"), (2, 1)),
    ],
)
def test_what_has_no_place_is_at_the_nearest_that_has(route: Route, where: tuple[int, int]) -> None:
    assert parse(BLOCK).locate(route) == Location(PATH, *where)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    document = read(tmp_path, b"---\na: b\n---\n" + b"x" * MAX_BYTES)
    assert (document.data, said(document)) == (None, "the file is too large to read")


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_not_read(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "README.md")
    document = read_document(tmp_path, "README.md")
    assert (document.data, said(document)) == (None, "not a regular file")


def test_a_file_without_permission_is_an_error(tmp_path: Path) -> None:
    read(tmp_path, b"---\na: b\n---\n")
    (tmp_path / PATH).chmod(0)
    with as_nobody():
        document = read_document(tmp_path, PATH)
    assert said(document).startswith("the file cannot be read: ")


YAMLISH = st.lists(
    st.sampled_from(
        ["---\n", "\n", "  ", "a", ": ", "- ", "[", "]", "{", "}", "'", '"', "&a ", "*a ", "!t ", "? ", "\t"]
    )
    | st.sampled_from(["# ", "|\n", ">\n", "%", "@", "...\n", "<<: ", "é", "\u2028", "\0", "\x07", "1", "\r\n", "😀"])
    | st.text(max_size=3)
).map("".join)
TEXTS = st.one_of(st.text(), YAMLISH, YAMLISH.map(lambda front: f"---\n{front}\n---\n"))


@given(TEXTS)
def test_any_text_gives_data_or_a_diagnostic_on_one_of_its_lines(text: str) -> None:
    document = parse_document(PATH, text)
    assert (document.data is not None) or document.diagnostics
    assert all(1 <= item.location.line <= text.count("\n") + 1 for item in document.diagnostics)
    assert all(item.hint and item.location.column >= 1 for item in document.diagnostics)


@given(raw=st.one_of(st.binary(), TEXTS.map(str.encode)))
def test_any_bytes_give_data_or_a_diagnostic(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    document = read(tmp_path_factory.getbasetemp(), raw)
    assert (document.data is not None) or document.diagnostics


# PyYAML writes these as they are, and they end a line in YAML 1.1 only.
STRINGS = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"))
KEYS = STRINGS.filter(lambda key: key != "<<")
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(STRINGS, st.booleans(), st.none(), st.sampled_from(["no", "01", "1.5", "~", "2024-06-28", "---\nx"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(data=st.dictionaries(KEYS, VALUES, max_size=4), unicode=st.booleans())
def test_what_a_yaml_writer_wrote_comes_back(data: dict[str, Any], *, unicode: bool) -> None:
    document = parse(yaml.safe_dump(data, allow_unicode=unicode))
    assert document.diagnostics == ()
    assert document.data == data
