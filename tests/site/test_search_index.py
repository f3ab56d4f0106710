"""What a build says where Pagefind makes no index."""

from pathlib import Path

import pytest

from pipeline.diagnostic import UsageError
from pipeline.site.generator.build import build_site
from pipeline.site.render import render
from pipeline.site.tree import SiteFiles
from tests.site import builders


def test_without_pagefind_a_build_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match=r"search index cannot be built: .*nowhere"):
        build_site(SiteFiles(render(builders.site()), {}), tmp_path / "tree", tmp_path / "out")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo no room >&2; exit 1", "no room"),
        ("printf '\\377' >&2; exit 1", "\ufffd"),
        ("exit 3", "Pagefind exited with status 3"),
        ("kill -9 $$", "Pagefind was killed by signal 9, which happens when memory runs out"),
    ],
)
def test_where_pagefind_dies_a_build_says_of_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))
    with pytest.raises(UsageError, match=f"search index cannot be built: {said}$"):
        build_site(SiteFiles(render(builders.site()), {}), tmp_path / "tree", tmp_path / "out")
    assert not (tmp_path / "out").exists()
