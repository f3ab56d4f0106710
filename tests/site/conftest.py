"""The real incidents of this repository, and the site that is built from them once for all tests."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.config import build_config, read_config
from pipeline.corpus import read_corpus
from pipeline.site.build import build_site
from pipeline.site.data import SiteData, visible
from pipeline.site.pages import artefacts, render
from pipeline.tracking.lifecycle import standing
from tests.needs import ROOT


@pytest.fixture(scope="session")
def real_site() -> SiteData:
    """The repository's own incidents as everybody may see them, with no issue filed yet."""
    today = date(2026, 11, 24)
    data = read_config(ROOT).data
    assert data is not None
    config = build_config(data)
    corpus = visible(read_corpus(ROOT), "clear", today)
    standings = {one.key: standing(one, None, today=today, priorities=config.priorities) for one in corpus.findings}
    return SiteData(corpus, standings, config, "clear", today)


@pytest.fixture(scope="session")
def built(real_site: SiteData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of those incidents."""
    folder = tmp_path_factory.mktemp("site")
    files = {name: ROOT / path for name, path in artefacts(real_site).items()}
    build_site(render(real_site), files, folder / "tree", folder / "out")
    return folder / "out"
