"""What an audience sees of operating procedures: those that a finding names which it may see, and such findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.model import Corpus, Procedure, ProcedureChange
from pipeline.redaction.redact import redact
from pipeline.repository.corpus import read_corpus
from tests import example

TODAY = date(2026, 2, 10)
SECOND = f"{example.INCIDENT}/02"


def corpus(tmp_path: Path, tlp: str, what: str = "Ask for new tokens.") -> Corpus:
    """Finding 01 is for everybody, finding 02 of the level `tlp`; both changed the procedure."""
    tree = example.files()
    folder = f"incidents/{example.INCIDENT}/findings"
    process = "kind: process-change\nsop: token-handling"
    tree[f"{folder}/01-expire-tokens.md"] = example.changed(example.FINDING, process)
    tree[f"{folder}/02-rotate.md"] = example.changed(example.FINDING, f"{process}\ntlp: {tlp}")
    read = read_corpus(example.write(tmp_path, tree))
    changes = tuple(ProcedureChange(TODAY, f"{example.INCIDENT}/{number}", what) for number in ("01", "02"))
    return replace(read, procedures=(Procedure("token-handling", "Tokens", "identity", TODAY, changes), Procedure("b")))


def test_a_procedure_that_no_finding_names_is_not_shown(tmp_path: Path) -> None:
    assert [one.name for one in redact(corpus(tmp_path, "clear"), "clear", TODAY).procedures] == ["token-handling"]


def test_a_change_for_a_finding_that_may_not_be_seen_is_not_shown(tmp_path: Path) -> None:
    (shown,) = redact(corpus(tmp_path, "amber"), "clear", TODAY).procedures
    assert [change.finding for change in shown.changes] == [f"{example.INCIDENT}/01"]
    (all_of_it,) = redact(corpus(tmp_path, "amber"), "amber", TODAY).procedures
    assert [change.finding for change in all_of_it.changes][1:] == [SECOND]


def test_restricted_passages_and_names_of_what_is_withheld_are_taken_out_of_a_change(tmp_path: Path) -> None:
    what = "Ask.<!-- tlp:amber -->QUOKKA<!-- /tlp --> See 02-rotate.md."
    (shown,) = redact(corpus(tmp_path, "amber", what), "clear", TODAY).procedures
    assert "QUOKKA" not in shown.changes[0].what
    assert "02-rotate" not in shown.changes[0].what
