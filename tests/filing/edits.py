"""What authors do to the files of three findings, and people to their issues: the rules of a life without its runs."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import ClassVar, Literal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from pipeline.tracking.tracker import Edit
from tests.filing.authors import REFUSED, TEAMS, Authors
from tests.filing.ledger import Ledger, block, marker
from tests.filing.places import ALL_TEAMS, IssueView, Place, Ref
from tests.needs import in_memory

_LIVES = count(1)
ANY = st.integers(0, 99)
NUMBERS = st.sampled_from(["01", "02", "03"])
FEW = st.integers(0, 2)


class Edits(RuleBasedStateMachine):
    """Three findings of one incident, their files and their issues."""

    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="life-", dir=in_memory()))
        self.place = self.open_place()
        incident = f"2026-01-10-life-{next(_LIVES)}"  # all lives share a GitHub, and its search
        self.authors = Authors(self.folder / "repository", self.place.names, incident)
        self.ledger = Ledger(self.authors)
        self.counter = count(1)

    def open_place(self) -> Place:
        raise NotImplementedError

    def teardown(self) -> None:
        self.place.close()
        shutil.rmtree(self.folder)

    def did(self, what: str, *, happened: bool = True) -> None:
        """Count a step that changed or checked something."""
        if happened:
            self.steps[what] += 1

    # What authors do.

    def write(self, number: str, **changes: object) -> None:
        self.did("edit " + " ".join(changes), happened=self.authors.edit(number, **changes))

    @rule(number=NUMBERS, title=st.sampled_from(["", "Expire all tokens", "Expire tokens of 01"]))
    def edit_title(self, number: str, title: str) -> None:
        self.write(number, title=title)

    @rule(number=NUMBERS, text=FEW)
    def edit_text(self, number: str, text: int) -> None:
        self.write(number, text=text)

    @rule(number=NUMBERS, priority=st.sampled_from(["p0", "p1", "p2"]))
    def edit_priority(self, number: str, priority: str) -> None:
        self.write(number, priority=priority)

    @rule(number=NUMBERS, owner=st.sampled_from(TEAMS))
    def edit_owner(self, number: str, owner: str) -> None:
        self.write(number, owner=owner)

    @rule(number=NUMBERS, kind=st.sampled_from(["bug", "process-change"]))
    def edit_kind(self, number: str, kind: str) -> None:
        self.write(number, kind=kind)

    @rule(number=NUMBERS, partner=st.booleans())
    def edit_involves(self, number: str, *, partner: bool) -> None:
        self.write(number, partner=partner)

    @rule(number=NUMBERS, decision=st.sampled_from(["proposed", "accepted", *REFUSED]))
    def edit_decision(self, number: str, decision: str) -> None:
        self.write(number, decision=decision, verified=False)

    @rule(number=NUMBERS, verified=st.booleans())
    def edit_verification(self, number: str, *, verified: bool) -> None:
        self.write(number, verified=verified)

    @rule(number=NUMBERS, other=st.sampled_from(["", "01", "02"]))
    def edit_duplicate_of(self, number: str, other: str) -> None:
        if number != other:
            self.write(number, duplicate_of=other)

    @rule(number=NUMBERS, tlp=st.sampled_from(["clear", "amber"]))
    def edit_tlp(self, number: str, tlp: str) -> None:
        self.write(number, tlp=tlp)

    @rule(number=NUMBERS, there=st.booleans())
    def delete_or_restore(self, number: str, *, there: bool) -> None:
        self.write(number, there=there)

    @rule(number=NUMBERS, tail=st.sampled_from(["as-found", "renamed"]))
    def rename_file(self, number: str, tail: str) -> None:
        self.write(number, tail=tail)

    @rule(number=NUMBERS, pick=ANY)
    def name_an_issue(self, number: str, pick: int) -> None:
        """What a notice asks for, where an issue lost its marker; or an issue that the team had before."""
        home = self.authors.place(self.authors.findings[number])
        without = [ref for ref, seen in sorted(self.place.snapshot().items()) if ref[0] == home and not marker(seen)]
        if without:
            repository, issue = without[pick % len(without)]
            self.place.edit((repository, issue), Edit(add_labels=frozenset({"postmortem:adopt"})))
            self.write(number, issue=f"{repository}#{issue}")

    @rule()
    def rename_incident(self) -> None:
        if len(self.authors.names) < 4:
            self.authors.rename(f"{self.authors.names[0]}-{len(self.authors.names)}")
            self.did("rename incident")

    @rule(draft=st.sampled_from([False, False, True]))
    def draft_or_not(self, *, draft: bool) -> None:
        self.did("draft" if draft else "no draft", happened=draft != self.authors.draft)
        self.authors.set_draft(draft=draft)

    # What people do on the tracker.

    def pick(self, pick: int, *, whole: bool = False) -> tuple[Ref, IssueView] | None:
        """An issue that is no copy; with `whole` one that has its block."""
        issues = sorted(item for item in self.place.snapshot().items() if item[0] not in self.ledger.copies)
        issues = [item for item in issues if block(item[1])] if whole else issues
        return issues[pick % len(issues)] if issues else None

    def act(self, name: str, pick: int, change: Callable[[IssueView], Edit], *, whole: bool = False) -> None:
        found = self.pick(pick, whole=whole)
        if found is not None:
            edit = change(found[1])
            if edit != Edit():
                self.place.edit(found[0], edit)
            self.did(f"people {name}", happened=edit != Edit())

    @rule(pick=ANY, reason=st.sampled_from(["completed", "not_planned"]))
    def close_issue(self, pick: int, reason: Literal["completed", "not_planned"]) -> None:
        self.act("close", pick, lambda seen: Edit(state=reason if seen.open else None))

    @rule(pick=ANY)
    def reopen_issue(self, pick: int) -> None:
        self.act("reopen", pick, lambda seen: Edit() if seen.open else Edit(state="open"))

    @rule(pick=ANY, label=st.sampled_from(["squad-7", "postmortem:p0"]))
    def add_label(self, pick: int, label: str) -> None:
        self.act("label", pick, lambda seen: Edit(add_labels=frozenset({label}) - seen.labels))

    @rule(pick=ANY, which=FEW)
    def remove_label(self, pick: int, which: int) -> None:
        self.act("unlabel", pick, lambda seen: Edit(remove_labels=frozenset(sorted(seen.labels)[which : which + 1])))

    @rule(pick=ANY)
    def retitle(self, pick: int) -> None:
        self.act("retitle", pick, lambda _: Edit(title=f"Ours {next(self.counter)}"))

    @rule(pick=ANY)
    def write_above(self, pick: int) -> None:
        self.act("write above", pick, lambda seen: Edit(body=f"note-{next(self.counter)}\n\n{seen.body}"))

    @rule(pick=ANY)
    def write_below(self, pick: int) -> None:
        self.act("write below", pick, lambda seen: Edit(body=f"{seen.body}\n\nnote-{next(self.counter)}"))

    @rule(pick=ANY)
    def tick(self, pick: int) -> None:
        self.act("tick", pick, lambda seen: Edit(body=seen.body.replace("- [ ] ", "- [x] ", 1)), whole=True)

    @rule(pick=ANY)
    def save_in_a_browser(self, pick: int) -> None:
        self.act("CR LF", pick, lambda seen: Edit(body=seen.body.replace("\r\n", "\n").replace("\n", "\r\n")))

    @rule(pick=ANY)
    def write_inside(self, pick: int) -> None:
        self.act("write inside", pick, lambda seen: Edit(body=seen.body.replace("Tokens", "Scribbles", 1)), whole=True)

    @rule(pick=ANY)
    def cut_the_fences_end(self, pick: int) -> None:
        end = "<!-- postmortem:end -->"
        self.act("cut the fence's end", pick, lambda seen: Edit(body=seen.body.replace(end, "")), whole=True)

    @rule(pick=ANY)
    def cut_the_fence(self, pick: int) -> None:
        def without(seen: IssueView) -> Edit:
            lines = seen.body.split("\n")
            return Edit(body="\n".join(line for line in lines if not line.startswith("<!-- postmortem:")))

        self.act("cut the fence", pick, without, whole=True)

    @rule(pick=ANY)
    def rewrite_body(self, pick: int) -> None:
        self.act("rewrite", pick, lambda _: Edit(body=f"note-{next(self.counter)}"), whole=True)

    @rule(pick=ANY, team=st.sampled_from(ALL_TEAMS))
    def copy_by_hand(self, pick: int, team: str) -> None:
        found = self.pick(pick, whole=True)
        if found is not None:
            there = self.place.open_issue(self.place.names[team], "A copy", found[1].body, frozenset())
            self.ledger.copies.add(there)
            self.ledger.brought.add(there)
            self.did("people copy")

    @rule(team=st.sampled_from(TEAMS))
    def open_by_hand(self, team: str) -> None:
        self.place.open_issue(self.place.names[team], "Ours", "It is slow.", frozenset({"bug"}))
        self.did("people open")

    @rule(pick=ANY)
    def delete_issue(self, pick: int) -> None:
        found = self.pick(pick)
        if found is not None:
            self.place.delete(found[0])
            self.did("people delete")

    @rule(pick=ANY, team=st.sampled_from(ALL_TEAMS))
    def transfer_issue(self, pick: int, team: str) -> None:
        found = self.pick(pick, whole=True)
        if found is not None and found[0][0] != self.place.names[team]:
            self.ledger.brought.add(self.place.transfer(found[0], self.place.names[team]))
            self.did("people transfer")

    @rule(pick=ANY)
    def talk(self, pick: int) -> None:
        found = self.pick(pick)
        if found is not None:
            self.place.talk(found[0])
            self.did("people talk")
