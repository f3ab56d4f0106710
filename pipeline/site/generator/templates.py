"""MkDocs' templates: found without walking through a theme's icons, and compiled once in a process."""

from __future__ import annotations

import os
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.theme import Theme


class CompiledTemplates(BytecodeCache):
    """What templates were compiled to, by their names, as long as their texts stay the same.

    MkDocs itself compiles all of them in each build. This is never written to a disk: whoever could change the file
    would run their own code in a build.
    """

    def __init__(self) -> None:
        """Nothing is compiled yet."""
        self._compiled: dict[str, tuple[str, CodeType]] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002  # as Jinja calls it
        """A template's name, in whichever folder it is: Jinja compares the texts as well."""
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same text."""
        checksum, code = self._compiled.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._compiled[bucket.key] = (bucket.checksum, bucket.code)


class QuicklyListed(Theme):
    """A theme whose hidden folders are not listed.

    MkDocs lists all files of a theme to copy some, and never one in a hidden folder. Of Material's 14,500 files, 14,300
    are icons in such a folder; templates still find them by their names.
    """

    def __init__(self, theme: Theme) -> None:
        """The same theme otherwise."""
        vars(self).update(vars(theme))

    def get_env(self) -> Environment:
        """The theme's templates."""
        environment = super().get_env()
        environment.loader = _VisibleFiles(self.dirs)
        return environment


class _VisibleFiles(FileSystemLoader):
    def list_templates(self) -> list[str]:
        names: set[str] = set()
        for top in self.searchpath:
            for folder, folders, files in os.walk(top):
                folders[:] = [name for name in folders if not name.startswith(".")]
                names |= {(Path(folder) / name).relative_to(top).as_posix() for name in files}
        return sorted(names)
