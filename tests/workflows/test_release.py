"""A release is built only where its tag, its version and the changelog agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import example
from tests.workflows.conftest import TOKEN, commit, git
from tests.workflows.runner import REPOSITORY, Ran, Runner

_PYTHON = """\
#!/bin/sh
case "$*" in
  "-m hatchling version") echo 1.2.3 ;;
  "-m hatchling build --directory ../dist") mkdir ../dist && touch ../dist/postmortem_pipeline-1.2.3-py3-none-any.whl ;;
  *) exit 9 ;;
esac
"""
_BILL = '#!/bin/sh\nwhile [ "$1" != --output-file ]; do shift; done\necho "{}" > "$2"\n'
_CHANGELOG = "# Changelog\n\n## [1.2.3]\n"


def built(folder: Path, tag: str, changelog: str) -> tuple[Runner, Ran]:
    origin = example.write(folder / "origin")
    example.write(origin, {"CHANGELOG.md": changelog})
    git(origin, "init", "--quiet", "--initial-branch=main")
    github = {"sha": commit(origin), "token": TOKEN, "ref_name": tag, "event": {}, "repository": REPOSITORY}
    runner = Runner(folder / "run", origin, github)
    for name, text in (("python", _PYTHON), ("cyclonedx-py", _BILL)):
        (runner.bin / name).write_text(text)
        (runner.bin / name).chmod(0o755)
    return runner, runner.run("release.yml", "build")


def test_a_release_has_a_wheel_and_a_bill_of_materials(tmp_path: Path) -> None:
    runner, ran = built(tmp_path, "v1.2.3", _CHANGELOG)
    assert not ran.failed
    assert [path.name for path in (runner.artifacts / "dist").iterdir()] == [
        "postmortem_pipeline-1.2.3-py3-none-any.whl"
    ]
    assert (runner.artifacts / "described/postmortem-pipeline.cdx.json").is_file()
    assert "--require-hashes" in runner.installed.read_text()


@pytest.mark.parametrize(
    ("tag", "changelog", "said"),
    [
        ("v1.2.4", _CHANGELOG, "the tag is v1.2.4, but the version is 1.2.3"),
        ("v1.2.3", "# Changelog\n\n## [Unreleased]\n", "CHANGELOG.md has no section for 1.2.3"),
    ],
)
def test_what_does_not_agree_is_not_built(tmp_path: Path, tag: str, changelog: str, said: str) -> None:
    runner, ran = built(tmp_path, tag, changelog)
    assert ran.failed
    assert said in ran.log
    assert not (runner.artifacts / "dist").exists()
