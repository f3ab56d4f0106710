"""The files of this package that go into a site as they are: style sheet, scripts, our part of the theme, Mermaid."""

from __future__ import annotations

import lzma
from pathlib import Path

_PACKAGE = Path(__file__).parent


def shared_files() -> dict[str, bytes]:
    """What every site has, by its place in the tree."""
    return _below("assets", "docs/assets") | _below("theme", "theme")


def mermaid_files() -> dict[str, bytes]:
    """What a site with Mermaid diagrams has besides: the library, which the package has compressed, and its frame."""
    files = _below("mermaid", "docs/assets/mermaid")
    return {name.removesuffix(".xz"): _unpacked(name, content) for name, content in files.items()}


def _unpacked(name: str, content: bytes) -> bytes:
    return lzma.decompress(content) if name.endswith(".xz") else content


def _below(folder: str, target: str) -> dict[str, bytes]:
    root = _PACKAGE / folder
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return {f"{target}/{path.relative_to(root).as_posix()}": path.read_bytes() for path in paths}
