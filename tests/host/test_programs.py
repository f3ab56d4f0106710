"""Other programs, really started: none gets a secret of the environment, and Git runs nothing that it is told to."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from pipeline.check.since import ChangedSince
from pipeline.diagnostic import UsageError
from pipeline.host import git, programs
from pipeline.host.parallel import shared_out
from pipeline.host.writing import own_folder
from pipeline.repository.history import read_history
from pipeline.site.search.index import indexing
from tests import example
from tests.host.repositories import committed
from tests.host.repositories import git as run_git

SECRETS = (
    "GITHUB_TOKEN",
    "GITHUB_APP_PRIVATE_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "GIT_DIR",
    "PAGEFIND_LOGFILE",
    "LD_PRELOAD",
)
SECRET = "planted"  # noqa: S105  # it is none


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, SECRET)


@pytest.fixture
def spy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a program of this name first on the PATH that writes its environment down; gives the file."""

    def put(name: str, real: str = "") -> Path:
        seen, folder = tmp_path / f"{name}.json", tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        script = f"#!{sys.executable}\nimport json, os, sys\njson.dump(dict(os.environ), open({str(seen)!r}, 'w'))\n"
        script += f"os.execv({real!r}, sys.argv)\n" if real else "sys.exit(3)\n"
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return seen

    return put


def real_git() -> str:
    found = shutil.which("git")
    assert found
    return found


@pytest.mark.usefixtures("secrets")
def test_git_gets_no_secret(spy: Callable[[str, str], Path], tmp_path: Path) -> None:
    root = committed(example.write(tmp_path / "repository"))
    seen = spy("git", real_git())
    assert read_history(root).commits
    environment = json.loads(seen.read_text())
    assert SECRET not in environment.values()
    assert "PATH" in environment


@pytest.mark.usefixtures("secrets")
def test_pagefind_gets_no_secret(spy: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_text("<html lang=en><body>a</body></html>")
    seen = spy("pagefind")
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "bin" / "pagefind"))
    with indexing(pages) as finish, pytest.raises(UsageError, match="Pagefind exited with status 3"):
        finish(tmp_path)
    assert SECRET not in json.loads(seen.read_text()).values()


def test_settings_of_pagefind_in_the_current_folder_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, site, log = tmp_path / "pages", tmp_path / "site", tmp_path / "log"
    pages.mkdir()
    site.mkdir()
    (pages / "a.html").write_text("<html lang=en><body>a</body></html>")
    (tmp_path / "pagefind.yml").write_text(f"logfile: {log}\nverbose: true\n")
    monkeypatch.chdir(tmp_path)
    with indexing(Path("pages")) as finish:
        finish(site)
    assert (site / "pagefind" / "pagefind.js").is_file()
    assert not log.exists()


def environments(names: list[str]) -> Iterable[list[str]]:
    return [sorted(os.environ.values()) for _ in names]


@pytest.mark.usefixtures("secrets")
def test_the_processes_that_share_work_have_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    here, *elsewhere = shared_out(environments, ["a", "b", "c"], 1)
    assert SECRET in here  # the first is this process's own
    for values in elsewhere:
        assert SECRET not in values
    assert os.environ["GITHUB_TOKEN"] == SECRET


def test_only_absolute_folders_stay_on_the_path() -> None:
    given = {"PATH": os.pathsep.join(["", ".", "bin", "/usr/bin"]), "LC_ALL": "C", "HOME": "/h", "TOKEN": "x"}
    assert programs.made_environment(given) == {"PATH": "/usr/bin", "LC_ALL": "C", "HOME": "/h"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return committed(example.write(tmp_path / "repository"))


@pytest.fixture
def alarm(tmp_path: Path) -> Path:
    """A program that leaves a trace."""
    path = tmp_path / "alarm"
    path.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat 2>/dev/null\n")
    path.chmod(0o755)
    return path


def asked(root: Path) -> None:
    """Everything that the pipeline asks Git."""
    read_history(root)
    ChangedSince(root, "HEAD").incidents()
    own_folder(root / ".postmortem")
    git.is_submodule(root, "incidents")


@pytest.mark.parametrize(
    "setting",
    [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.odd.command",
        "diff.odd.textconv",
        "filter.odd.clean",
        "filter.odd.process",
        "gpg.program",
        "core.sshCommand",
        "core.alternateRefsCommand",
    ],
)
def test_git_runs_no_program_that_is_configured(setting: str, root: Path, alarm: Path) -> None:
    (root / "incidents" / ".gitattributes").write_text("*.md diff=odd filter=odd\n")
    run_git(root, "config", setting, str(alarm))
    run_git(root, "config", "log.showSignature", "true")
    for path in (root / "incidents").rglob("*.md"):
        path.write_text(path.read_text() + "\nduplicate_of\n")
    asked(root)
    assert not (alarm.parent / "ran").exists()


def test_git_runs_no_hook(root: Path, alarm: Path) -> None:
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"):
        shutil.copy(alarm, root / ".git" / "hooks" / hook)
    asked(root)
    assert not (alarm.parent / "ran").exists()


def test_git_takes_no_settings_from_the_environment(root: Path, alarm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH", "GIT_ASKPASS", "GIT_EDITOR"):
        monkeypatch.setenv(name, str(alarm))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(alarm))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    asked(root)
    assert read_history(root).commits
    assert not (alarm.parent / "ran").exists()


def test_a_folder_that_looks_like_a_bare_repository_is_refused(tmp_path: Path, alarm: Path) -> None:
    root = committed(tmp_path / "repository") / "postmortems"
    example.write(root)
    run_git(tmp_path, "init", "-q", "--bare", str(tmp_path / "bare"))
    for path in sorted((tmp_path / "bare").rglob("*")):
        target = root / path.relative_to(tmp_path / "bare")
        target.mkdir(parents=True) if path.is_dir() else target.write_bytes(path.read_bytes())
    with (root / "config").open("a") as config:
        config.write(f"[core]\n\tbare = false\n\tworktree = {root}\n\tfsmonitor = {alarm}\n")
    with pytest.raises(UsageError, match="looks like a bare Git repository"):
        asked(root)
    assert not (alarm.parent / "ran").exists()


def test_without_git_history_is_empty(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", ".")
    assert read_history(root).commits == {}
