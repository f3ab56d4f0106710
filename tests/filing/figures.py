"""How many findings have an issue twice, or none: what killed and failed runs must not come to."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.filing.authors import Authors
from tests.filing.ledger import marker
from tests.filing.places import IssueView, Ref


def filed(authors: Authors, looked: Mapping[Ref, IssueView]) -> dict[str, list[tuple[Ref, IssueView]]]:
    """The issues of each finding, by its number, in the order in which they were opened."""
    issues: dict[str, list[tuple[Ref, IssueView]]] = {number: [] for number in authors.findings}
    for ref, seen in sorted(looked.items()):
        if mark := marker(seen):
            issues[authors.number_of(mark.key)].append((ref, seen))
    return issues


@dataclass
class Figures:
    """Counted over findings. A twin is an issue that the pipeline closed itself, since two runs had filed it."""

    duplicates: int = 0
    closed_twins: int = 0
    lost: int = 0

    @property
    def clean(self) -> bool:
        return not (self.duplicates or self.lost)

    def add(self, issues: list[tuple[Ref, IssueView]]) -> None:
        """Count a finding, of which these are the issues."""
        twins = [ref for ref, seen in issues[1:] if not seen.open and "Two runs filed" in seen.body]
        self.closed_twins += len(twins)
        self.lost += not issues
        self.duplicates += max(0, len(issues) - 1 - len(twins))
