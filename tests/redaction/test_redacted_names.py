"""Nothing that an audience may see names what it may not see: evidence, findings, files, other incidents."""

from pathlib import Path

import pytest

from pipeline.redaction.redact import redact
from tests import example
from tests.redaction.redacting import FOLDER, HIDDEN_ITEM, OTHER, SECRET, TODAY, WORD, Change, corpus, only, shown


@pytest.mark.parametrize(
    "change",
    [
        ("README.md", "actors: [{kind: unknown, evidence: [E77, E1]}]", ""),
        ("README.md", "techniques: [{id: T1552, evidence: [E77]}]", ""),
        ("README.md", "", "## What happened\n\nIt leaked [E1, E77] [E77].\n"),
        ("timeline.md", "events: [{at: 2026, what: a, evidence: [E77]}]", "## Notes\n\nSee [E77].\n"),
        ("evidence.md", "x-note: a", "## Notes\n\nSee [E77].\n"),
        ("findings/01-expire-tokens.md", "evidence: [E1, E77]", "## What was found\n\nA leak [E77].\n"),
        ("README.md", "summary: 'It leaked [E1, E77] [E77].'", ""),
        ("timeline.md", "events: [{at: 2026, what: 'It leaked [E77].'}]", ""),
        ("findings/01-expire-tokens.md", "decision: {status: declined, reason: 'See [E77].'}", ""),
    ],
    ids=["actor", "technique", "report", "timeline", "register", "finding", "a summary", "an event", "a reason"],
)
def test_nothing_cites_evidence_that_is_not_shown(change: Change, tmp_path: Path) -> None:
    found = corpus(tmp_path, HIDDEN_ITEM, change)
    assert "E77" in shown(found, "amber")
    assert "E77" not in shown(found, "green")


def test_what_is_shown_stays_cited(tmp_path: Path) -> None:
    text = "## What happened\n\nIt leaked [E1, E77], see [E77](https://example.org) and [E1].\n"
    found = only(corpus(tmp_path, HIDDEN_ITEM, ("README.md", "", text)))
    assert "It leaked [E1], see [E77](https://example.org) and [E1]." in found.body.text


def test_what_looks_like_evidence_and_is_none_stays(tmp_path: Path) -> None:
    text = "## What happened\n\nThe sum of `sheet[E9]` and `sheet[E9, E10]` was wrong.\n"
    found = only(corpus(tmp_path, HIDDEN_ITEM, ("README.md", "", text)))
    assert "`sheet[E9]` and `sheet[E9, E10]`" in found.body.text


def test_a_shown_artefact_stays(tmp_path: Path) -> None:
    assert [item.path for item in only(corpus(tmp_path)).artefacts] == ["evidence/log.txt"]


def test_an_artefact_that_is_registered_as_restricted_too_is_withheld(tmp_path: Path) -> None:
    both = [
        f"{{id: E{number}, what: a, source: b, path: evidence/log.txt, sha256: a, tlp: {level}}}"
        for number, level in ((1, "clear"), (2, "amber"))
    ]
    assert only(corpus(tmp_path, ("evidence.md", f"items: [{', '.join(both)}]", ""))).artefacts == ()


def test_a_verdict_does_not_name_findings_that_are_not_shown(tmp_path: Path) -> None:
    hidden = ("findings/77-rotate-key.md", "tlp: amber", "")
    verdict = ("README.md", 'response: {sufficient: {verdict: partly, because: a, findings: ["01", "77"]}}', "")
    response = only(corpus(tmp_path, hidden, verdict)).response
    assert response is not None
    assert response.sufficient.findings == ("01",)


@pytest.mark.parametrize(
    "change",
    [
        ("README.md", f"related: [{{incident: {OTHER}, because: the same xylophone}}]", ""),
        ("README.md", f"duplicate_of: {OTHER}", ""),
        ("findings/01-expire-tokens.md", f"duplicate_of: {OTHER}/01", ""),
    ],
    ids=["related", "duplicate_of", "a finding's duplicate_of"],
)
def test_nothing_leads_to_an_incident_that_is_not_shown(change: Change, tmp_path: Path) -> None:
    secret = example.changed(example.README, "tlp: amber")
    more = {f"../{OTHER}/README.md": secret, f"../{OTHER}/findings/01-a.md": example.FINDING}
    found = corpus(tmp_path, change, more=more)
    assert len(redact(found, "amber", TODAY).incidents) == 2
    assert example.INCIDENT in shown(found, "green")
    assert "xylophone" not in shown(found, "green")


@pytest.mark.parametrize(
    "text",
    [
        f"It is as in {OTHER}, see [there](../{OTHER}/README.md).",
        f"It is as in [there][1].\n\n[1]: ../{OTHER.upper()}/README.md",
        f"See {OTHER}-draft.pdf and 2025-{OTHER}.",
        "It was 2026-01-11-glockenspiel once.",
    ],
)
def test_no_text_names_an_incident_that_is_not_shown(text: str, tmp_path: Path) -> None:
    change = ("README.md", f"summary: '{text}'", f"## What happened\n\n{text}\n")
    found = corpus(tmp_path, change, more=SECRET)
    assert text in shown(found, "amber").replace("\\n", "\n")
    said = shown(found, "green").lower()
    assert "xylophone" not in said
    assert "glockenspiel" not in said


