"""The real incidents of this repository, and the site that is built from them once for all tests."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from pipeline.repository.config import build_config, read_config
from pipeline.repository.corpus import read_corpus
from pipeline.site.data import SiteData, visible
from pipeline.tracking.lifecycle import finding_state
from tests import needs
from tests.needs import ROOT
from tests.shared import once
from tests.site.served import build, serving

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = needs.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def real_site() -> SiteData:
    """The repository's own incidents as everybody may see them, with no issue filed yet."""
    today = date(2026, 11, 24)
    data = read_config(ROOT).data
    assert data is not None
    config = build_config(data)
    corpus = visible(read_corpus(ROOT), "clear", today)
    finding_states = {
        one.key: finding_state(one, None, today=today, priorities=config.priorities) for one in corpus.findings
    }
    return SiteData(corpus, finding_states, config, "clear", today)


@pytest.fixture(scope="session")
def built(real_site: SiteData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of those incidents."""
    return once("real-site", lambda folder: build(real_site, ROOT, folder), tmp_path_factory) / "out"


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where the built site is served."""
    with serving(built) as address:
        yield address
