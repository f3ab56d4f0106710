"""Where links lead: to other pages, to places of the same one, and nowhere."""

import pytest

from tests import example
from tests.check.edited import FINDING, Said, of

OTHER = "incidents/2025-01-01-another/README.md"


@pytest.mark.parametrize(
    "target",
    [
        "timeline.md",
        "./README.md#What-Happened",
        "timeline.md#L3-L9",
        "evidence.md#E1",
        "evidence/log.txt",
        "evidence/",
        f"{FINDING}",
        "../2025-01-01-another/README.md",
        "../2025-01-01-another/",
        f"../{example.INCIDENT}/timeline.md",
        "../../docs/sops/token-handling.md",
        "#what-happened",
        "#What-Happened",
        "#E1",
        "https://example.org/a",
        "mailto:a@example.org",
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
        ("../../README.md", "`../../README.md` points to README.md", "use a path relative to this file"),
        ("C:/log.txt", "there is no file `C:/log.txt`", "did you mean `evidence/log.txt`?"),
        ("#what-hapened", "no heading in this file has the anchor `#what-hapened`", "did you mean `#what-happened`?"),
        ("./README.md#gone", "no heading in README.md has the anchor `#gone`", ""),
        ("ftp://example.org/a", "`ftp://example.org/a` is not a web or email address", "only its text is shown"),
        ("../../../../etc/passwd", "`../../../../etc/passwd` points to", "use a path relative to this file"),
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


def test_a_link_without_an_address_is_told(said: Said) -> None:
    (found,) = of("link-leads-somewhere", said({"README.md": ("", "## What happened\n\nSee [it]().\n")}))
    assert found.message == "this link is empty"
