"""Links between pages: which there are in a text, and where they lead."""

import pytest

from pipeline.prose import Prose, relative_links
from tests import example
from tests.check.edited import FINDING, Said, of


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("[a](b.md)", ["b.md"]),
        ("![a](b.png 'title')", ["b.png"]),
        ("[a](<b c.md>)", ["b c.md"]),
        ("[a](b_(c).md)", ["b_(c).md"]),
        ("[a](b.md#c) and [d](e.md?f)", ["b.md#c", "e.md?f"]),
        ("[a][b]\n\n[b]: c.md", ["c.md"]),
        ("[a](C:/b.md)", ["C:/b.md"]),
        ("[a](https://example.org) [b](mailto:c@d.example) [e](#f) [g]()", []),
        ("`[a](b.md)` <!-- [a](b.md) -->\n\n    [a](b.md)\n", []),
        (r"\[a\](b.md)", []),
        ("[a](b c.md)", []),
        ("[a]: b.md", []),
        ("no link", []),
    ],
)
def test_the_links_of_a_text_are_those_that_markdown_has(text: str, targets: list[str]) -> None:
    assert [link.target for link in relative_links(Prose(text))] == targets


def test_a_link_knows_its_place() -> None:
    (link,) = relative_links(Prose("a\n\nSee [b](c.md).", "x.md", 10))
    assert (link.location.path, link.location.line, link.location.column) == ("x.md", 12, 9)


OTHER = "incidents/2025-01-01-another/README.md"


@pytest.mark.parametrize(
    "target",
    [
        "timeline.md",
        "./timeline.md#x",
        "evidence/log.txt",
        "evidence/",
        f"{FINDING}",
        "../2025-01-01-another/README.md",
        "../2025-01-01-another/",
        f"../{example.INCIDENT}/timeline.md",
        "../../docs/sops/token-handling.md",
    ],
)
def test_a_link_that_leads_somewhere_is_right(said: Said, target: str) -> None:
    edits = {"README.md": ("", f"## What happened\n\nSee [it]({target}).\n"), OTHER: "title: Another"}
    assert of("link-leads-somewhere", said(edits)) == []


@pytest.mark.parametrize(
    ("target", "message", "hint"),
    [
        ("timelin.md", "there is no file `timelin.md`", "did you mean `timeline.md`?"),
        ("evidence/lag.txt", "there is no file `evidence/lag.txt`", "did you mean `evidence/log.txt`?"),
        ("findings/01-other.md", "there is no file `findings/01-other.md`", "findings/01-expire-tokens.md"),
        ("../2025-01-01-anoter/README.md", "there is no incident `2025-01-01-anoter`", "2025-01-01-another"),
        ("../2025-01-01-another/findings/09-x.md", "there is no finding `2025-01-01-another/09`", "2025-01-01-another"),
        ("../../docs/sops/token.md", "there is no docs/sops/token.md", "`../../docs/sops/token-handling.md`"),
        ("/etc/passwd", "`/etc/passwd` is an absolute path", "use a path relative to this file"),
        ("../../README.md", "`../../README.md` leads to README.md", "use a path relative to this file"),
        ("../../../../etc/passwd", "`../../../../etc/passwd` leads to", "use a path relative to this file"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_what_to_write(said: Said, target: str, message: str, hint: str) -> None:
    edits = {"README.md": ("", f"## What happened\n\nSee [it]({target}).\n"), OTHER: "title: Another"}
    (found,) = of("link-leads-somewhere", said(edits))
    assert message in found.message
    assert hint in found.hint
    assert found.location.column == 10


def test_a_finding_links_from_its_own_folder(said: Said) -> None:
    found = of("link-leads-somewhere", said({FINDING: ("", "## Why it matters\n\nSee [it](timeline.md).\n")}))
    assert [item.hint for item in found] == ["did you mean `../timeline.md`?"]
