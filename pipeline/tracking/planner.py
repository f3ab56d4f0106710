"""What there has to be and what there is → a plan. Pure.

The plan closes and reopens only where the decision in the repository changed; where a team closed or
reopened an issue by itself, the plan says so and leaves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.tracking.carriers import Carrier, Tracked, current, owned, twin
from pipeline.tracking.desired import Desired, Wanted
from pipeline.tracking.marker import FRESH, GONE, MERGED, MOVED, RETIRED, Block, same_but_for_the_commit, with_block
from pipeline.tracking.plan import Action, Change, Notice
from pipeline.tracking.tracker import CloseReason, Edit, Issue, NewIssue

_ORIGIN = "Moved here from "


@dataclass(frozen=True, slots=True)
class Look:
    """What was found on the tracker.

    `adopted` are the issues that findings name, by reference; `elsewhere` those that a search found outside of the
    repositories in the configuration, by finding; `owners` the teams of a repository, in words.
    """

    tracked: Tracked
    adopted: Mapping[str, Issue] = field(default_factory=dict)
    elsewhere: Mapping[str, Issue] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)


def unfiled(wanted: Wanted, tracked: Tracked) -> Iterator[Desired]:
    """The findings that no issue stands for, as far as the configured repositories tell."""
    for desired in wanted.issues:
        if not desired.adopts and current(desired, tracked) is None:
            yield desired


class Planner:
    """Makes the changes, and collects on the way what people have to see to."""

    def __init__(self, wanted: Wanted, look: Look, prefix: str, *, prune: bool = False) -> None:
        """`prefix` begins the pipeline's labels; `prune` closes the issues of findings that are gone."""
        self.wanted, self.look, self.prefix, self.prune = wanted, look, prefix, prune
        self.notices: list[Notice] = []
        self._restored: set[str] = set()

    def changes(self) -> Iterator[Change]:
        """Every change, in the order of the findings."""
        for desired in self.wanted.issues:
            yield from self._for_finding(desired)
        for finding in self.wanted.merged:
            text = f"> **Duplicate.** {finding.duplicate_of} asks for the same change; follow that one."
            for carrier in self.look.tracked.carriers.get(finding.key, ()):
                if not carrier.retired:
                    yield close(carrier, MERGED, text, f"a duplicate of {finding.duplicate_of}")
        yield from self._strays()

    def _for_finding(self, desired: Desired) -> Iterator[Change]:
        home = desired.destination.repository
        mine = current(desired, self.look.tracked)
        if mine is None:
            yield from self._without_marker(desired)
        elif mine.issue.repository == home:
            yield from self._update(desired, mine.issue, mine.block)
        elif mine.stays:
            owners = self._owners(mine.issue.repository)
            why = f"was completed by {owners} before its owner changed: verify it, or reopen it there to have it moved"
            self._notice(desired.key, mine.issue.reference, why)
        else:
            why = f"was transferred here from {home}: change the finding's owner, or transfer it back"
            self._notice(desired.key, mine.issue.reference, why)
        yield from self._others(desired, mine)

    def _without_marker(self, desired: Desired) -> Iterator[Change]:
        home = desired.destination.repository
        if desired.adopts:
            issue = self.look.adopted.get(desired.adopts)
            if issue is not None and issue.repository == home:
                yield from self._update(desired, issue, None)
                return
            where = f"is now {issue.reference}, not in {home}" if issue else f"does not exist in {home}"
            self._notice(
                desired.key, desired.adopts, f"the finding names it, and it {where}: mend `issue` or remove it"
            )
            return
        if desired.key in self.look.elsewhere:
            why = f"carries the finding's marker, outside of the configured repositories, not in {home}: change the"
            why += " finding's owner, transfer it back, or take the marker out of it"
            self._notice(desired.key, self.look.elsewhere[desired.key].reference, why)
            return
        lost = self._lost_marker(desired)
        if lost is None:
            yield self._create(desired)
        elif lost.title == desired.title:
            self._restored.add(lost.reference)
            yield from self._update(desired, lost, None)
        else:
            why = "not filed: this issue has its labels and no marker. If it is this finding's, add"
            self._notice(desired.key, lost.reference, f"{why} `issue: {lost.reference}`; if not, take its labels off")

    def _lost_marker(self, desired: Desired) -> Issue | None:
        """The issue that may be this finding's although a person edited its marker away."""
        labels = {label.casefold() for label in desired.labels}
        alike = [
            issue
            for issue in self.look.tracked.unmarked.get(desired.destination.repository, ())
            if labels <= {label.casefold() for label in issue.labels}
            and issue.reference not in self._restored
            and issue.reference not in self.look.adopted
        ]
        return next((issue for issue in alike if issue.title == desired.title), next(iter(alike), None))

    def _create(self, desired: Desired) -> Change:
        home = desired.destination.repository
        left = [carrier.issue for carrier in self.look.tracked.of(desired) if not carrier.retired]
        moved = [issue.reference for issue in left]
        origin = f"{_ORIGIN}{', '.join(moved)}.\n\n" if moved else ""
        body = Block(desired.key, desired.decision, origin + desired.block.content, home)
        first = Block(desired.key, FRESH, body.content, home) if desired.settled else body
        reason = f"{desired.decision.replace('-', ' ')}, {desired.destination.reason}, not filed yet"
        if moved:
            former = " and ".join(dict.fromkeys(self._owners(issue.repository) for issue in left))
            reason = f"owner changed from {former} to {desired.owner}: open here, close {', '.join(moved)}, linked"
        reason += f"; closed as {desired.settled.replace('_', ' ')}" if desired.settled else ""
        new = NewIssue(desired.title, str(first), desired.labels, desired.assignees, desired.milestone)
        edit = Edit(body=str(body), state=desired.settled) if desired.settled else None
        return Change(Action.CREATE, desired.key, home, 0, reason, desired.title, new, edit)

    def _update(self, desired: Desired, issue: Issue, block: Block | None) -> Iterator[Change]:
        new = desired.block
        if block is not None and block.content.startswith(_ORIGIN):
            origin = block.content.partition("\n")[0]
            new = Block(new.key, new.decision, f"{origin}\n\n{new.content}", new.home)
        body = with_block(issue.body, new)
        names = {label.casefold() for label in issue.labels}
        edit = Edit(
            title=desired.title if issue.title != desired.title else None,
            body=None if same_but_for_the_commit(body, issue.body) else body,
            add_labels=frozenset(label for label in desired.labels if label.casefold() not in names),
            remove_labels=frozenset(
                label
                for label in issue.labels
                if owned(label, self.prefix) and label.casefold() not in {own.casefold() for own in desired.labels}
            ),
            state=_state(desired, issue, block),
        )
        if edit == Edit():
            return
        action = {None: Action.UPDATE, "open": Action.REOPEN}.get(edit.state, Action.CLOSE)
        reason = _why(desired, issue, block, edit)
        yield Change(action, desired.key, issue.repository, issue.number, reason, desired.title, edit=edit)

    def _others(self, desired: Desired, mine: Carrier | None) -> Iterator[Change]:
        """Close what the finding left in another repository and what a second run filed; report what people copied."""
        home = desired.destination.repository
        for carrier in self.look.tracked.of(desired):
            issue = carrier.issue
            if carrier.retired or (mine is not None and issue.reference == mine.issue.reference):
                continue
            if mine is not None and twin(issue, [mine.issue], self.prefix):
                yield close_twin(carrier, mine.issue)
            elif issue.repository != home and carrier.stays:
                text = f"> **Moved.** This finding is now with {desired.owner}, in {home}."
                change = f"owner changed from {self._owners(issue.repository)} to {desired.owner}"
                yield close(carrier, MOVED, text, f"{change}: close here, open in {home}, linked")
            elif mine is not None:
                why = f"carries the marker of {desired.key} too; {mine.issue.reference} is kept"
                self._notice(desired.key, issue.reference, f"{why}: take the marker out of it, or close it")

    def _strays(self) -> Iterator[Change]:
        """Issues whose finding is not filed here any more, and findings that may not be filed where they belong."""
        wanted = {key for desired in self.wanted.issues for key in desired.keys}
        wanted |= {finding.key for finding in self.wanted.merged}
        withheld = {item.key: item for item in self.wanted.withheld}
        for item in self.wanted.withheld:
            where = item.destination
            why = f"not filed: it is {item.level}, and {where.repository} may hold no more than its readers may see"
            self._notice(item.key, where.repository, why)
        for key, carriers in self.look.tracked.carriers.items():
            for carrier in carriers:
                if key in wanted or carrier.retired:
                    continue
                if key in self.wanted.unfiled:
                    self._notice(
                        key, carrier.issue.reference, "its incident is a draft again; the issue stays as it is"
                    )
                elif key in withheld:
                    why = "its finding may no longer be shown here: hide what the issue says"
                    self._notice(key, carrier.issue.reference, why)
                elif self.prune:
                    text = "> **Withdrawn.** This finding is no longer in the repository of postmortems."
                    yield close(carrier, GONE, text, "its finding is gone from the repository")
                elif carrier.issue.open:
                    why = "its finding is gone from the repository: bring the file back, or close this with --prune"
                    self._notice(key, carrier.issue.reference, why)
        for stranger in self.look.tracked.strangers:
            why = "carries a finding's marker, but somebody outside of the organisation opened it: it does not count"
            self._notice(stranger.block.key, stranger.issue.reference, why)

    def _owners(self, repository: str) -> str:
        return self.look.owners.get(repository, repository)

    def _notice(self, finding: str, target: str, reason: str) -> None:
        self.notices.append(Notice(finding, target, reason))


