"""What an editor gets of the language server: reports, completion, help, definitions and corrections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from tests import example
from tests.lsp.client import Editor

FOLDER = f"incidents/{example.INCIDENT}"
README, TIMELINE, EVIDENCE = (f"{FOLDER}/{name}" for name in ("README.md", "timeline.md", "evidence.md"))
FINDING = f"{FOLDER}/{example.FINDING_PATH}"
TEXTS = {README: example.README, TIMELINE: example.TIMELINE, EVIDENCE: example.EVIDENCE, FINDING: example.FINDING}
CURSOR = "‸"


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    tree = {**example.files(), "notes.md": "[E1]\n"}
    editor = Editor(example.write(tmp_path_factory.mktemp("editor"), tree), "--today", "2026-02-10")
    for path in (*TEXTS, "postmortem.yml"):
        editor.open(path)
    yield editor
    assert editor.stop() == 0


def written(editor: Editor, path: str, old: str, new: str) -> tuple[int, int]:
    """Write `new` in place of `old`; the line and the UTF-16 column of the cursor in it."""
    before, found, after = TEXTS[path].partition(old)
    assert found
    text = f"{before}{new}{after}"
    at = text.index(CURSOR) if CURSOR in new else len(before)
    editor.edit(path, text.replace(CURSOR, ""))
    line = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at), len(text[line:at].encode("utf-16-le")) // 2


@pytest.fixture(autouse=True)
def mended(editor: Editor) -> Iterator[None]:
    yield
    for path, text in TEXTS.items():
        editor.edit(path, text)


def reported(editor: Editor, path: str) -> list[tuple[str, str]]:
    """The rule and the underlined text of each report about a file."""
    return [
        (str(one.code), f"{one.range.start.line}:{one.range.start.character}")
        for one in editor.reported[editor.uri(path)]
    ]


def test_nothing_is_reported_of_a_repository_without_problems(editor: Editor) -> None:
    assert [found for found in editor.reported.values() if found] == []


def test_an_unsaved_text_counts_and_so_does_what_it_breaks_in_other_files(editor: Editor) -> None:
    written(editor, EVIDENCE, "id: E1", "id: E2")
    assert ("cited-evidence-is-registered", "3:95") in reported(editor, TIMELINE)


def test_columns_count_as_editors_count_them(editor: Editor) -> None:
    written(editor, README, "The token was compiled into the image [E1].", "Das Token 🔑 [E9].")
    assert ("cited-evidence-is-registered", "28:14") in reported(editor, README)


def test_a_message_says_what_to_write_and_names_the_rule(editor: Editor) -> None:
    written(editor, README, "status: published", "status: publishd")
    (one,) = [one for one in editor.reported[editor.uri(README)] if one.code == "schema"]
    assert "did you mean `published`?" in one.message
    assert (one.source, one.severity) == ("postmortem", types.DiagnosticSeverity.Error)


def test_no_message_has_a_character_that_deceives_its_reader(editor: Editor) -> None:
    written(editor, README, "severity: sev2", 'severity: "se\\u202ev\\x9b2"')
    found = editor.reported[editor.uri(README)]
    assert "schema" in {one.code for one in found}
    assert [one.message for one in found if not one.message.replace("\n", " ").isprintable()] == []


def test_what_was_closed_without_saving_is_forgotten(editor: Editor) -> None:
    written(editor, README, "status: published", "status: publishd")
    editor.close(README)
    editor.open(README)
    assert editor.reported[editor.uri(README)] == []


def test_a_file_that_another_program_wrote_is_read(editor: Editor) -> None:
    artefact = editor.root / FOLDER / "evidence" / "new.txt"
    artefact.write_text("one more\n", "utf-8")
    editor.files_changed(README)
    assert [one.code for one in editor.reported[editor.uri(f"{FOLDER}/evidence/new.txt")]] == ["artefact-is-registered"]
    artefact.unlink()
    editor.files_changed(README)
    assert editor.reported[editor.uri(f"{FOLDER}/evidence/new.txt")] == []


def test_a_configuration_with_problems_is_reported_and_the_incidents_wait(editor: Editor) -> None:
    broken = example.CONFIG.replace("team: security-response,", "team: nobody,")
    editor.edit("postmortem.yml", broken)
    assert [one.code for one in editor.reported[editor.uri("postmortem.yml")]] == ["team-exists"]
    editor.edit("postmortem.yml", example.CONFIG)
    assert editor.reported[editor.uri("postmortem.yml")] == []


@pytest.mark.parametrize(
    ("path", "old", "new", "offered"),
    [
        (README, "severity: sev2", "severity: ‸", "sev3"),
        (README, "severity: sev2", "sever‸", "severity"),
        (README, "customers: potential,", "customers: potential, co‸: x,", "counts"),
        (README, "kind: unknown, evidence: [E1]", "kind: unknown, evidence: [‸]", "E1"),
        (README, "services: [identity]", "services: [id‸]", "identity"),
        (README, "id: T1552.001", "id: Files‸", "T1552.001"),
        (README, '"01"', '"‸"', "01"),
        (README, "- {team: identity, role", "- {team: ‸, role", "payments"),
        (README, "compiled into the image [E1]", "compiled into the image [‸", "E1"),
        (README, "summary: A", "related:\n- incident: ‸\nsummary: A", example.INCIDENT),
        (TIMELINE, "milestone: detected", "milestone: ‸", "contained"),
        (EVIDENCE, "- id: E1", "- id: E1\n  what: x\n  source: y\n- id: ‸", "E2"),
        (FINDING, "owner: identity", "owner: ‸", "payments"),
        (FINDING, "kind: change-request", "sop: ‸", "token-handling"),
        (FINDING, "on: 2026-02-01", "on: ‸", "2026-02-10"),
        (FINDING, "status: accepted,", "status: accepted, ‸: x,", "reason"),
    ],
)
def test_what_may_be_written_is_offered(editor: Editor, path: str, old: str, new: str, offered: str) -> None:
    assert offered in editor.completions(path, *written(editor, path, old, new))


def test_a_technique_is_offered_with_its_name(editor: Editor) -> None:
    item = editor.completions(README, *written(editor, README, "id: T1552.001", "id: T15‸"))["T1552.001"]
    assert item.detail == "Credentials In Files"
    assert "Credentials" in (item.filter_text or "")


def test_a_key_that_is_there_is_not_offered_again(editor: Editor) -> None:
    offered = editor.completions(README, *written(editor, README, "severity: sev2", "severity: sev2\n‸"))
    assert not {"title", "severity", "references"} & set(offered)
    assert {"tags", "affected"} <= set(offered)


def test_what_is_offered_replaces_what_was_typed(editor: Editor) -> None:
    line, column = written(editor, README, "severity: sev2", "severity: se‸")
    edit = editor.completions(README, line, column)["sev1"].text_edit
    assert isinstance(edit, types.TextEdit)
    assert (edit.new_text, edit.range.start.character, edit.range.end.character) == ("sev1", 10, 12)


@pytest.mark.parametrize(
    ("path", "at", "said"),
    [
        (README, "sever‸ity: sev2", "sev1 and sev2 need a full postmortem"),
        (README, "T1552.‸001", "Credentials In Files"),
        (README, "into the image [E‸1]", "The audit log of the token"),
        (README, 'findings: ["0‸1"]', "Expire tokens after 30 days"),
        (FINDING, "owner: ident‸ity", "Identity, Example Org"),
    ],
)
def test_a_field_and_a_name_are_explained(editor: Editor, path: str, at: str, said: str) -> None:
    place = written(editor, path, at.replace(CURSOR, ""), at)
    assert said in editor.hover(path, *place).replace("\\", "")


@pytest.mark.parametrize(
    ("path", "at", "leads_to"),
    [
        (README, "into the image [E‸1]", (EVIDENCE, 2)),
        (README, "evidence: [E‸1]", (EVIDENCE, 2)),
        (README, 'findings: ["0‸1"]', (FINDING, 0)),
        (FINDING, "owner: ident‸ity", ("postmortem.yml", 4)),
        (EVIDENCE, "path: evidence/‸log.txt", (f"{FOLDER}/evidence/log.txt", 0)),
    ],
)
def test_a_name_leads_to_what_it_names(editor: Editor, path: str, at: str, leads_to: tuple[str, int]) -> None:
    assert editor.definition(path, *written(editor, path, at.replace(CURSOR, ""), at)) == leads_to


def test_what_has_one_right_answer_is_offered_as_a_correction(editor: Editor) -> None:
    line, _ = written(editor, README, "status: published", "status: publishd‸")
    (action,) = editor.actions(README, line, "quickfix")
    assert action.title == "Fix `status`: `publishd` → `published`"
    assert [one.code for one in action.diagnostics or []] == ["schema"]
    assert action.edit
    assert action.edit.changes
    (edit,) = action.edit.changes[editor.uri(README)]
    assert (edit.new_text, edit.range.start) == ("e", types.Position(line, len("status: publish")))


def test_a_missing_hash_is_offered(editor: Editor) -> None:
    digest = example.EVIDENCE.split("sha256: ")[1].split("\n")[0]
    line, _ = written(editor, EVIDENCE, f"\n  sha256: {digest}", "‸")
    assert digest in str([action.edit for number in range(line + 2) for action in editor.actions(EVIDENCE, number)])


def test_everything_can_be_corrected_at_once(editor: Editor) -> None:
    written(
        editor, README, "status: published\ntlp: clear\nseverity: sev2", "status: Published\ntlp: clear\nseverity: Sev2"
    )
    (action,) = editor.actions(README, 0, "source.fixAll")
    assert action.edit
    assert action.edit.changes
    (edit,) = action.edit.changes[editor.uri(README)]
    assert edit.new_text == "published\ntlp: clear\nseverity: s"


def test_garbage_does_not_stop_it(editor: Editor) -> None:
    for text in (
        "",
        "---\n",
        "---\n\t:\n",
        "---\na: [\n---\n",
        "\0",
        "---\na: \ud800\n---\n",
        "---\na: " + "[" * 500,
        "\r\r\n🔑",
    ):
        editor.edit(README, text)
        for line, column in ((0, 0), (1, 2), (7, 7), (2**31 - 1, 2**31 - 1)):
            editor.completions(README, line, column)
            editor.hover(README, line, column)
            editor.definition(README, line, column)
        editor.actions(README, 0)
    editor.send_garbage("textDocument/didChange", {"textDocument": 3})
    editor.send_garbage("textDocument/didOpen", {})
    editor.edit(README, example.README)
    assert editor.reported[editor.uri(README)] == []


@pytest.mark.parametrize("path", ["notes.md", "incidents/../../outside.md", "incidents/none/README.md"])
def test_a_file_that_is_no_document_of_an_incident_is_let_be(editor: Editor, path: str) -> None:
    before = dict(editor.reported)
    editor.show(path, "---\nstatus: nonsense\n---\n[E9]\n")
    assert {uri: found for uri, found in editor.reported.items() if found} == {u: f for u, f in before.items() if f}


def test_a_link_is_not_followed(editor: Editor) -> None:
    secret = editor.root.parent / "secret.md"
    secret.write_text("---\nstatus: nonsense\n---\n", "utf-8")
    link = editor.root / FOLDER / "findings" / "02-link.md"
    link.symlink_to(secret)
    editor.files_changed(README)
    assert [one.message.split("\n")[0] for one in editor.reported[editor.uri(f"{FOLDER}/findings/02-link.md")]] == [
        "symbolic links are not allowed"
    ]
    link.unlink()


def test_nothing_is_written_and_no_program_is_started(editor: Editor) -> None:
    (editor.root / ".git").mkdir()  # an empty folder in a working tree is what Git is asked about
    (editor.root / FOLDER / "evidence" / "empty").mkdir()
    before = sorted(editor.root.rglob("*"))
    editor.files_changed(README)
    assert sorted(editor.root.rglob("*")) == before
    assert children(editor.pid) == []


def children(pid: int) -> list[str]:
    """The processes that a process has started, and that are still known."""
    return [*Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
