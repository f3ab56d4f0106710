"""What there has to be and what there is → a plan. Pure.

The plan closes and reopens only where the decision in the repository changed; where a team closed or
reopened an issue by itself, the plan says so and leaves it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.tracking.closing import close, close_twin
from pipeline.tracking.desired import Desired, Merged, Wanted
from pipeline.tracking.marker import FRESH, GONE, MERGED, MOVED, Block, find_block
from pipeline.tracking.ownership import Carrier, Tracked, current, originals, twin
from pipeline.tracking.plan import Action, Change, Notice
from pipeline.tracking.tracker import BODY_LENGTH, Edit, Issue, NewIssue
from pipeline.tracking.updating import ORIGIN, update

_WITHDRAWN = "> **Withdrawn.** This finding is no longer in the repository of postmortems."


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
        filed = current(desired, tracked) or any(not carrier.retired for carrier in tracked.of(desired.keys))
        if not desired.adopts and not filed:
            yield desired


class Planner:
    """Makes the changes, and collects on the way what people have to see to."""

    def __init__(self, wanted: Wanted, look: Look, prefix: str, *, prune: bool = False) -> None:
        """`prefix` begins the pipeline's labels; `prune` closes the issues of findings that are gone."""
        self.wanted, self.look, self.prefix, self.prune = wanted, look, prefix, prune
        self.notices: list[Notice] = []
        self._taken: set[str] = set()
        self._titles: dict[tuple[str, str], str] = {}
        for desired in unfiled(wanted, look.tracked):
            self._titles.setdefault((desired.destination.repository, desired.title), desired.key)

    def changes(self) -> Iterator[Change]:
        """Every change, in the order of the findings."""
        for desired in self.wanted.issues:
            changes = list(self._for_finding(desired))
            too_long = next((change for change in changes if _length(change) > BODY_LENGTH), None)
            if too_long is None:
                yield from changes
            else:
                why = f"has {_length(too_long):,} characters, and an issue takes {BODY_LENGTH:,}: shorten it"
                self._notice(desired.key, too_long.target, f"not filed or changed: with the finding its text {why}")
        for merged in self.wanted.merged:
            yield from self._merge(merged)
        yield from self._strays()

    def _for_finding(self, desired: Desired) -> Iterator[Change]:
        home = desired.destination.repository
        mine = current(desired, self.look.tracked)
        placed = True
        if mine is None:
            filed = list(self._without_marker(desired))
            placed = bool(filed)
            yield from filed
        elif mine.issue.repository == home:
            yield from update(desired, mine.issue, mine.block, self.prefix)
        elif mine.stays:
            owners = self._owners(mine.issue.repository)
            why = f"was completed by {owners} before its owner changed: verify it, or reopen it there to have it moved"
            self._notice(desired.key, mine.issue.reference, why)
        else:
            why = f"was transferred here from {home}: change the finding's owner, or transfer it back"
            self._notice(desired.key, mine.issue.reference, why)
        yield from self._others(desired, mine, placed=placed)

    def _without_marker(self, desired: Desired) -> Iterator[Change]:
        home = desired.destination.repository
        if desired.adopts and not self._moves_on(desired):
            yield from self._adopt(desired)
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
            self._taken.add(lost.reference)
            # Another finding of this title may have the next issue of it.
            self._titles.pop((home, lost.title), None)
            yield from update(desired, lost, None, self.prefix)
        else:
            why = "not filed: this issue has its labels and no marker. If it is this finding's, add"
            self._notice(desired.key, lost.reference, f"{why} `issue: {lost.reference}`; if not, take its labels off")

    def _moves_on(self, desired: Desired) -> bool:
        """Whether the issue that the finding names has been its own already, in another repository than is due now."""
        there = desired.adopts.partition("#")[0] != desired.destination.repository
        return there and any(one.issue.reference == desired.adopts for one in self.look.tracked.of(desired.keys))

    def _adopt(self, desired: Desired) -> Iterator[Change]:
        home = desired.destination.repository
        issue = self.look.adopted.get(desired.adopts)
        block = find_block(issue.body) if issue is not None else None
        if issue is None:
            where = f"does not exist in {home}"
        elif issue.repository != home:
            where = f"is now {issue.reference}, not in {home}"
        elif block is not None and block.key not in desired.keys:
            where = f"carries the marker of {block.key}"
        elif issue.reference in self._taken:
            where = "is another finding's"
        else:
            self._taken.add(issue.reference)
            yield from update(desired, issue, None, self.prefix)
            return
        self._notice(desired.key, desired.adopts, f"the finding names it, and it {where}: mend `issue` or remove it")

    def _lost_marker(self, desired: Desired) -> Issue | None:
        """The issue that may be this finding's although a person edited its marker away."""
        labels = {label.casefold() for label in desired.labels}
        free = [
            issue
            for issue in self.look.tracked.unmarked.get(desired.destination.repository, ())
            if issue.reference not in self._taken
            and issue.reference not in self.look.adopted
            and self._titles.get((issue.repository, issue.title), desired.key) == desired.key
        ]
        alike = [issue for issue in free if labels <= {label.casefold() for label in issue.labels}]
        return next((issue for issue in free if issue.title == desired.title), next(iter(alike), None))

    def _create(self, desired: Desired) -> Change:
        home = desired.destination.repository
        left = [carrier.issue for carrier in originals(self.look.tracked.of(desired.keys)) if not carrier.retired]
        moved = [issue.reference for issue in left]
        origin = f"{ORIGIN}{', '.join(moved)}.\n\n" if moved else ""
        body = Block(desired.key, desired.decision, origin + desired.block.content, home)
        first = Block(desired.key, FRESH, body.content, home) if desired.settled else body
        reason = f"{desired.decision.replace('-', ' ')}, {desired.destination.reason}, not filed yet"
        if moved:
            former = " and ".join(dict.fromkeys(self._owners(issue.repository) for issue in left))
            reason = f"owner changed from {former} to {desired.owner}: open here, close {', '.join(moved)}, linked"
        reason += f"; closed as {desired.settled.replace('_', ' ')}" if desired.settled else ""
        new = NewIssue(desired.title, str(first), desired.labels, desired.assignees, desired.milestone)
        edit = Edit(body=str(body), state=desired.settled) if desired.settled else None
        return Change(Action.CREATE, desired.key, home, 0, reason, desired.title, new, edit, desired.restricted)

    def _others(self, desired: Desired, mine: Carrier | None, *, placed: bool) -> Iterator[Change]:
        """Close what the finding left in another repository, once it is `placed` in its own."""
        home = desired.destination.repository
        carriers = self.look.tracked.of(desired.keys)
        yield from self._twins(desired.key, carriers, mine)
        for carrier in originals(carriers):
            if placed and not carrier.retired and carrier is not mine and carrier.stays and carrier.home != home:
                text = f"> **Moved.** This finding is now with {desired.owner}, in {home}."
                change = f"owner changed from {self._owners(carrier.home)} to {desired.owner}"
                yield close(carrier, desired.key, MOVED, text, f"{change}: close here, open in {home}, linked")

    def _twins(self, key: str, carriers: Collection[Carrier], mine: Carrier | None) -> Iterator[Change]:
        """Close what a second run filed; report what people copied."""
        kept = originals(carriers)
        for carrier in carriers:
            older = twin(carrier.issue, [other.issue for other in kept], self.prefix)
            if carrier.retired or carrier is mine:
                continue
            if older is not None:
                yield close_twin(carrier, key, older)
            elif carrier not in kept or not carrier.stays:
                first = mine.issue.reference if mine else "none of them"
                why = f"carries the marker of {key} too; {first} is kept"
                self._notice(key, carrier.issue.reference, f"{why}: take the marker out of it, or close it")

    def _merge(self, merged: Merged) -> Iterator[Change]:
        """Close the issues of a finding that another's issue stands for."""

        def text(repository: str) -> str:
            told = repository in merged.tellable  # its key may say more than people there may know
            other = f"{merged.duplicate_of} asks for the same change; follow that one."
            return f"> **Duplicate.** {other if told else 'Another finding asks for the same change.'}"

        carriers = self.look.tracked.of(merged.keys)
        yield from self._retire(merged.key, carriers, MERGED, text, f"a duplicate of {merged.duplicate_of}")

    def _retire(
        self, key: str, carriers: Collection[Carrier], decision: str, text: Callable[[str], str], why: str
    ) -> Iterator[Change]:
        yield from self._twins(key, carriers, None)
        for carrier in originals(carriers):
            if not carrier.retired:
                yield close(carrier, key, decision, text(carrier.issue.repository), why)

    def _strays(self) -> Iterator[Change]:
        """Issues whose finding is not filed here any more, and findings that may not be filed where they belong."""
        wanted = {key for desired in self.wanted.issues for key in desired.keys}
        wanted |= {key for merged in self.wanted.merged for key in merged.keys}
        withheld = {key for item in self.wanted.withheld for key in item.keys}
        for item in self.wanted.withheld:
            where = item.destination
            why = f"not filed: it is {item.level}, and {where.repository} may hold no more than its readers may see"
            self._notice(item.key, where.repository, why)
        for key, carriers in self.look.tracked.carriers.items():
            if key in wanted:
                continue
            known = key in self.wanted.unfiled or key in withheld
            if self.prune and not known:
                why = "its finding is gone from the repository"
                yield from self._retire(key, carriers, GONE, lambda _: _WITHDRAWN, why)
                continue
            why = "its finding is gone from the repository: bring the file back, or close this with --prune"
            if key in self.wanted.unfiled:
                why = "its incident is a draft again; the issue stays as it is"
            elif key in withheld:
                why = "its finding may no longer be shown here: hide what the issue says"
            for carrier in carriers:
                if not carrier.retired and (known or carrier.issue.open):
                    self._notice(key, carrier.issue.reference, why)
        for stranger in self.look.tracked.strangers:
            why = "carries a finding's marker, but somebody outside of the organisation opened it: it does not count"
            self._notice(stranger.block.key, stranger.issue.reference, why)

    def _owners(self, repository: str) -> str:
        return self.look.owners.get(repository, repository)

    def _notice(self, finding: str, target: str, reason: str) -> None:
        self.notices.append(Notice(finding, target, reason))


def _length(change: Change) -> int:
    """How many characters the issue's text has with the change; 0 where it leaves that alone."""
    return max(len(one.body or "") for one in (change.new, change.edit) if one is not None)