def close(carrier: Carrier, decision: str, text: str, why: str) -> Change:
    """Close an issue, saying why above what its block says."""
    issue, block = carrier.issue, carrier.block
    body = with_block(issue.body, Block(block.key, decision, f"{text}\n\n{block.content}".rstrip(), issue.repository))
    edit = Edit(body=body, state="not_planned" if issue.open else None)
    return Change(Action.CLOSE, block.key, issue.repository, issue.number, why, issue.title, edit=edit)


def close_twin(carrier: Carrier, kept: Issue) -> Change:
    """Close the younger of two issues that two runs filed at once."""
    text = f"> **Duplicate.** Two runs filed this finding at the same time; follow #{kept.number}."
    return close(carrier, MERGED, text, f"filed twice by two runs at once; {kept.reference} is kept")


def _state(desired: Desired, issue: Issue, block: Block | None) -> CloseReason | Literal["open"] | None:
    """The state to bring the issue to, None to leave it: only a decision that changed moves it."""
    before = block.decision if block else FRESH
    if before == desired.decision:
        return None
    if desired.settled == "not_planned" or (desired.settled and before == FRESH and block is not None):
        return desired.settled if issue.open else None
    closed_by_decision = before in RETIRED or before in ("declined", "risk-accepted")
    return "open" if not issue.open and closed_by_decision else None


def _why(desired: Desired, issue: Issue, block: Block | None, edit: Edit) -> str:
    if block is None and issue.reference == desired.adopts:
        return f"adopts {issue.reference}"
    if block is None or not block.whole:
        return "its marker was edited away: written again"
    parts = []
    if block.decision != desired.decision:
        parts.append(f"decision changed from {block.decision} to {desired.decision}".replace("risk-", "risk "))
    if edit.title is not None:
        parts.append(f"title changed from `{issue.title}`")
    if edit.add_labels or edit.remove_labels:
        signed = [f"+{label}" for label in sorted(edit.add_labels)]
        signed += [f"-{label}" for label in sorted(edit.remove_labels)]
        parts.append(f"labels {', '.join(signed)}")
    if edit.body is not None and block.decision == desired.decision:
        parts.append("text changed")
    return "; ".join(parts)
