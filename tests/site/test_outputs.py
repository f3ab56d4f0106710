"""What is made of each incident: shared out it is the same, and what was kept is never older than what it shows."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.model import Procedure, Related
from pipeline.site.data import SiteData
from pipeline.site.outputs import BATCH, OutputsCache, incident_outputs
from pipeline.site.render import render
from tests.site import builders

OTHER = "2026-01-11-second"
SOP = "token-handling"
LINKED = f"It began [before](../{OTHER}/timeline.md), see [why](../{OTHER}/README.md#why)."
Change = Callable[[SiteData], SiteData]


def two(**changes: object) -> SiteData:
    """An incident, and one that it names as related and whose timeline it links to."""
    first = {
        "related": (Related(OTHER, "The same token."),),
        "body": builders.prose(LINKED, "README.md"),
        "findings": (builders.finding(sop=SOP),),
        **changes,
    }
    return builders.site(builders.incident(**first), builders.another(OTHER))


def configured(site: SiteData, **changes: object) -> SiteData:
    shown = replace(site.config.site, **changes)  # type: ignore[arg-type]
    return replace(site, config=replace(site.config, site=shown))


def other(site: SiteData, **changes: object) -> SiteData:
    first, second = site.corpus.incidents
    return replace(site, corpus=replace(site.corpus, incidents=(first, replace(second, **changes))))  # type: ignore[arg-type]


def fixed(site: SiteData) -> SiteData:
    finding_states = {
        key: replace(finding_state, due=builders.TODAY) for key, finding_state in site.finding_states.items()
    }
    return replace(site, finding_states=finding_states)


CHANGES: dict[str, Change] = {
    "its report": lambda _: two(body=builders.prose("Nothing.", "README.md")),
    "a finding's due date": fixed,
    "the title of a related incident": lambda site: other(site, title="Another title"),
    "where a link leads": lambda site: other(
        site, timeline=replace(builders.timeline(builders.event("2026")), path=f"incidents/{OTHER}/timeline.md")
    ),
    "the id of a heading that a link names": lambda site: other(
        site, body=replace(builders.prose("## Before\n\nx\n\n## Why\n\ny", "README.md"))
    ),
    "why it is related": lambda _: two(related=(Related(OTHER, "The same image."),)),
    "the day": lambda site: replace(site, today=site.today + timedelta(days=90)),
    "the language": lambda site: configured(site, language="ja"),
    "the address": lambda site: configured(site, url="https://example.org/"),
    "whether a procedure has a page": lambda site: replace(
        site, corpus=replace(site.corpus, procedures=(Procedure(SOP, "Tokens", "identity", builders.TODAY, ()),))
    ),
    "a team's name": lambda site: replace(
        site, config=replace(site.config, teams={"identity": replace(builders.team("identity"), name="Access")})
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_shows_something_new_is_made_anew(change: Change) -> None:
    before, kept = two(), OutputsCache()
    first = render(before, kept)
    after = change(before)
    assert render(after) != first
    assert render(after, kept) == render(after)


def test_only_what_shows_something_new_is_made_anew() -> None:
    kept = OutputsCache()
    before = incident_outputs(two(), kept)
    after = incident_outputs(two(severity="sev4"), kept)
    assert [after[name] is before[name] for name in (builders.ID, OTHER)] == [False, True]


def test_many_processes_make_what_one_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"2026-02-{day:02d}-number" for day in range(1, BATCH + 3)]
    site = builders.site(*(builders.another(name, title=f"Number {name}") for name in names))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    shared_out = incident_outputs(site, OutputsCache())
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert list(shared_out.items()) == list(incident_outputs(site, OutputsCache()).items())


def test_what_a_process_needs_can_be_sent_to_it() -> None:
    site = two()
    assert incident_outputs(pickle.loads(pickle.dumps(site)), OutputsCache()) == incident_outputs(site, OutputsCache())  # noqa: S301  # its own
