"""Applies each mutation to a copy of the incidents and holds what `check` says against what was meant."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.diagnostic import Diagnostic
from tests.check.checking import diagnostics
from tests.check.mutations.record import Mutation
from tests.needs import ROOT

TODAY = date(2026, 11, 24)

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `check` said of one mutation."""

    mutation: Mutation
    reported: tuple[Diagnostic, ...]

    @property
    def verdict(self) -> str:
        """`caught` by the rule meant for it where it was meant, `misplaced` in the file, or `missed`."""
        if not self.mutation.rule:
            return "missed" if self.reported else "caught"
        here = [one for one in self.reported if self._is_meant(one)]
        if any(self._is_placed(one) for one in here):
            return "caught"
        return "misplaced" if here else "missed"

    @property
    def meant(self) -> tuple[Diagnostic, ...]:
        return tuple(one for one in self.reported if self._is_meant(one) and self._is_placed(one))

    @property
    def extra(self) -> tuple[Diagnostic, ...]:
        """What else was said and is no consequence."""
        expected = self.meant or [one for one in self.reported if self._is_meant(one)]
        return tuple(one for one in self.reported if one not in expected and one.rule not in self.mutation.also)

    @property
    def is_vague(self) -> bool:
        """Whether the message lacks what it ought to say."""
        says = self.mutation.says
        return bool(self.meant) and not any(says in f"{one.message} {one.hint}" for one in self.meant)

    def __str__(self) -> str:
        meant = self.mutation
        said = [
            f"{one.rule} {one.location.path}:{one.location.line}:{one.location.column} {one.message} | {one.hint}"
            for one in [*dict.fromkeys((*self.meant, *self.extra, *self.reported))][:_SHOWN]
        ]
        wanted = f"{meant.rule} {meant.path}:{meant.line}:{meant.column} {meant.says}"
        return "\n    ".join([f"{self.verdict}: {meant.name}", f"meant: {wanted}", *said])

    def _is_meant(self, one: Diagnostic) -> bool:
        return one.rule == self.mutation.rule and one.location.path == self.mutation.path

    def _is_placed(self, one: Diagnostic) -> bool:
        return one.location.line == self.mutation.line and self.mutation.column in (None, one.location.column)


class Runner:
    """A copy of the repository's incidents below a root, mutated and mended again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._copy("incidents")
        self._copy("docs/sops")
        shutil.copy(ROOT / "postmortem.yml", root)
        self.before = self.check()
        """What is said of the incidents as they are; it is no news of any mutation."""

    def check(self) -> tuple[Diagnostic, ...]:
        return diagnostics(self.root, TODAY)

    def run(self, mutations: Iterable[Mutation]) -> Iterator[Outcome]:
        # One incident after the other: what was found in the others is kept by the check itself.
        for mutation in sorted(mutations, key=lambda one: (one.whole, one.incident)):
            mutation.apply(self.root)
            yield Outcome(mutation, tuple(one for one in self.check() if one not in self.before))
            self.mend(mutation)

    def mend(self, mutation: Mutation) -> None:
        """Put back what the mutation changed."""
        self._copy("incidents" if mutation.whole else f"incidents/{mutation.incident}")
        if mutation.whole:
            self._copy("docs/sops")
            shutil.copy(ROOT / "postmortem.yml", self.root)
            shutil.rmtree(self.root / ".github", ignore_errors=True)

    def _copy(self, path: str) -> None:
        shutil.rmtree(self.root / path, ignore_errors=True)
        shutil.copytree(ROOT / path, self.root / path)
