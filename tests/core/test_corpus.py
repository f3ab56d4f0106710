"""A repository as it is found: what does not belong is said, and the rest is read all the same."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline import records
from pipeline.check.schema import check_schema
from pipeline.corpus import MAX_ARTEFACT_BYTES, incident_names, read_folder
from pipeline.corpus import read_corpus as read_records
from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.document import Document, parse_document
from tests import example

FOLDER = f"incidents/{example.INCIDENT}"
Make = Callable[[Path], None]


class Reading:
    """All that is read of a repository: records, documents by path, and what cannot be read."""

    def __init__(self, root: Path) -> None:
        names, self.diagnostics = incident_names(root)
        folders = [read_folder(root, name) for name in names]
        self.corpus = read_records(root)
        self.documents = {document.path: document for folder in folders for _, document in folder.documents}
        for folder in folders:
            self.diagnostics += folder.problems
            self.diagnostics += [problem for _, document in folder.documents for problem in document.diagnostics]


def read_corpus(root: Path) -> Reading:
    return Reading(root)


def file(path: str, text: str = "a") -> Make:
    def make(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return make


def link(path: str, to: str) -> Make:
    return lambda root: (root / path).symlink_to(to)


def big(root: Path) -> None:
    with (root / FOLDER / "evidence/dump.bin").open("wb") as dump:
        dump.truncate(MAX_ARTEFACT_BYTES + 1)


def pipe(root: Path) -> None:
    os.mkfifo(root / FOLDER / "evidence/pipe")


def not_utf8(root: Path) -> None:
    (root / FOLDER / os.fsdecode(b"caf\xe9.md")).write_text("a")


def layout(root: Path) -> list[Diagnostic]:
    return [item for item in read_corpus(root).diagnostics if item.rule == "layout"]


@pytest.mark.parametrize(
    ("make", "path", "message"),
    [
        (file(f"{FOLDER}/notes.md"), f"{FOLDER}/notes.md", "no file of this name belongs here"),
        (file(f"{FOLDER}/readme.md"), f"{FOLDER}/readme.md", "no file of this name belongs here"),
        (file("incidents/Leak/README.md", example.README), "incidents/Leak", "the folder's name is no incident id"),
        (file("incidents/06-28-leak/README.md", example.README), "incidents/06-28-leak", "the folder's name is no"),
        (file(f"{FOLDER}/findings/rotate-key.md"), f"{FOLDER}/findings/rotate-key.md", "the file's name is no finding"),
        (file(f"{FOLDER}/findings/1-a.md"), f"{FOLDER}/findings/1-a.md", "the file's name is no finding"),
        (file(f"{FOLDER}/findings/02-a.txt"), f"{FOLDER}/findings/02-a.txt", "the file's name is no finding"),
        (link(f"{FOLDER}/evidence/a", "../README.md"), f"{FOLDER}/evidence/a", "a symbolic link"),
        (link("incidents/2024-a", example.INCIDENT), "incidents/2024-a", "a symbolic link"),
        (link(f"{FOLDER}/evidence/loop", "."), f"{FOLDER}/evidence/loop", "a symbolic link"),
        (link(f"{FOLDER}/findings/02-a.md", "/etc/hostname"), f"{FOLDER}/findings/02-a.md", "a symbolic link"),
        (big, f"{FOLDER}/evidence/dump.bin", "the artefact is too large for Git"),
        (pipe, f"{FOLDER}/evidence/pipe", "this is not a regular file"),
        (not_utf8, f"{FOLDER}/'caf?.md'", "the name is not printable UTF-8"),
        (file(f"{FOLDER}/two\nlines.md"), f"{FOLDER}/'two\\nlines.md'", "the name is not printable UTF-8"),
    ],
)
def test_what_does_not_belong_is_said_and_the_rest_is_read(
    make: Make, path: str, message: str, repository: Path
) -> None:
    make(repository)
    (problem,) = layout(repository)
    assert problem.location.path == path
    assert problem.message.startswith(message)
    assert problem.hint
    (incident,) = [item for item in read_corpus(repository).corpus.incidents if item.id == example.INCIDENT]
    assert (len(incident.findings), [item.path for item in incident.artefacts]) == (1, ["evidence/log.txt"])


@pytest.mark.parametrize("name", [f"{FOLDER}/.DS_Store", f"{FOLDER}/evidence/.gitkeep", "incidents/.git/README.md"])
def test_hidden_files_are_left_alone(name: str, repository: Path) -> None:
    file(name)(repository)
    reading = read_corpus(repository)
    assert reading.diagnostics == []
    assert reading.corpus == read_corpus(example.write(repository.parent / "plain")).corpus


def test_a_folder_without_a_readme_says_so(repository: Path) -> None:
    file("incidents/2024-01-01-empty/timeline.md", example.TIMELINE)(repository)
    (problem,) = read_corpus(repository).diagnostics
    assert problem.location.path == "incidents/2024-01-01-empty/README.md"


@pytest.mark.parametrize("name", ["timeline.md", "evidence.md", "README.md"])
def test_a_folder_in_place_of_a_file_is_an_error(name: str, repository: Path) -> None:
    (repository / FOLDER / name).unlink()
    (repository / FOLDER / name).mkdir()
    assert [item.location.path for item in read_corpus(repository).diagnostics] == [f"{FOLDER}/{name}"]


@pytest.mark.parametrize("name", ["README.md", "timeline.md", "evidence.md", "findings", "evidence"])
def test_nothing_outside_the_repository_is_read_through_a_link(name: str, repository: Path) -> None:
    inside, outside = repository / FOLDER / name, repository.parent / "outside"
    inside.rename(outside)
    for path in [outside, *outside.rglob("*")]:
        if path.is_file():
            path.write_text(path.read_text().replace("token", "SECRET"))
    inside.symlink_to(outside)
    reading = read_corpus(repository)
    assert (f"{FOLDER}/{name}", "a symbolic link") in {
        (item.location.path, item.message) for item in reading.diagnostics
    }
    assert "SECRET" not in repr((reading.corpus, reading.documents, reading.diagnostics))


def test_a_repository_without_incidents_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_corpus(tmp_path)


@pytest.mark.parametrize("name", ["README.md", "timeline.md", "evidence.md", example.FINDING_PATH])
@pytest.mark.parametrize("raw", [b"", b"\xff", b"---\na: [\n---\n", b"---\n- a\n---\n", b"---\na: b\n"])
def test_one_bad_file_does_not_stop_the_rest(name: str, raw: bytes, repository: Path) -> None:
    file("incidents/2024-01-01-other/README.md", example.README)(repository)
    (repository / FOLDER / name).write_bytes(raw)
    reading = read_corpus(repository)
    assert [item.location.path for item in reading.diagnostics] == [f"{FOLDER}/{name}"]
    assert [incident.id for incident in reading.corpus.incidents] == ["2024-01-01-other", example.INCIDENT]
    assert reading.corpus.incidents[0].title
    assert reading.documents.keys() - {f"{FOLDER}/{name}"} == readable(reading)


def readable(reading: Reading) -> set[str]:
    return {path for path, document in reading.documents.items() if document.data is not None}


def test_an_artefact_has_its_size_its_hash_and_its_permission(repository: Path) -> None:
    file(f"{FOLDER}/evidence/deep/run.sh", "é")(repository)
    (repository / FOLDER / "evidence/deep/run.sh").chmod(0o755)
    found = {item.path: item for item in read_corpus(repository).corpus.incidents[0].artefacts}
    log, run = found["evidence/log.txt"], found["evidence/deep/run.sh"]
    assert (log.size, log.sha256, log.executable) == (
        len(example.LOG),
        hashlib.sha256(example.LOG.encode()).hexdigest(),
        False,
    )
    assert (run.size, run.executable) == (2, True)


def test_the_operating_procedures_are_known_by_name(repository: Path) -> None:
    assert read_corpus(repository).corpus.sops == {"token-handling"}


BASES = {
    "incident": example.README,
    "timeline": example.TIMELINE,
    "evidence": example.EVIDENCE,
    "finding": example.FINDING,
}


def said(kind: str, front: str, without: str = "") -> list[tuple[str, str]]:
    """What `check` says of the example with these keys in place of its own: messages and hints."""
    base, change = parse_document("a.md", BASES[kind]), parse_document("a.md", f"---\n{front}\n---\n")
    assert base.data is not None
    assert change.data is not None
    data = {key: value for key, value in {**base.data, **change.data}.items() if key != without}
    return [(item.message, item.hint) for item in check_schema(kind, replace(base, data=data))]


ONE = "id: E1, what: a, source: b"
HASH = "0" * 64


@pytest.mark.parametrize(
    ("kind", "front", "message", "hint"),
    [
        ("incident", "titel: a", "`titel` is no key that belongs in a file of this kind", "did you mean `title`?"),
        ("incident", "zzz: a", "`zzz` is no key that belongs in a file of this kind", "known keys: actors, aliases"),
        ("incident", "actors: [{kind: unknown, nam: a}]", "`nam` is no key that belongs in `actors[0]`", "`name`?"),
        ("incident", "severity: sev9", "`severity` cannot be `sev9`", "one of: sev1, sev2, sev3, sev4, unknown"),
        ("incident", "status: Publishd", "`status` cannot be `Publishd`", "did you mean `published`? one of: draft"),
        ("incident", "title: 7", "`title` cannot be `7`", "What happened, in one line"),
        ("incident", "title:", "`title` cannot be empty", "What happened, in one line"),
        ("incident", "title: [a]", "`title` cannot be a list", "What happened, in one line"),
        ("incident", "title: {a: b}", "`title` cannot be keys and values", "What happened, in one line"),
        ("incident", "services: identity", "`services` cannot be `identity`", "The services that were"),
        ("incident", f"title: {'a' * 141}", "`title` has 141 characters", "at most 140"),
        ("incident", "title: '  '", "`title` is empty", "What happened, in one line"),
        ("incident", "title: ''", "`title` is empty", "What happened, in one line"),
        ("incident", "actors: []", "`actors` is empty", "Who caused it"),
        ("incident", "tags: [a, a]", "`tags` says the same thing twice", "keep one of each"),
        (
            "incident",
            "techniques: [{novel: true}]",
            "`techniques[0]` does not fit together",
            "A technique by its ATT&CK",
        ),
        ("incident", "references: [{title: a, url: 'ftp://a'}]", "`references[0].url` cannot be", "A web address"),
        ("incident", "references: [{title: a, url: 'https://['}]", "`references[0].url` cannot be", "A web address"),
        ("incident", "references: [{title: a, url: 'https://a b'}]", "`references[0].url` cannot be", "A web address"),
        ("incident", "signoffs: [{team: a, who: b, on: 2026-W05-1}]", "`signoffs[0].on` cannot be", "A day, as YYYY"),
        ("finding", "due: 2026-02-30", "`due` cannot be `2026-02-30`", "The day by which it has to be done"),
        ("finding", "due: tomorrow", "`due` cannot be `tomorrow`", "The day by which it has to be done"),
        ("finding", "owner: Identity", "`owner` cannot be `Identity`", "The team that owns"),
        ("finding", "decision: {status: accepted}", "`on` is missing in `decision`", "the days of its priority count"),
        ("finding", "kind: process-change", "`sop` is missing", "An accepted process change names the operating proc"),
        ("timeline", "events: []", "`events` is empty", "What happened, from the first event"),
        ("timeline", "events: [{at: 11:09, what: a}]", "`events[0].at` cannot be `11:09`", "A point in time"),
        (
            "evidence",
            f"items: [{{{ONE}, path: evidence/a}}]",
            "`sha256` is missing in `items[0]`",
            "The SHA-256 of the",
        ),
        (
            "evidence",
            f"items: [{{{ONE}, path: evidence/a, sha256: '{HASH}', url: 'https://a.example'}}]",
            "`items[0]` does not fit together",
            "Give `path` or `url`, not both.",
        ),
    ],
)
def test_a_mistake_is_said_once_with_what_would_be_right(kind: str, front: str, message: str, hint: str) -> None:
    ((said_message, said_hint),) = said(kind, front)
    assert said_message.startswith(message)
    assert hint in said_hint


@pytest.mark.parametrize("key", ["title", "status", "tlp", "severity", "impact"])
def test_a_missing_key_is_named_with_its_meaning(key: str) -> None:
    assert (f"`{key}` is missing", f"`{key}`: ") in {
        (text, hint[: len(key) + 4]) for text, hint in said("incident", "", key)
    }


@pytest.mark.parametrize("key", ["actors", "participants", "response", "services", "references"])
def test_what_only_a_full_postmortem_needs_is_asked_for_with_the_policys_reason(key: str) -> None:
    ((message, hint),) = said("incident", "", key)
    assert message == f"`{key}` is missing"
    assert hint.startswith("Customers or data may have been touched, or severity is sev1 or sev2")


@pytest.mark.parametrize("key", ["signoffs", "summary"])
def test_what_only_a_published_one_needs_is_asked_for_with_the_policys_reason(key: str) -> None:
    ((message, hint),) = said("incident", "", key)
    assert (message, "only when every participating team has signed off" in hint) == (f"`{key}` is missing", True)
    assert said("incident", "status: in-review", key) == []


@pytest.mark.parametrize("kind", BASES)
def test_a_teams_own_keys_are_left_alone(kind: str) -> None:
    assert said(kind, "x-ticket: [a, {b: c}]") == []


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["E1", "2026", "amber"])),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(st.sampled_from(sorted(BASES)), st.data())
def test_whatever_a_value_is_a_record_is_made_and_the_schema_has_its_say(kind: str, data: st.DataObject) -> None:
    base = parse_document("a.md", BASES[kind])
    assert base.data is not None
    front: dict[str, Any] = {**base.data, data.draw(st.sampled_from(sorted(base.data))): data.draw(ANYTHING)}
    document = parse_document("01-a.md", f"---\n{yaml.safe_dump(front)}---\n")
    assert all(item.message for item in check_schema(kind, document))
    assert records.incident(folder(kind, document)).id == "2026-a"


def folder(kind: str, document: Document) -> records.Folder:
    readme = document if kind == "incident" else parse_document("README.md", example.README)
    timeline, register = (document if kind == name else None for name in ("timeline", "evidence"))
    findings = (document,) if kind == "finding" else ()
    return records.Folder("2026-a", "incidents/2026-a", readme, timeline, register, findings, (), frozenset())
