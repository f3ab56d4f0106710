"""An attack on the pipeline by the files of a pull request, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.check.run import check
from pipeline.diagnostic import Diagnostic
from pipeline.repository.config import Config, build_config, read_config
from pipeline.repository.corpus import read_corpus
from pipeline.repository.history import History
from pipeline.site.data import SiteData, visible
from pipeline.site.links import artefacts
from pipeline.site.render import render
from pipeline.site.tree import encoded
from pipeline.tracking.desired import Source, desired_state
from pipeline.tracking.lifecycle import finding_state
from tests import example

TODAY = date(2026, 2, 10)
FOLDER = f"incidents/{example.INCIDENT}"
SECRET = "zqhiddenbucket"  # noqa: S105  # a word to look for


@dataclass(frozen=True)
class Attack:
    """Files of a pull request: new text behind a file's own (`added`), text in it replaced, or whole files."""

    added: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def write(self, root: Path) -> Path:
        """The example repository below `root` with the attack in it; paths are those in the incident's folder."""
        example.write(root)
        for name, text in self.added.items():
            path = root / FOLDER / name
            path.write_text(path.read_text() + text)
        for name, (old, new) in self.replaced.items():
            path = root / FOLDER / name
            before = path.read_text()
            assert old in before
            path.write_text(before.replace(old, new, 1))
        for name, content in self.files.items():
            path = root / FOLDER / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return root


def said(root: Path) -> list[Diagnostic]:
    """What `check` says of the repository."""
    return list(check(root, _config(root), TODAY))


def put_out(root: Path, audience: str = "clear", *, issues: bool = True) -> dict[str, bytes]:
    """All that a site for the audience and all issues would hold, although `check` may refuse to make them."""
    config, corpus = _config(root), read_corpus(root)
    states = {one.key: finding_state(one, None, today=TODAY, priorities=config.priorities) for one in corpus.findings}
    site = SiteData(visible(corpus, audience, TODAY), states, config, audience, TODAY)
    found = {name: encoded(content) for name, content in render(site).items()}
    found |= {name: (root / path).read_bytes() for name, path in artefacts(site.corpus).items()}
    return found | ({f"issue {key}": body for key, (_, body) in filed(root).items()} if issues else {})


def filed(root: Path) -> dict[str, tuple[str, bytes]]:
    """What each issue would say, by its finding's key, with the level of the repository that it is for."""
    source = Source(read_corpus(root), _config(root), TODAY, History())
    return {
        one.key: (one.destination.audience, f"{one.title}\n{one.block}\n{sorted(one.labels.names)}".encode())
        for one in desired_state(source, frozenset()).issues
    }


def _config(root: Path) -> Config:
    data = read_config(root).data
    assert data is not None
    return build_config(data)
