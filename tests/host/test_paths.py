"""Where a path leads: links are followed up to a repository, never within one."""

import os
from pathlib import Path

import pytest

from pipeline.diagnostic import UsageError
from pipeline.host.paths import first_link, follow, read_bytes
from tests.host.repositories import committed


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    return tmp_path / "outside"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    return committed(tmp_path / "root")


def test_a_path_in_no_repository_leads_where_the_system_says(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "short").symlink_to(outside)
    place = follow(tmp_path / "short" / "new" / "file")
    assert (place.path, place.inside, place.working_trees) == (outside / "new" / "file", False, ())


def test_a_link_to_the_repository_is_followed(tmp_path: Path, root: Path) -> None:
    (tmp_path / "short").symlink_to(root)
    place = follow(tmp_path / "short" / "site")
    assert (place.path, place.inside, place.working_trees) == (root / "site", True, (root,))


@pytest.mark.parametrize("path", ["a", "a/b", "a/b/c", "folder/a", "folder/../a/b"])
def test_a_link_within_the_repository_is_refused(path: str, root: Path, outside: Path) -> None:
    (root / "folder").mkdir()
    (root / "a").symlink_to(outside)
    (root / "folder" / "a").symlink_to(outside)
    with pytest.raises(UsageError, match="is a link"):
        follow(root / path)


def test_a_link_that_leads_nowhere_is_refused(root: Path, outside: Path) -> None:
    (root / "plan.md").symlink_to(outside / "new")
    with pytest.raises(UsageError, match="is a link"):
        follow(root / "plan.md")


def test_a_link_is_refused_where_only_the_configuration_marks_the_repository(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "postmortem.yml").write_text("")
    (tmp_path / "root" / "site").symlink_to(outside)
    with pytest.raises(UsageError, match="is a link"):
        follow(tmp_path / "root" / "site" / "index.html")


def test_a_link_from_outside_into_the_repository_leads_to_no_link_there(
    tmp_path: Path, root: Path, outside: Path
) -> None:
    (tmp_path / "short").symlink_to(root / "a" / "b")
    (root / "a").mkdir()
    (root / "a" / "b").mkdir()
    (root / "a" / "b" / "c").symlink_to(outside)
    with pytest.raises(UsageError, match="is a link"):
        follow(tmp_path / "short" / "c")


def test_a_link_outside_that_leads_into_the_repository_counts_as_inside(tmp_path: Path, root: Path) -> None:
    (tmp_path / "out.md").symlink_to(root / "README.md")
    assert follow(tmp_path / "out.md").path == root / "README.md"
    assert follow(tmp_path / "out.md").inside


def test_a_file_is_no_folder(root: Path) -> None:
    (root / ".postmortem").write_text("")
    with pytest.raises(UsageError, match="is not a folder"):
        follow(root / ".postmortem" / "site")


@pytest.mark.parametrize(
    "path",
    [
        *(".git/hooks/post-checkout", ".GIT/config", ".git", ".git./config", ".git /config", "GIT~1/config"),
        *(".g\u200cit/config", ".git::$INDEX_ALLOCATION/config", "\uff0egit/config"),
    ],
)
def test_what_is_gits_own_is_refused(path: str, root: Path) -> None:
    with pytest.raises(UsageError, match="Git's own"):
        follow(root / path)


def test_what_a_shell_offers_as_output_stays_as_it_is() -> None:
    assert follow(Path("/dev/stdout")).path == Path("/dev/stdout")


def test_dots_lead_up(root: Path) -> None:
    assert follow(root / ".." / "root" / "site").path == root / "site"
    assert not follow(root / ".." / "site").inside


def test_the_first_link_is_told(root: Path, outside: Path) -> None:
    (root / "incidents").symlink_to(outside)
    assert first_link(root, "incidents/a/README.md") == "incidents"
    assert first_link(root, "postmortem.yml") == ""


@pytest.mark.parametrize("kind", ["link", "link above", "pipe", "folder"])
def test_only_a_regular_file_is_read(kind: str, root: Path, outside: Path) -> None:
    path = "a/secret" if kind == "link above" else "a"
    if kind == "pipe":
        os.mkfifo(root / "a")
    elif kind == "folder":
        (root / "a").mkdir()
    else:
        (root / "a").symlink_to(outside if kind == "link above" else outside / "secret")
    with pytest.raises(OSError, match=r"symbolic link|not a regular file|Is a directory"):
        read_bytes(root, path)
