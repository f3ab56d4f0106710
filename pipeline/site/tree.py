"""The content of a site: the files that its generator reads, and the artefacts that are copied beside its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.site.page.record import Page

DOCS = "docs"
"""The folder of the tree for pages, at their addresses, and for what goes into the site as it is."""

SEARCHED = "search"
"""The folder of the tree for what the search indexes, at the addresses of the pages."""

Tree = dict[str, Page | str | bytes]
"""Relative paths, with forward slashes, and what the files hold; a page is written as its Markdown."""


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """Everything a site is made of. `artefacts` are files of the repository by their addresses on the site."""

    tree: Tree
    artefacts: Mapping[str, Path]


def encoded(content: Page | str | bytes) -> bytes:
    """What the file holds."""
    return content if isinstance(content, bytes) else str(content).encode()


def pages(tree: Tree) -> dict[str, Page]:
    """The pages of a tree by their paths below `docs/`."""
    return {path.removeprefix(f"{DOCS}/"): page for path, page in tree.items() if isinstance(page, Page)}