def test_an_id_that_begins_as_a_hidden_one_does_stays(tmp_path: Path) -> None:
    hidden = {f"../{example.INCIDENT[:-6]}/README.md": example.changed(example.README, "tlp: amber")}
    found = only(corpus(tmp_path, more=hidden))
    assert (found.id, found.path, found.body.path) == (example.INCIDENT, FOLDER, f"{FOLDER}/README.md")


def test_an_artefact_whose_name_names_a_hidden_incident_is_withheld(tmp_path: Path) -> None:
    item = f"items: [{{id: E1, what: a, source: b, path: evidence/{OTHER}.txt, sha256: a}}]"
    more = {**SECRET, f"evidence/{OTHER}.txt": "a"}
    found = corpus(tmp_path, ("evidence.md", item, ""), more=more)
    assert only(found).artefacts == ()
    assert OTHER not in shown(found, "green")


def test_a_draft_is_for_nobody(tmp_path: Path) -> None:
    draft = {f"../{OTHER}/README.md": example.changed(example.README, "status: draft")}
    found = corpus(tmp_path, ("README.md", f"summary: 'As in {OTHER}.'", ""), more=draft)
    assert OTHER not in shown(found, "red")


FILES = {
    f"evidence/{WORD}.txt": "a",
    f"findings/77-{WORD}.md": example.changed(example.FINDING, "tlp: amber"),
}
NAMED = (
    f"See [1](evidence/{WORD}.txt), [2], ../evidence/{WORD}.txt, [3](../findings/77-{WORD}.md) and evidence/log.txt."
)


def test_no_text_names_a_file_that_is_not_shown(tmp_path: Path) -> None:
    body = f"## What happened\n\n{NAMED}\n\n[2]: evidence/{WORD}.txt\n"
    found = corpus(tmp_path, ("README.md", f"summary: '{NAMED}'", body), more=FILES)
    assert WORD not in shown(found, "green")
    assert only(found).summary == "See [1](…), [2], ../…, [3](../findings/…) and evidence/log.txt."


def test_no_text_names_such_a_file_of_another_incident(tmp_path: Path) -> None:
    text = f"See ../{example.INCIDENT}/evidence/{WORD}.txt."
    more = {**FILES, f"../{OTHER}/README.md": example.changed(example.README, f"summary: '{text}'")}
    found = corpus(tmp_path, more=more)
    assert WORD in repr(found)
    assert WORD not in shown(found, "green")


def test_a_name_that_begins_as_a_hidden_one_does_stays(tmp_path: Path) -> None:
    change = ("README.md", "summary: 'See evidence/log.txt.'", "")
    found = only(corpus(tmp_path, change, more={"evidence/log": "a"}))
    assert found.summary == "See evidence/log.txt."
    assert found.register is not None
    assert found.register.items[0].path == "evidence/log.txt"


def test_a_duplicate_of_a_finding_that_is_not_shown_is_not_shown(tmp_path: Path) -> None:
    duplicate = ("findings/02-a.md", f"duplicate_of: {OTHER}/01", "")
    verdict = ("README.md", 'response: {sufficient: {verdict: partly, because: a, findings: ["01", "02"]}}', "")
    found = corpus(tmp_path, duplicate, verdict, more=SECRET)
    assert [finding.number for finding in only(found).findings] == ["01"]
    assert "'02'" not in shown(found, "green")
    assert len(redact(found, "amber", TODAY).incidents[0].findings) == 2


def test_what_leads_to_a_shown_incident_stays(tmp_path: Path) -> None:
    change = ("README.md", f"related: [{{incident: {OTHER}, because: a}}]\nduplicate_of: {OTHER}", "")
    found = redact(corpus(tmp_path, change, more={f"../{OTHER}/README.md": example.README}), "green", TODAY)
    assert found.incidents[0].duplicate_of == found.incidents[0].related[0].incident == OTHER


@pytest.mark.parametrize("name", ["evidence/dump-77.txt", "dump-77.txt", "DUMP-77.TXT", "\u6f0fdump-77.txt"])
def test_the_name_of_a_file_that_is_not_shown_is_taken_out_however_it_is_written(name: str, tmp_path: Path) -> None:
    hidden = "{id: E77, what: a, source: b, path: evidence/dump-77.txt, sha256: a, tlp: amber}"
    register = ("evidence.md", f"items: [{hidden}]", "")
    report = ("README.md", "", f"## What happened\n\nSee {name}.\n")
    assert "dump-77" not in shown(corpus(tmp_path, register, report), "green").lower()
