"""Desired state and observed state → the changes between them, and what needs attention. Pure.

An issue is closed or reopened only where the decision in the repository changed; where a team closed or reopened one
itself, it stays so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from pipeline.tracking.desired import DesiredIssue, DesiredState, DuplicateFinding
from pipeline.tracking.marker import DUPLICATE, GONE, MOVED, Block, find_block
from pipeline.tracking.observed import ObservedState
from pipeline.tracking.ownership import MarkedIssue, current_issue, twin_of, without_copies
from pipeline.tracking.plan import Change, Notice
from pipeline.tracking.planning import changes
from pipeline.tracking.planning.adoption import may_be_reclaimed, other_owner
from pipeline.tracking.planning.other_keys import refusals
from pipeline.tracking.planning.withdraw import LEFT_FOR_PEOPLE, exposed_issues, exposed_titles, shorten, withdraw
from pipeline.tracking.tracker import BODY_LENGTH, Issue

_WITHDRAWN = "> **Withdrawn.** This finding is no longer in the postmortems repository."


class Diff:
    """The changes that lead from the observed state to the desired one; making them collects the `notices`."""

    def __init__(
        self, desired: DesiredState, observed: ObservedState, owners: Mapping[str, str], *, prune: bool = False
    ) -> None:
        """`owners` are the teams of each repository, in words; `prune` closes issues whose finding was deleted."""
        self.desired, self.observed, self.owners, self.prune = desired, observed, owners, prune
        self.notices: list[Notice] = []
        self._taken: set[str] = set()
        self._titles: dict[tuple[str, str], str] = {}
        self._exposed = list(exposed_issues(desired, observed.ownership))
        hidden = {exposed.marked.issue.reference for exposed in self._exposed}
        self._ownership = observed.ownership.withdrawing(hidden)
        self._refused = refusals(desired, self._ownership, prune=prune)
        self._unfiled: dict[tuple[str, str], set[str]] = {}
        for issue in observed.unfiled(desired):
            place = (issue.destination.repository, issue.title)
            self._titles.setdefault(place, issue.key)
            self._unfiled.setdefault(place, set()).add(issue.key)

    def changes(self) -> Iterator[Change]:
        """Every change, finding by finding. To be called once."""
        yield from self._withdraw()
        for desired in self.desired.issues:
            refusal = self._refused.get(desired.key)
            if refusal is not None:
                self.notices.append(Notice(desired.key, refusal.issue.reference, refusal.reason, refused=True))
                continue
            for_finding = list(self._for_finding(desired))
            too_long = next((change for change in for_finding if _body_length(change) > BODY_LENGTH), None)
            if too_long is None:
                yield from for_finding
            else:
                why = f"{_body_length(too_long):,} characters, but GitHub allows {BODY_LENGTH:,}: shorten the finding"
                self._notice(
                    desired.key, too_long.target, f"not filed or changed: the text of the issue would have {why}"
                )
        for duplicate in self.desired.duplicates:
            yield from self._close_duplicate(duplicate)
        self._report_withheld()
        yield from self._for_missing_findings()
        self._report_foreign()

    def _for_finding(self, desired: DesiredIssue) -> Iterator[Change]:
        repository = desired.destination.repository
        current = current_issue(desired, self._ownership)
        has_issue = True
        if current is None:
            filed = list(self._without_marked_issue(desired))
            has_issue = bool(filed)
            yield from filed
        elif current.issue.repository == repository:
            yield from self._update(desired, current.issue, current.block)
        elif current.in_place:
            owners = self._owners(current.issue.repository)
            why = f"was completed by {owners} before its owner changed: verify it, or reopen it there to have it moved"
            self._notice(desired.key, current.issue.reference, why)
        else:
            why = f"was transferred here from {repository}: change the finding's owner, or transfer it back"
            self._notice(desired.key, current.issue.reference, why)
        yield from self._close_others(desired, current, has_issue=has_issue)

    def _without_marked_issue(self, desired: DesiredIssue) -> Iterator[Change]:
        """Adopt an issue, find the one whose marker was lost, or create one."""
        repository = desired.destination.repository
        if desired.adopts and not self._moves_on(desired):
            yield from self._adopt(desired)
            return
        if desired.key in self.observed.elsewhere:
            why = (
                f"has the finding's marker, but is outside the configured repositories, not in {repository}: change the"
                " finding's owner, transfer the issue back, or remove the marker from it"
            )
            self._notice(desired.key, self.observed.elsewhere[desired.key].reference, why)
            return
        lost = self._without_its_marker(desired)
        if lost is None:
            yield self._create(desired)
        elif lost.title == desired.title:
            self._taken.add(lost.reference)
            # Another finding of this title may have the next issue of it.
            self._titles.pop((repository, lost.title), None)
            yield from self._update(desired, lost, None)
        else:
            why = (
                "not filed: this issue has the finding's labels but no marker. If it belongs to the finding, add"
                f" `issue: {lost.reference}` to the finding; if not, remove the labels from the issue"
            )
            self._notice(desired.key, lost.reference, why)

    def _moves_on(self, desired: DesiredIssue) -> bool:
        """Whether the issue that the finding names was its own already, in a repository that it has left since."""
        left = desired.adopts.partition("#")[0] != desired.destination.repository
        marked = self._ownership.of(desired.keys)
        return left and any(issue.issue.reference == desired.adopts for issue in marked)

    def _adopt(self, desired: DesiredIssue) -> Iterator[Change]:
        repository = desired.destination.repository
        issue = self.observed.adopted.get(desired.adopts)
        block = find_block(issue.body) if issue is not None else None
        if issue is None:
            problem = f"does not exist in {repository}"
        elif issue.repository != repository:
            problem = f"is now {issue.reference}, not in {repository}"
        elif block is not None and block.key not in desired.keys:
            problem = f"has the marker of {block.key}"
        elif issue.reference in self._taken:
            problem = "already belongs to another finding"
        elif block is None and not desired.labels.any_of(issue.labels):
            problem = f"has no label of the pipeline: ask its team to add the label `{desired.labels.consent}`, or"
            self._notice(desired.key, desired.adopts, f"the finding names it, but it {problem} remove `issue`")
            return
        elif block is None and (other := other_owner(desired, issue, self._unfiled.get((repository, issue.title), ()))):
            problem = (
                f"may be the issue of {other}, which has its title: ask its team to add `{desired.labels.consent}`, or"
            )
            self._notice(desired.key, desired.adopts, f"the finding names it, but it {problem} remove `issue`")
            return
        else:
            self._taken.add(issue.reference)
            change = changes.adopt(desired, issue)
            if change is not None:
                yield change
            return
        self._notice(desired.key, desired.adopts, f"the finding names it, but it {problem}: correct or remove `issue`")

    def _without_its_marker(self, desired: DesiredIssue) -> Issue | None:
        """The issue that may be this finding's although its marker was edited away: by its title, else its labels."""
        candidates = [
            issue
            for issue in self._ownership.unmarked.get(desired.destination.repository, ())
            if issue.reference not in self._taken
            and (issue.reference not in self.observed.adopted or may_be_reclaimed(desired, issue))
            and self._titles.get((issue.repository, issue.title), desired.key) == desired.key
        ]
        of_this_title = (issue for issue in candidates if issue.title == desired.title)
        of_these_labels = (issue for issue in candidates if not desired.labels.missing_from(issue.labels))
        return next(of_this_title, next(of_these_labels, None))

    def _create(self, desired: DesiredIssue) -> Change:
        marked = without_copies(self._ownership.of(desired.keys))
        left_behind = [issue.issue for issue in marked if not issue.retired]
        owners = dict.fromkeys(self._owners(issue.repository) for issue in left_behind)
        return changes.create(desired, left_behind, " and ".join(owners))

    def _update(self, desired: DesiredIssue, issue: Issue, block: Block | None) -> Iterator[Change]:
        change = changes.update(desired, issue, block)
        if change is not None:
            yield change

    def _close_others(self, desired: DesiredIssue, current: MarkedIssue | None, *, has_issue: bool) -> Iterator[Change]:
        """Close what the finding left in another repository, once it has an issue in its own."""
        repository = desired.destination.repository
        marked = self._ownership.of(desired.keys)
        yield from self._close_twins(desired.key, marked, current)
        for issue in without_copies(marked):
            left_behind = issue is not current and issue.in_place and issue.filed_in != repository
            if has_issue and left_behind and not issue.retired:
                notice = f"> **Moved.** This finding is now with {desired.owner}, in {repository}."
                owners = f"owner changed from {self._owners(issue.filed_in)} to {desired.owner}"
                reason = f"{owners}: close here, file in {repository}, and link the two"
                yield self._close(issue, desired.key, MOVED, notice, reason)

    def _close_twins(self, key: str, marked: Collection[MarkedIssue], current: MarkedIssue | None) -> Iterator[Change]:
        """Close what a second run filed; report what people copied."""
        originals = without_copies(marked)
        for issue in marked:
            if issue.retired or issue is current:
                continue
            twin = twin_of(issue, originals)
            if twin is not None:
                yield changes.close_twin(issue, key, twin.issue)
            elif issue not in originals or not issue.in_place:
                kept = f"{current.issue.reference} is kept" if current else "none of them is kept"
                why = f"also has the marker of {key}; {kept}: remove the marker from this one, or close it"
                self._notice(key, issue.issue.reference, why)

    def _close_duplicate(self, duplicate: DuplicateFinding) -> Iterator[Change]:
        """Close the issues of a finding that another's issue stands for."""

        def notice(repository: str) -> str:
            if repository in duplicate.may_name_original:
                return f"> **Duplicate.** {duplicate.duplicate_of} asks for the same change; see that finding."
            return "> **Duplicate.** Another finding asks for the same change."

        marked = self._ownership.of(duplicate.keys)
        reason = f"a duplicate of {duplicate.duplicate_of}"
        yield from self._close_all(duplicate.key, marked, DUPLICATE, notice, reason)

    def _close_all(
        self,
        key: str,
        marked: Collection[MarkedIssue],
        decision: str,
        notice: Callable[[str], str],
        reason: str,
    ) -> Iterator[Change]:
        """Close a finding's issues; `notice` says on each what its repository's readers may know."""
        yield from self._close_twins(key, marked, None)
        for issue in without_copies(marked):
            if not issue.retired:
                yield self._close(issue, key, decision, notice(issue.issue.repository), reason)

    def _withdraw(self) -> Iterator[Change]:
        """Take text away from those who may no longer see it."""
        self.notices += exposed_titles(self.desired, self._ownership)
        for exposed in self._exposed:
            change = withdraw(exposed, self.observed.labels)
            if change is not None:
                self._notice(change.finding, change.target, LEFT_FOR_PEOPLE)
                yield change
        for finding in self.desired.levels:
            for marked in self._ownership.of(finding.keys):
                given_up = marked.retired and not marked.withdrawn
                if given_up and self.desired.hides_part(finding.key, marked.issue.repository):
                    change = shorten(finding.key, marked)
                    if change is not None:
                        yield change

    def _close(self, issue: MarkedIssue, key: str, decision: str, notice: str, reason: str) -> Change:
        """Close an issue that the finding gives up; its text stays where its readers may see all of that."""
        if self.desired.hides_part(key, issue.issue.repository):
            issue = replace(issue, block=replace(issue.block, content=""))
        return changes.close(issue, key, decision, notice, reason)

    def _for_missing_findings(self) -> Iterator[Change]:
        """Report, or close with `prune`, the issues of findings that have none to file any more."""
        filed = {key for issue in self.desired.issues for key in issue.keys}
        filed |= {key for duplicate in self.desired.duplicates for key in duplicate.keys}
        for key, marked in self._ownership.marked.items():
            live = [issue for issue in marked if not issue.retired]
            if key in filed or key in self._refused:
                continue
            if key in self.desired.draft_keys:
                why = "its incident is a draft again; the issue stays as it is"
            elif key in self.desired.broken_keys:
                continue
            elif self.prune:
                reason = "its finding was deleted from the repository"
                yield from self._close_all(key, marked, GONE, lambda _: _WITHDRAWN, reason)
                continue
            else:
                why = "its finding was deleted from the repository: restore the file, or close the issue with --prune"
                live = [issue for issue in live if issue.issue.open]
            for issue in live:
                self._notice(key, issue.issue.reference, why)

    def _report_withheld(self) -> None:
        for finding in self.desired.withheld:
            repository = finding.destination.repository
            why = f"not filed: it is {finding.level}, which the readers of {repository} may not see"
            self._notice(finding.key, repository, why)

    def _report_foreign(self) -> None:
        for foreign in self._ownership.foreign:
            if foreign.block.is_opaque:
                continue
            why = "ignored: it has a finding's marker, but somebody outside the organisation opened it"
            self._notice(foreign.block.key, foreign.issue.reference, why)

    def _owners(self, repository: str) -> str:
        return self.owners.get(repository, repository)

    def _notice(self, finding: str, target: str, reason: str) -> None:
        self.notices.append(Notice(finding, target, reason))


def _body_length(change: Change) -> int:
    """How many characters the issue's text has with the change; 0 if it leaves that alone."""
    return max(len(part.body or "") for part in (change.new, change.edit) if part is not None)
