"""Each attack is refused with a word by the commands that it is aimed at, and harms nothing."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.host.characters import harmless
from tests import example
from tests.host.repositories import committed, git
from tests.hostile.attacks import APPLIED, ATTACKS, BUILT, CHECKED, FOLDER, PLANNED, RUN, Attack, Target

COMMANDS = {
    CHECKED: ("check", "--format", "github"),
    PLANNED: ("plan", "--format", "markdown", "--out", "plan.md"),
    APPLIED: ("apply",),
    BUILT: ("build",),
    RUN: ("run",),
}
"""As the workflows run them."""


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example repository, committed."""
    root = example.write(tmp_path_factory.mktemp("clean") / "root")
    (root / ".gitignore").write_text("/.postmortem/\n/site/\n")
    return committed(root)


@pytest.fixture
def target(clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "own.txt").write_text("mine")
    shutil.copytree(clean, tmp_path / "root")
    monkeypatch.chdir(tmp_path / "root")
    return Target(tmp_path / "root", outside)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_and_harms_nothing(attack: Attack, target: Target) -> None:
    attack.plant(target)
    committed(target.root)
    before = contents(target.outside)
    for name, arguments in COMMANDS.items():
        if name == BUILT and not {BUILT, RUN} & attack.refused_by:
            continue  # `run` builds the site as well
        result = CliRunner().invoke(main, ["--today", "2026-02-10", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        said = result.output
        assert [line for line in said.split("\n") if line not in (harmless(line), harmless(line, "\u2060"))] == []
        if name in attack.refused_by:
            assert result.exit_code in (1, 2), (name, said)
            assert attack.says in said.replace("%0A", "\n"), (name, said)
        else:
            assert result.exit_code == 0, (name, said)
    assert contents(target.outside) == before
    assert git(target.root, "status", "--porcelain", "--untracked-files=no") == ""


def test_there_are_many(target: Target) -> None:
    assert len(ATTACKS) > 60
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert contents(target.outside) == {"own.txt": b"mine"}


def test_a_repository_that_is_a_link_in_another_is_refused(target: Target) -> None:
    shutil.copytree(target.root, target.outside / "repository")
    target.link("postmortems", target.outside / "repository")
    committed(target.root)
    for arguments in COMMANDS.values():
        result = CliRunner().invoke(main, ["--root", "postmortems", *arguments])
        assert (result.exit_code, "is a link" in result.output) == (2, True), result.output


def test_a_new_incident_is_not_made_behind_a_link(target: Target) -> None:
    target.link(f"{FOLDER}/findings", target.outside)
    result = CliRunner().invoke(main, ["new", "Expire tokens", "--in", example.INCIDENT])
    assert (result.exit_code, "is a link" in result.output) == (2, True)
    target.link("incidents", target.outside / "incidents")
    before = contents(target.outside)
    result = CliRunner().invoke(main, ["new", "A leaked token"])
    assert (result.exit_code, "is a link" in result.output) == (2, True)
    assert contents(target.outside) == before


@pytest.mark.parametrize(
    "revision", ["--output=../outside/own.txt", "-O../outside/own.txt", "--ext-diff", "--no-index"]
)
def test_a_branch_that_is_named_as_an_option_is_none(revision: str, target: Target) -> None:
    result = CliRunner().invoke(main, ["check", f"--since={revision}"])
    assert (result.exit_code, "is a Git option" in result.output) == (2, True)
    assert contents(target.outside) == {"own.txt": b"mine"}


def test_a_cache_that_is_brought_along_is_not_believed(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(target.root / "cache"))
    target.put(f"{FOLDER}/README.md", example.README.replace("severity: sev2", "severity: none"))

    def errors() -> int:
        return CliRunner().invoke(main, ["--today", "2026-02-10", "check"]).exit_code

    assert errors() == 1
    (cache,) = (target.root / "cache" / "postmortem").iterdir()
    head, _, entries = cache.read_bytes().partition(b"\n")
    forged = json.dumps({name: [entry[0], [], *entry[2:]] for name, entry in json.loads(entries).items()}).encode()
    version = head.split()[0].decode()
    cache.write_bytes(f"{version} {hashlib.sha256(forged).hexdigest()}\n".encode() + forged)
    assert errors() == 0  # so it would be believed, were it not for Git
    committed(target.root)
    assert errors() == 1


def test_no_setting_of_the_site_reads_the_environment(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "planted-secret")
    names = "site: {name: '!ENV GITHUB_TOKEN {{ config }} ${GITHUB_TOKEN}', url: 'https://example.org/!ENV/'}"
    target.put("postmortem.yml", re.sub(r"^site:.*$", names, example.CONFIG, flags=re.MULTILINE))
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    assert not [name for name, content in contents(target.root / "site").items() if b"planted-secret" in content]


def test_no_file_of_the_repository_is_run(target: Target) -> None:
    """The command as it is installed, with modules and programs of telling names where it is started."""
    trace = target.outside / "trace"
    for name in ("sitecustomize", "usercustomize", "click", "mkdocs", "pipeline", "yaml", "material", "evil"):
        target.put(f"{name}.py", f"open({str(trace)!r}, 'w')\nraise SystemExit(3)\n")
    for name in ("git", "pagefind", "pagefind_extended", "python", "postmortem"):
        target.put(name, f"#!/bin/sh\ntouch {trace}\n")
        (target.root / name).chmod(0o755)
    target.put("mkdocs.yml", "hooks: [evil.py]\n")
    target.put("pagefind.yml", f"logfile: {trace}\n")
    committed(target.root)
    command = Path(sys.executable).parent / "postmortem"
    environment = {**os.environ, "PATH": f".{os.pathsep}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [command, "run"], cwd=target.root, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert (target.root / "site" / "pagefind" / "pagefind.js").is_file()
    assert not trace.exists()
