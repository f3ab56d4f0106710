"""Whether the language server reports what `check` reports: of each incident, and of each broken copy of one.

`python -m tests.lsp.same` compares all of the broken copies.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.check.mutations import mutations
from tests.check.mutations.record import Mutation
from tests.check.mutations.runner import TODAY, Runner
from tests.lsp.client import Editor

Report = tuple[str, int, int, str, str]
"""The path, line and column (as editors count them), rule and words of one diagnostic."""


class Both:
    """A copy of the repository that `check` checks, and another one that is open in an editor."""

    def __init__(self, folder: Path) -> None:
        for name in ("checked", "edited"):
            (folder / name).mkdir()
        self._runner = Runner(folder / "checked")
        self._other = Runner(folder / "edited")
        self._editor = Editor(folder / "edited", "--today", TODAY.isoformat())
        self.incidents = sorted(path.name for path in (folder / "checked/incidents").iterdir() if path.is_dir())

    def stop(self) -> None:
        self._editor.stop()

    def of_incident(self, incident: str) -> tuple[set[Report], set[Report]]:
        """What is reported of an incident: by `check`, and by the server."""
        path = f"incidents/{incident}/README.md"
        self._editor.open(path)
        reported = self._by_check(incident), self._by_server(incident)
        self._editor.close(path)
        return reported

    def of_mutations(self, chosen: Iterable[Mutation]) -> Iterator[tuple[Mutation, set[Report], set[Report]]]:
        """The same of an incident after each mutation of it, in the editor where it can be typed there."""
        for mutation in chosen:
            if mutation.incident:
                mutation.apply(self._runner.root)
                close = self._show(mutation)
                yield mutation, self._by_check(mutation.incident), self._by_server(mutation.incident)
                for path in close:
                    self._editor.close(path)
                self._runner.mend(mutation)
                self._other.mend(mutation)

    def _show(self, mutation: Mutation) -> list[str]:
        """Bring the mutation to the server; the paths of the documents that are open then."""
        folder = f"incidents/{mutation.incident}"
        before, after = (_texts(root / folder) for root in (self._other.root, self._runner.root))
        changed = [path for path in after if before.get(path) != after[path]]
        documents = [path for path in changed if path.endswith(".md") and not path.startswith("evidence/")]
        typed = {path: text for path in documents if (text := _typed(before.get(path), after[path])) is not None}
        linked = any((self._runner.root / folder / path).is_symlink() for path in changed)
        if not mutation.whole and not linked and changed and len(typed) == len(changed) and set(before) == set(after):
            paths = [f"{folder}/{path}" for path in typed]
            for path, text in typed.items():
                self._editor.open(f"{folder}/{path}", before[path].decode())
                self._editor.edit(f"{folder}/{path}", text)
            return paths
        mutation.apply(self._other.root)
        unsaved = f"{folder}/unsaved.md"  # stands for no file, so that all files count as they are on disk
        self._editor.open(unsaved, "")
        return [unsaved]

    def _by_check(self, incident: str) -> set[Report]:
        found = set()
        for one in self._runner.check():
            path, line, column = one.location.path, one.location.line, one.location.column
            if f"{path}/".startswith(f"incidents/{incident}/"):
                before = self._line(path, line)[: column - 1]
                words = "\n".join(part for part in (one.message, one.hint) if part)
                found.add((path, line - 1, len(before.encode("utf-16-le")) // 2, one.rule, words))
        return found

    def _line(self, path: str, line: int) -> str:
        file = self._runner.root / path
        if not path.endswith(".md") or not file.is_file():
            return " " * 10_000
        text = file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines[line - 1] if line <= len(lines) else ""

    def _by_server(self, incident: str) -> set[Report]:
        start = f"{self._editor.root.as_uri()}/"
        return {
            (path, one.range.start.line, one.range.start.character, str(one.code), one.message)
            for uri, reported in self._editor.reported.items()
            for one in reported
            if f"{(path := uri.removeprefix(start))}/".startswith(f"incidents/{incident}/")
        }


def _texts(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _typed(before: bytes | None, after: bytes) -> str | None:
    """The text that an author could have typed into the file; None if no editor would have it so."""
    if before is None:
        return None
    try:
        return after.decode()
    except UnicodeDecodeError:
        return None


def main() -> int:
    """Compare all, and print what differs."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        both = Both(Path(folder))
        differ = [one for one in both.of_mutations(mutations()) if one[1] != one[2]]
        both.stop()
    for mutation, by_check, by_server in differ:
        sys.stdout.write(f"{mutation.name}\n  check:  {by_check - by_server}\n  server: {by_server - by_check}\n")
    sys.stdout.write(f"{len(mutations())} broken copies, {len(differ)} differ\n")
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main())
