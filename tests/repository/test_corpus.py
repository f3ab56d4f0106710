"""A repository as it is found: what does not belong is said, and the rest is read all the same."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.diagnostic import Diagnostic, UsageError
from pipeline.repository.corpus import MAX_ARTEFACT_BYTES, incident_names, read_folder, sop_names, sop_problems
from pipeline.repository.corpus import read_corpus as read_records
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
        (file(f"{FOLDER}/notes.md"), f"{FOLDER}/notes.md", "unexpected file or folder"),
        (file(f"{FOLDER}/readme.md"), f"{FOLDER}/readme.md", "unexpected file or folder"),
        (file("incidents/Leak/README.md", example.README), "incidents/Leak", "the folder's name is not an incident id"),
        (file("incidents/06-28-leak/README.md", example.README), "incidents/06-28-leak", "the folder's name is not"),
        (
            file(f"{FOLDER}/findings/rotate-key.md"),
            f"{FOLDER}/findings/rotate-key.md",
            "this is not a file name for a finding",
        ),
        (file(f"{FOLDER}/findings/1-a.md"), f"{FOLDER}/findings/1-a.md", "this is not a file name for a finding"),
        (file(f"{FOLDER}/findings/02-a.txt"), f"{FOLDER}/findings/02-a.txt", "this is not a file name for a finding"),
        (link(f"{FOLDER}/evidence/a", "../README.md"), f"{FOLDER}/evidence/a", "symbolic links are not allowed"),
        (link("incidents/2024-a", example.INCIDENT), "incidents/2024-a", "symbolic links are not allowed"),
        (link(f"{FOLDER}/evidence/loop", "."), f"{FOLDER}/evidence/loop", "symbolic links are not allowed"),
        (
            link(f"{FOLDER}/findings/02-a.md", "/etc/hostname"),
            f"{FOLDER}/findings/02-a.md",
            "symbolic links are not allowed",
        ),
        (big, f"{FOLDER}/evidence/dump.bin", "the artefact is too large for Git"),
        (pipe, f"{FOLDER}/evidence/pipe", "not a regular file"),
        (not_utf8, f"{FOLDER}/'caf?.md'", "the name is not printable UTF-8"),
        (file(f"{FOLDER}/a\u202eb.md"), f"{FOLDER}/'a\\u202eb.md'", "the name is not printable UTF-8"),
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


@pytest.mark.parametrize(
    "name",
    [
        f"{FOLDER}/.DS_Store",
        f"{FOLDER}/.gitattributes",
        f"{FOLDER}/evidence/.gitkeep",
        f"{FOLDER}/evidence/a/.git",
        f"{FOLDER}/findings/.02-a.md",
        "incidents/.gitignore",
    ],
)
def test_a_hidden_file_is_an_error_and_is_not_read(name: str, repository: Path) -> None:
    file(name)(repository)
    reading = read_corpus(repository)
    assert [(item.location.path, item.message) for item in reading.diagnostics] == [
        (name, "hidden files are not allowed")
    ]
    assert reading.corpus == read_corpus(example.write(repository.parent / "plain")).corpus


def test_an_empty_gitkeep_keeps_a_folder(repository: Path) -> None:
    file("incidents/.gitkeep", "")(repository)
    assert read_corpus(repository).diagnostics == []


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
    assert (f"{FOLDER}/{name}", "symbolic links are not allowed") in {
        (item.location.path, item.message) for item in reading.diagnostics
    }
    assert "SECRET" not in repr((reading.corpus, reading.documents, reading.diagnostics))


def test_a_repository_without_an_incidents_folder_has_no_incidents(tmp_path: Path) -> None:
    assert read_corpus(tmp_path).corpus.incidents == ()


def test_an_incidents_folder_that_cannot_be_listed_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / "incidents").write_text("a file")
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


@pytest.mark.parametrize(
    "name", ["Token-handling.md", "caf\u00e9.md", "a b.md", "a#b.md", "index.json.md", "token-handling.MD"]
)
def test_a_procedure_that_no_finding_can_name_is_none(name: str, tmp_path: Path) -> None:
    """So no two procedures differ in case or in the form of a letter only, and none has another's page."""
    example.write(tmp_path, {**example.files(), f"docs/sops/{name}": "# Another\n"})
    assert sop_names(tmp_path) == {"token-handling"}
    assert [(one.location.path, one.severity) for one in sop_problems(tmp_path)] == [(f"docs/sops/{name}", "warning")]
