"""Which issue is a finding's: those that carry its marker, told apart from copies, transfers and strangers' issues."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pipeline.tracking.desired import Claim
from pipeline.tracking.marker import RETIRED, Block, find_block
from pipeline.tracking.tracker import Issue


@dataclass(frozen=True, slots=True)
class Carrier:
    """An issue that carries a finding's block. `labelled` is whether it has a label of the pipeline's."""

    issue: Issue
    block: Block
    labelled: bool = True

    @property
    def retired(self) -> bool:
        """Whether it is its finding's no longer."""
        return self.block.decision in RETIRED

    @property
    def home(self) -> str:
        """The repository that it was filed in."""
        return self.block.home or self.issue.repository

    @property
    def stays(self) -> bool:
        """Whether it is in the repository that it was filed in."""
        return self.home == self.issue.repository


@dataclass(frozen=True, slots=True)
class Tracked:
    """What the tracker holds of the pipeline's.

    `carriers` are by the finding's key, `unmarked` the issues that have the pipeline's labels and no block, by
    repository; `strangers` carry a block that does not count.
    """

    carriers: Mapping[str, tuple[Carrier, ...]]
    unmarked: Mapping[str, tuple[Issue, ...]]
    strangers: tuple[Carrier, ...]

    def of(self, keys: Iterable[str]) -> tuple[Carrier, ...]:
        """Every issue that carries the marker of one of these names of a finding."""
        return tuple(carrier for key in keys for carrier in self.carriers.get(key, ()))


def tracked(issues: Iterable[Issue], public: Collection[str], prefix: str) -> Tracked:
    """Sort the issues out: which count, and for which finding.

    Anybody may open an issue in a public repository and write a marker into it, so there an issue counts only if
    somebody of the organisation opened it, or gave it the pipeline's label.
    """
    carriers: dict[str, list[Carrier]] = {}
    unmarked: dict[str, list[Issue]] = {}
    strangers = []
    for issue in sorted(issues, key=lambda issue: (issue.repository, issue.number)):
        labelled = any(owned(label, prefix) for label in issue.labels)
        block = find_block(issue.body)
        if block is None:
            if labelled:
                unmarked.setdefault(issue.repository, []).append(issue)
        elif labelled or issue.from_inside or issue.repository not in public:
            carriers.setdefault(block.key, []).append(Carrier(issue, block, labelled))
        else:
            strangers.append(Carrier(issue, block))
    return Tracked(
        {key: tuple(found) for key, found in carriers.items()},
        {repository: tuple(found) for repository, found in unmarked.items()},
        tuple(strangers),
    )


def owned(label: str, prefix: str) -> bool:
    """Whether the label is the pipeline's. GitHub tells labels apart without regard to case."""
    name = label.casefold()
    return name == prefix or name.startswith(f"{prefix}:")


def originals(carriers: Collection[Carrier]) -> list[Carrier]:
    """The carriers of one finding without copies: of those that are where they were filed, the oldest.

    Those with the pipeline's labels come first, which a copy by hand into an older issue lacks; of these those that are
    not retired, since one that was transferred away and back has a new number. One in another repository was
    transferred there only if none is left where it was filed.
    """
    filed: dict[str, Carrier] = {}
    for carrier in sorted(carriers, key=lambda one: (not one.labelled, one.labelled and one.retired, one.issue.number)):
        if carrier.stays:
            filed.setdefault(carrier.home, carrier)
    return [carrier for carrier in carriers if filed.get(carrier.home, carrier) is carrier]


def current(claim: Claim, found: Tracked) -> Carrier | None:
    """The issue that is this finding's, None where there is none.

    In this order: the oldest in its repository, first those with the pipeline's labels, which a copy by hand lacks; one
    that was completed before the owner changed, so that nobody gets work that is done; one that people transferred;
    one in its repository that was its issue before.
    """
    home = claim.destination.repository
    carriers = originals(found.of(claim.keys))
    here = [carrier for carrier in carriers if carrier.issue.repository == home]
    live = sorted((carrier for carrier in here if not carrier.retired), key=lambda carrier: not carrier.labelled)
    elsewhere = [carrier for carrier in carriers if carrier.issue.repository != home and not carrier.retired]
    left = [carrier for carrier in elsewhere if carrier.stays]
    completed = [carrier for carrier in left if _completed(carrier, claim)]
    # Beside the issue that the finding left behind, what is not where it was filed is a copy.
    transferred = [] if left else elsewhere
    return next(iter([*live, *completed, *transferred, *here]), None)


def _completed(carrier: Carrier, claim: Claim) -> bool:
    return carrier.issue.closed_as == "completed" and claim.settled != "not_planned"


def twin(mine: Issue, others: Iterable[Issue], prefix: str) -> Issue | None:
    """The older of these issues that another run filed for the same finding, None where there is none.

    An issue that holds nothing but its block and the pipeline's labels, opened by the account that opened the older
    one, was filed by a run; anything else a person may have copied.
    """
    block = find_block(mine.body)
    if block is None or not _as_filed(mine, block, prefix):
        return None
    for other in sorted(others, key=lambda issue: issue.number):
        theirs = find_block(other.body)
        older = other.repository == mine.repository and other.number < mine.number and other.author == mine.author
        if older and theirs is not None and theirs.key == block.key and Carrier(other, theirs).stays:
            return other
    return None


def _as_filed(issue: Issue, block: Block, prefix: str) -> bool:
    return (
        block.decision not in RETIRED
        and Carrier(issue, block).stays
        and issue.body.replace("\r\n", "\n").strip() == str(block)
        and bool(issue.labels)
        and all(owned(label, prefix) for label in issue.labels)
    )
