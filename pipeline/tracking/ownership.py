"""Which issue belongs to which finding: the marked ones, told apart from copies, transfers and outsiders' issues."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.tracking.desired import IssueIdentity, OwnedLabels
from pipeline.tracking.marker import RETIRED, WITHDRAWN, Block, find_block, opaque_key
from pipeline.tracking.tracker import Issue


@dataclass(frozen=True, slots=True)
class MarkedIssue:
    """An issue with a finding's marker in its body, the fenced `block`.

    `labelled` is whether it has a label of the pipeline's; `unedited` whether it holds nothing but its block and such
    labels, as the pipeline files it.
    """

    issue: Issue
    block: Block
    labelled: bool = True
    unedited: bool = True

    @property
    def retired(self) -> bool:
        """Whether its finding no longer uses it."""
        return self.block.decision in RETIRED

    @property
    def withdrawn(self) -> bool:
        """Whether it was emptied, because its readers may not see the finding."""
        return self.block.decision == WITHDRAWN

    @property
    def filed_in(self) -> str:
        """The repository that it was filed in."""
        return self.block.filed_in or self.issue.repository

    @property
    def in_place(self) -> bool:
        """Whether it is still in the repository that it was filed in."""
        return self.filed_in == self.issue.repository


@dataclass(frozen=True, slots=True)
class Ownership:
    """The tracker's issues, sorted by what they have of the pipeline's.

    `marked` are by the key in their marker. `unmarked` have the pipeline's labels and no marker, by repository.
    `foreign` have a marker that does not count, because an outsider opened them.
    """

    marked: Mapping[str, tuple[MarkedIssue, ...]]
    unmarked: Mapping[str, tuple[Issue, ...]]
    foreign: tuple[MarkedIssue, ...]

    def withdrawing(self, references: Collection[str]) -> Ownership:
        """The same, as it is once these issues have been withdrawn."""

        def after(marked: MarkedIssue) -> MarkedIssue:
            exposed = marked.issue.reference in references
            return replace(marked, block=replace(marked.block, decision=WITHDRAWN)) if exposed else marked

        if not references:
            return self
        return replace(self, marked={key: tuple(map(after, group)) for key, group in self.marked.items()})

    def of(self, keys: Iterable[str]) -> tuple[MarkedIssue, ...]:
        """The issues with the marker of one of these keys, or with the opaque one of a withdrawn issue."""
        names = (name for key in keys for name in (key, opaque_key(key)))
        return tuple(marked for name in names for marked in self.marked.get(name, ()))


def determine_ownership(issues: Iterable[Issue], public: Collection[str], labels: OwnedLabels) -> Ownership:
    """Sort the issues. `public` are the repositories that everybody can read.

    There anybody may open an issue and write a marker into it. So an issue in one of them counts only if somebody of
    the organisation opened it or gave it one of the pipeline's labels.
    """
    marked_issues: dict[str, list[MarkedIssue]] = {}
    unmarked: dict[str, list[Issue]] = {}
    foreign = []
    for issue in sorted(issues, key=lambda issue: (issue.repository, issue.number)):
        block = find_block(issue.body)
        labelled = any(labels.owns(label) for label in issue.labels)
        if block is None:
            if labelled:
                unmarked.setdefault(issue.repository, []).append(issue)
            continue
        marked = MarkedIssue(issue, block, labelled, _unedited(issue, block, labels))
        if labelled or issue.from_inside or issue.repository not in public:
            marked_issues.setdefault(block.key, []).append(marked)
        else:
            foreign.append(marked)
    return Ownership(
        {key: tuple(group) for key, group in marked_issues.items()},
        {repository: tuple(group) for repository, group in unmarked.items()},
        tuple(foreign),
    )


def _unedited(issue: Issue, block: Block, labels: OwnedLabels) -> bool:
    only_the_block = issue.body.replace("\r\n", "\n").strip() == str(block)
    return only_the_block and bool(issue.labels) and all(labels.owns(label) for label in issue.labels)


def without_copies(marked: Collection[MarkedIssue]) -> list[MarkedIssue]:
    """One finding's marked issues but for the copies that people made of them, in the same order.

    Of those in the repository that they were filed in, one is the original. One in another repository was transferred
    there if no original is left; else it is a copy.
    """
    originals: dict[str, MarkedIssue] = {}
    for issue in sorted(marked, key=_originality):
        if issue.in_place:
            originals.setdefault(issue.filed_in, issue)
    return [issue for issue in marked if originals.get(issue.filed_in, issue) is issue]


def _originality(marked: MarkedIssue) -> tuple[bool, bool, int]:
    """Sorts the likeliest original first.

    A copy pasted into an older issue lacks the labels. An issue that was transferred away and back has a new number,
    and is not retired. Otherwise the oldest comes first.
    """
    return not marked.labelled, marked.labelled and marked.retired, marked.issue.number


def current_issue(identity: IssueIdentity, ownership: Ownership) -> MarkedIssue | None:
    """The issue that is the finding's now, or None.

    It is the first that there is of:

    - one in the finding's repository, rather with the pipeline's labels than without: a copy by hand lacks them;
    - one that was completed before the owner changed: nobody gets work that is done;
    - one that people transferred out of its repository;
    - one in the finding's repository that the finding had given up.
    """
    repository = identity.destination.repository
    candidates = without_copies(ownership.of(identity.keys))
    here = [marked for marked in candidates if marked.issue.repository == repository]
    elsewhere = [marked for marked in candidates if marked.issue.repository != repository and not marked.retired]
    live = sorted((marked for marked in here if not marked.retired), key=lambda marked: not marked.labelled)
    left_behind = [marked for marked in elsewhere if marked.in_place]
    completed = [marked for marked in left_behind if _completed(marked, identity)]
    # Beside an issue that the finding left behind, one outside the repository that it was filed in is a copy.
    transferred = [] if left_behind else elsewhere
    return next(iter([*live, *completed, *transferred, *here]), None)


def _completed(marked: MarkedIssue, identity: IssueIdentity) -> bool:
    return marked.issue.closed_as == "completed" and identity.closed_as != "not_planned"


def twin_of(marked: MarkedIssue, others: Iterable[MarkedIssue]) -> MarkedIssue | None:
    """The oldest of the others that another run filed for the same finding at the same time, or None.

    Only an issue that nobody has edited, opened by the account that opened the older one, was filed by a run; any other
    a person may have copied.
    """
    if marked.retired or not marked.in_place or not marked.unedited:
        return None
    issue = marked.issue
    older = [
        other
        for other in others
        if other.block.key == marked.block.key
        and other.in_place
        and (other.issue.repository, other.issue.author) == (issue.repository, issue.author)
        and other.issue.number < issue.number
    ]
    return min(older, key=lambda other: other.issue.number, default=None)
