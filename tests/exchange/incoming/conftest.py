"""Imports of small reports."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.exchange.incoming.run import Importer
from pipeline.operations.workspace import Workspace


@pytest.fixture(scope="session")
def importer(tmp_path_factory: pytest.TempPathFactory) -> Importer:
    root = tmp_path_factory.mktemp("kinds")
    (root / "postmortem.yml").write_text(Path("postmortem.yml").read_text("utf-8"), "utf-8")
    return Importer(Workspace(root, date(2026, 2, 10)), dry_run=True)
