"""What has to be true of the tracker after a run, said from what people see before and after it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.tracking.plan import Notice, Plan
from tests.filing.authors import PUBLIC, REFUSED, SECRET, Authors, Finding
from tests.filing.places import IssueView, Ref

_MARKER = re.compile(r"<!-- postmortem:begin (\S+) ([a-z-]+)(?: (\S+/\S+))?(?: v[0-9]+)? -->")
_BLOCK = re.compile(r"<!-- postmortem:begin [^\n]*-->\n.*?<!-- postmortem:end -->", re.DOTALL)
_TICKED, _OPEN = re.compile(r"^- \[x\] (.+)$", re.MULTILINE), re.compile(r"^- \[ \] (.+)$", re.MULTILINE)
_RETIRED = ("moved", "gone", "duplicate", "withdrawn")

Issues = Mapping[Ref, IssueView]


@dataclass(frozen=True, slots=True)
class Marker:
    """What the marker of an issue says: whose it is, the decision that it follows, where it was filed."""

    key: str
    decision: str
    home: str

    @property
    def live(self) -> bool:
        return self.decision not in _RETIRED


def marker(seen: IssueView) -> Marker | None:
    found = _MARKER.search(block(seen) or _unix(seen.body))
    return Marker(found[1], found[2], found[3] or "") if found else None


def block(seen: IssueView) -> str:
    """The block with both of its fences; "" if there is none."""
    found = _BLOCK.search(_unix(seen.body))
    return found[0] if found else ""


def ours(labels: Iterable[str]) -> frozenset[str]:
    return frozenset(label for label in labels if label == "postmortem" or label.startswith("postmortem:"))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


class Ledger:
    """Holds runs against what authors and people did.

    `copies` are issues into which somebody copied a block, `brought` those whose text somebody brought to their
    repository.
    """

    def __init__(self, authors: Authors) -> None:
        self.authors = authors
        self.copies: set[Ref] = set()
        self.brought: set[Ref] = set()

    def after_any_run(self, before: Issues, after: Issues, versions: Collection[Mapping[str, Finding]]) -> None:
        """What holds after every run, whatever went wrong in it. `versions` are the files that it may have read."""
        assert before.keys() <= after.keys(), "an issue is gone"
        for ref, was in before.items():
            self._people_kept(ref, was, after[ref], before, versions)
            self._state_follows(ref, was, after[ref], after, versions)
        public = {self.authors.places[team] for team in PUBLIC}
        for ref, seen in after.items():
            if ref[0] in public and ref not in self.brought:
                assert SECRET not in seen.body + seen.title, f"{ref} is public and shows restricted text"
            if ref not in before:
                self._rightly_made(ref, seen, versions)

    def after_clean_run(self, before: Issues, after: Issues, following: Plan) -> None:
        """What holds after a run in which nothing failed."""
        assert following.changes == (), f"left to do: {[(c.action, c.target, c.reason) for c in following.changes]}"
        self._nothing_is_exposed(after)
        for finding in self.authors.findings.values():
            held = self._held(after, finding.number)
            live = {ref: seen for ref, (seen, mark) in held.items() if mark.live}
            notices = [notice for notice in following.notices if notice.finding == self._key(finding)]
            spare = {notice.target for notice in notices if "is kept" in notice.reason}
            if self.authors.wanted(finding):
                self._has_its_issue(finding, live, before, after, notices)
            elif finding.there and finding.duplicate_of and not self.authors.draft:
                own = [ref for ref in live if f"{ref[0]}#{ref[1]}" not in spare]
                assert not own, f"{finding.number} is a duplicate and has {own}"

    def _nothing_is_exposed(self, after: Issues) -> None:
        """No marked issue in a public repository says anything of a finding that is above its level."""
        public = {self.authors.places[team] for team in PUBLIC}
        for finding in self.authors.findings.values():
            if not finding.there or finding.tlp == "clear":
                continue
            for ref, (seen, mark) in self._held(after, finding.number).items():
                if ref[0] in public:
                    assert mark.decision == "withdrawn", f"{ref} is public and shows a finding that is {finding.tlp}"
                    assert (seen.title, ours(seen.labels)) == ("Withdrawn", frozenset()), f"{ref} is not emptied"
                    assert self.authors.incident not in seen.body, f"{ref} names its incident"

    def _people_kept(
        self,
        ref: Ref,
        was: IssueView,
        now: IssueView,
        before: Issues,
        versions: Collection[Mapping[str, Finding]],
    ) -> None:
        assert was.labels - ours(was.labels) == now.labels - ours(now.labels), f"{ref}: their labels"
        assert (was.assignees, was.comments) == (now.assignees, now.comments), f"{ref}: assignees, comments"
        named = f"{ref[0]}#{ref[1]}" in {finding.issue for finding in self.authors.findings.values()}
        mark = marker(was)
        if mark is None and not ours(was.labels) and not named:
            assert was == now, f"{ref} is not the pipeline's"
        new = marker(now)
        withdrawn = new is not None and new.decision == "withdrawn"
        narrowed = SECRET in was.body and SECRET not in now.body
        if ref in self.copies and mark and was != now and not withdrawn and not narrowed:
            number = self.authors.number_of(mark.key)
            originals = self._held(before, number) if number else {}
            assert not any(where[0] == mark.home == m.home for where, (_, m) in originals.items()), f"{ref} is a copy"
            self.copies.discard(ref)
        if block(was) and block(now):
            outside = [_BLOCK.sub("", _unix(seen.body), count=1).strip() for seen in (was, now)]
            assert outside[0] == outside[1], f"{ref}: text outside of the block"
        elif not withdrawn:  # of a broken block, nobody knows where it ends
            notes = [re.findall(r"note-\d+", seen.body) for seen in (was, now)]
            assert set(notes[0]) <= set(notes[1]), f"{ref}: people's words"
        text = block(was) or _unix(was.body)
        ticked = set(_TICKED.findall(text)) - set(_OPEN.findall(text))
        unticked = ticked & set(_OPEN.findall(block(now)))
        if mark and len({version[self.authors.number_of(mark.key)].text for version in versions}) > 1:
            return  # one run took the words away, and another wrote them again
        assert not unticked, f"{ref}: no longer ticked: {unticked}"

    def _state_follows(
        self,
        ref: Ref,
        was: IssueView,
        now: IssueView,
        after: Issues,
        versions: Collection[Mapping[str, Finding]],
    ) -> None:
        """Only a decision that changed closes or opens, and nothing closes as moved before it is open elsewhere."""
        if was.closed_as == now.closed_as:
            return
        old, new = marker(was), marker(now)
        assert new is not None, f"{ref} changed its state without a marker"
        before = old.decision if old else "new"
        assert before != new.decision, f"{ref} was {was.closed_as} and is {now.closed_as}, and no decision changed"
        if now.open:
            assert before in (*_RETIRED, *REFUSED), f"{ref} was opened, though its team closed it"
            return
        assert was.open, f"{ref} was closed with another reason"
        number = self.authors.number_of(new.key)
        read = [version[number] for version in versions]
        if new.decision == "moved":
            homes = {self.authors.place(finding) for finding in read}
            there = [r for r, (_, m) in self._held(after, number).items() if m.live and r[0] in homes and r != ref]
            assert there, f"{ref} was closed as moved, and is nowhere else"
        elif new.decision == "withdrawn":
            assert any(finding.there and finding.tlp != "clear" for finding in read), f"{ref}: its readers may see it"
        elif new.decision == "gone":
            assert any(not finding.there for finding in read), f"{ref}: its finding is there"
        elif new.decision == "duplicate":
            twins = [r for r in self._held(after, number) if r[0] == ref[0] and r[1] < ref[1]]
            assert twins or any(finding.duplicate_of for finding in read), f"{ref}: its finding is no duplicate"
        else:
            assert any(finding.decision == new.decision and finding.settled for finding in read), f"{ref} was closed"

    def _rightly_made(self, ref: Ref, seen: IssueView, versions: Collection[Mapping[str, Finding]]) -> None:
        mark = marker(seen)
        assert mark is not None, f"{ref} was made without a marker"
        number = self.authors.number_of(mark.key)
        may = [version[number] for version in versions]
        assert any(f.there and not f.withheld and ref[0] == self.authors.place(f) for f in may), f"{ref} is misplaced"

    def _has_its_issue(
        self, finding: Finding, live: Issues, before: Issues, after: Issues, notices: Collection[Notice]
    ) -> None:
        home = self.authors.place(finding)
        spare = {notice.target for notice in notices if "is kept" in notice.reason}
        here = [ref for ref in live if ref[0] == home and f"{ref[0]}#{ref[1]}" not in spare]
        left = [ref for ref in live if ref[0] != home and self._mark(after[ref]).home == ref[0]]
        taken = [ref for ref in live if ref[0] != home and self._mark(after[ref]).home != ref[0]]
        done = [ref for ref in left if after[ref].closed_as == "completed"]
        if not here:
            orphans = [ref for ref, seen in after.items() if ref[0] == home and not marker(seen) and ours(seen.labels)]
            copies = [ref for ref in self.copies if ref in after]  # where the original is gone, one looks transferred
            why = [f"{ref[0]}#{ref[1]}" for ref in [*taken, *done, *orphans, *copies]] + [finding.issue]
            told = {notice.target for notice in notices}
            assert told & {*why}, f"{finding.number} is not in {home}, and nobody is told: {notices}"
            return
        assert not [ref for ref in left if after[ref].open], f"{finding.number} is open in {home} and in {left}"
        assert len(here) == 1, f"{finding.number} is {here}"
        mine, seen = here[0], after[here[0]]
        assert seen.title == (finding.title or f"Expire tokens of {finding.number}")
        assert f"seen {finding.text} times" in block(seen), f"{mine}: an old text"
        words = {"postmortem", "postmortem:technical-lapse", f"postmortem:{finding.kind}"}
        assert ours(seen.labels) == words | {f"postmortem:{finding.priority}"}
        mark = self._mark(seen)
        assert (mark.decision, mark.home, mark.key) == (finding.decision, home, self._key(finding))
        assert seen.closed_as == self._expected(finding, before.get(mine)), f"{mine} is {seen.closed_as}"

    def _expected(self, finding: Finding, was: IssueView | None) -> str | None:
        """How the finding's issue is closed, None where it is open, after it was like this before the run."""
        if was is None:
            return finding.settled or None
        mark = marker(was)
        before = mark.decision if mark else ""
        if before == finding.decision:
            return was.closed_as
        if finding.decision in REFUSED or (finding.settled and before == "new"):
            return was.closed_as or finding.settled
        return None if before in (*_RETIRED, *REFUSED) else was.closed_as

    def _held(self, issues: Issues, number: str) -> dict[Ref, tuple[IssueView, Marker]]:
        """The issues that carry the finding's marker, without copies."""
        marked = {
            ref: (seen, mark) for ref, seen in issues.items() if (mark := marker(seen)) and ref not in self.copies
        }
        return {ref: item for ref, item in marked.items() if self.authors.number_of(item[1].key) == number}

    def _key(self, finding: Finding) -> str:
        return f"{self.authors.incident}/{finding.number}"

    @staticmethod
    def _mark(seen: IssueView) -> Marker:
        found = marker(seen)
        assert found is not None
        return found


def frozen(findings: Mapping[str, Finding]) -> dict[str, Finding]:
    """The findings as they are now."""
    return {number: replace(finding) for number, finding in findings.items()}
