"""MkDocs' templates, compiled once in a process: MkDocs itself compiles all of them in each build."""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """What templates were compiled to, by their names, as long as their texts stay the same.

    It is never written to a disk: whoever could change the file would run their own code in a build.
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
