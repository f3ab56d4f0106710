"""What is written or emptied is the pipeline's: never what Git tracks, never through a link or a second name."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.diagnostic import UsageError
from pipeline.host import writing
from tests.host.repositories import committed, git

Write = Callable[[Path], object]
WRITERS: dict[str, Write] = {
    "write": lambda path: writing.write(path, "new"),
    "replace": lambda path: writing.replace(path, "new"),
    "append": lambda path: writing.append(path, "new"),
    "database": lambda path: writing.database(path).close(),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    return committed(tmp_path / "root")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("mine")
    return tmp_path / "outside"


@pytest.fixture(params=WRITERS)
def write(request: pytest.FixtureRequest) -> Write:
    return WRITERS[request.param]


def test_what_is_the_pipelines_is_written(write: Write, root: Path) -> None:
    write(root / "a" / "file")
    write(root / "a" / "file")
    assert (root / "a" / "file").is_file()


def test_a_link_is_not_written_through(write: Write, root: Path, outside: Path) -> None:
    (root / "file").symlink_to(outside / "file")
    (root / "folder").symlink_to(outside)
    for path in (root / "file", root / "folder" / "file"):
        with pytest.raises(UsageError, match="is a link"):
            write(path)
    assert (outside / "file").read_text() == "mine"


def test_a_tracked_file_is_not_written(write: Write, root: Path) -> None:
    (root / "plan.md").write_text("mine")
    committed(root)
    with pytest.raises(UsageError, match=r"is tracked by Git.*`git rm -r --cached plan.md`"):
        write(root / "plan.md")
    assert (root / "plan.md").read_text() == "mine"


def test_case_makes_no_difference(write: Write, root: Path) -> None:
    (root / "PLAN.md").write_text("mine")
    committed(root)
    with pytest.raises(UsageError, match="is tracked by Git"):
        write(root / "plan.md")


def test_a_tracked_file_that_is_gone_is_not_written(write: Write, root: Path) -> None:
    (root / "plan.md").write_text("mine")
    committed(root)
    (root / "plan.md").unlink()
    with pytest.raises(UsageError, match="is tracked by Git"):
        write(root / "plan.md")


def test_a_second_name_of_a_file_is_not_written(write: Write, root: Path, outside: Path) -> None:
    os.link(outside / "file", root / "file")
    with pytest.raises(UsageError, match="second name"):
        write(root / "file")
    assert (outside / "file").read_text() == "mine"


def test_a_pipe_is_not_opened(write: Write, root: Path) -> None:
    os.mkfifo(root / "pipe")
    with pytest.raises(UsageError, match="not a regular file"):
        write(root / "pipe")


def test_a_name_with_wildcards_is_only_itself(write: Write, root: Path) -> None:
    (root / "plan.md").write_text("mine")
    committed(root)
    write(root / "pl*")
    assert (root / "plan.md").read_text() == "mine"


def test_outside_of_a_repository_a_person_says_where(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "out.md").symlink_to(outside / "file")
    writing.write(tmp_path / "out.md", "new")
    writing.write(Path(os.devnull), "new")
    assert (outside / "file").read_text() == "new"
    assert not Path(os.devnull).is_file()


def test_a_persons_own_link_to_a_folder_leads_to_the_folder(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "public").symlink_to(outside)
    assert writing.own_folder(tmp_path / "public") == outside


@pytest.mark.parametrize("beside", ["-journal", "-wal", "-shm"])
def test_a_database_is_refused_for_a_tracked_journal(beside: str, root: Path) -> None:
    (root / f"tracker.sqlite{beside}").write_text("x")
    committed(root)
    with pytest.raises(UsageError, match="is tracked by Git"):
        writing.database(root / "tracker.sqlite")


def test_a_database_is_for_its_owner(root: Path) -> None:
    writing.database(root / "a.sqlite").close()
    assert (root / "a.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("path", ["site", ".postmortem/site"])
def test_a_folder_is_refused_for_anything_tracked_in_it(path: str, root: Path) -> None:
    (root / path / "deep").mkdir(parents=True)
    (root / path / "deep" / "theme.html").write_text("x")
    committed(root)
    for use in (writing.own_folder, writing.usable_folder, lambda folder: writing.hold({}, folder)):
        with pytest.raises(UsageError, match="is tracked by Git"):
            use(root / path)
    assert (root / path / "deep" / "theme.html").read_text() == "x"


def test_a_submodule_is_no_folder_of_ours(root: Path, tmp_path: Path) -> None:
    other = committed(tmp_path / "other")
    git(root, "submodule", "add", "-q", str(other), "site")
    committed(root)
    with pytest.raises(UsageError, match="is tracked by Git"):
        writing.own_folder(root / "site")


def test_a_working_tree_within_is_no_folder_of_ours(root: Path) -> None:
    committed(root / "site")
    with pytest.raises(UsageError, match="is tracked by Git"):
        writing.own_folder(root / "site")


def test_a_repository_that_git_cannot_read_is_left_alone(root: Path) -> None:
    (root / ".git" / "index").write_bytes(b"no index")
    with pytest.raises(UsageError, match="Git cannot tell"):
        writing.own_folder(root / "site")


def test_a_folder_holds_exactly_its_tree(root: Path, outside: Path) -> None:
    site = root / "site"
    assert writing.hold({"a.md": "one", "b/c.css": b"two"}, site) == 2
    (site / "link").symlink_to(outside)
    (site / "b" / "link.md").symlink_to(outside / "file")
    (site / "old.md").write_text("x")
    assert writing.hold({"a.md": "one", "b/link.md": "three"}, site) == 5
    assert sorted(path.relative_to(site).as_posix() for path in site.rglob("*")) == ["a.md", "b", "b/link.md"]
    assert (outside / "file").read_text() == "mine"


def test_a_tree_is_not_written_through_a_second_name(root: Path, outside: Path) -> None:
    (root / "site").mkdir()
    os.link(outside / "file", root / "site" / "a.md")
    writing.hold({"a.md": "new"}, root / "site")
    assert (outside / "file").read_text() == "mine"


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "..", "a\\..\\b", "", "a\0"])
def test_no_name_leads_out_of_the_folder(name: str, root: Path) -> None:
    with pytest.raises(ValueError, match="outside"):
        writing.hold({name: "x"}, root / "site")


def test_an_authors_new_file_is_never_written_over_and_never_behind_a_link(root: Path, outside: Path) -> None:
    writing.add(root / "incidents" / "a" / "README.md", "one")
    with pytest.raises(FileExistsError):
        writing.add(root / "incidents" / "a" / "README.md", "two")
    (root / "incidents" / "b").symlink_to(outside)
    with pytest.raises(UsageError, match="is a link"):
        writing.add(root / "incidents" / "b" / "README.md", "two")
    committed(root)
    writing.add(root / "incidents" / "a" / "timeline.md", "three")
    assert sorted(path.name for path in outside.iterdir()) == ["file"]


def test_folders_are_exchanged(root: Path) -> None:
    (root / "site").mkdir()
    (root / "site" / "old").write_text("x")
    with writing.temporary(".site-", beside=root / "site") as scratch:
        writing.put(b"x", scratch / "new" / "index.html")
        writing.exchange(scratch / "new", root / "site", scratch / "old")
    assert [path.name for path in (root / "site").iterdir()] == ["index.html"]
    assert sorted(path.name for path in root.iterdir()) == [".git", "site"]
