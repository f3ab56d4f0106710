"""The pages of operating procedures: what changed each, and what is promised but not in it yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.model import Corpus, Procedure, ProcedureChange
from pipeline.site.data import SiteData, visible
from pipeline.site.render import render
from tests.site import builders

CHANGE = ProcedureChange(date(2026, 2, 20), f"{builders.ID}/01", "Tokens end by themselves.")
PROCESS: dict[str, Any] = {"kind": "process-change", "sop": "token-handling"}


def site(**changes: Any) -> SiteData:
    """Two process changes for one procedure, of which the procedure names the first."""
    findings = (builders.finding("01", **PROCESS), builders.finding("02", title="Rotate keys", **PROCESS, **changes))
    made = builders.site(builders.incident(findings=findings))
    procedures = (Procedure("token-handling", "Handling tokens", "identity", date(2026, 2, 1), (CHANGE,)),)
    corpus = Corpus(made.corpus.incidents, frozenset({"token-handling"}), procedures)
    return replace(made, corpus=visible(corpus, "clear", builders.TODAY))


def page(data: SiteData, path: str) -> str:
    return str(render(data)[f"docs/procedures/{path}"])


def test_a_procedure_has_a_page_with_its_changes_and_incidents() -> None:
    text = page(site(), "token-handling/index.md")
    assert "Handling tokens" in text
    assert "Tokens end by themselves." in text
    assert "Incidents that shaped it" in text


def test_what_is_promised_is_on_the_page_of_all_procedures() -> None:
    text = page(site(), "index.md")
    assert "not in a procedure yet" in text
    assert "Rotate keys" in text
    assert "<small>Handling tokens · " in text


def test_a_finding_that_may_not_be_seen_is_on_none_of_them() -> None:
    data = site(tlp="amber")
    assert all("Rotate keys" not in str(content) for content in render(data).values())


def test_a_finding_links_to_the_page_of_its_procedure() -> None:
    assert "procedures/token-handling/" in str(render(site())[f"docs/incidents/{builders.ID}.md"])


def test_without_procedures_there_is_a_sentence() -> None:
    assert "No finding names an operating procedure yet." in page(builders.site(), "index.md")
