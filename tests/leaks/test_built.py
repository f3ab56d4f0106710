"""The same words, looked for in what the commands themselves put out: the built site, and the issues that are filed."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.repository.config import build_config
from pipeline.tracking.local import LocalTracker
from pipeline.vocabulary import levels
from tests.leaks.planting import Planting
from tests.leaks.story import CONFIG, TODAY
from tests.leaks.words import Word, above, found, leaks

INCIDENTS = 4
SEED = 7


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Word]]:
    planting = Planting(Random(SEED).choice, sound=True).plant(INCIDENTS)  # noqa: S311  # a planted word is no secret
    return planting.write(tmp_path_factory.mktemp("planted")), planting.words


def postmortem(root: Path, *arguments: str) -> None:
    done = CliRunner().invoke(main, ["--root", str(root), "--today", str(TODAY), *arguments])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("audience", levels())
def test_a_built_site_holds_nothing_above_its_audience(
    repository: tuple[Path, list[Word]], audience: str, tmp_path: Path
) -> None:
    root, words = repository
    postmortem(root, "build", "--audience", audience, "--output", str(tmp_path / "site"))
    files = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"site/pagefind/pagefind-entry.json", "site/sitemap.xml.gz", "site/feed.xml"} <= set(files)
    assert leaks(words, files, audience) == []
    for renderer in (".pf_fragment", ".pf_index", "feed.xml", "index.html", ".csv"):
        part = {name: content for name, content in files.items() if name.endswith(renderer)}
        assert found((word for word in words if not above(word.level, audience)), part), renderer


def test_a_filed_issue_holds_nothing_above_its_repository(repository: tuple[Path, list[Word]]) -> None:
    root, words = repository
    postmortem(root, "apply")
    filed = list(issues(root))
    assert len({audience for audience, _ in filed}) > 2
    for audience, text in filed:
        assert leaks(words, {"": text.encode()}, audience) == []
        assert found(words, {"": text.encode()})


def issues(root: Path) -> Iterator[tuple[str, str]]:
    """What each issue says, with the audience of its repository."""
    tracker = LocalTracker(root / ".postmortem" / "tracker.sqlite", frozenset())
    for repository, audience in build_config(CONFIG).audiences.items():
        for issue in tracker.issues(repository):
            yield audience, "\n".join((issue.title, issue.body, *issue.labels))
    tracker.close()
