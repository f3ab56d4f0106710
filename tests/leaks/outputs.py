"""All that is put out of a corpus for an audience, renderer by renderer, as bytes by name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.exchange.stix import stix
from pipeline.exchange.veris import veris
from pipeline.model import Corpus
from pipeline.report import recurrence as recurrence_report
from pipeline.report.recurrence import recurrences
from pipeline.report.review import as_json, as_markdown, as_text
from pipeline.report.review_issue import issue_body
from pipeline.repository.config import Config, build_config
from pipeline.repository.history import History
from pipeline.review.findings import FindingLines
from pipeline.review.incidents import deadline_lines, incident_lines, last_day
from pipeline.review.line import in_order
from pipeline.review.rounds import Listed, Round, next_round
from pipeline.site.data import SiteData, visible
from pipeline.site.links import artefacts
from pipeline.site.render import render
from pipeline.site.tree import encoded
from pipeline.tracking.desired import Source, desired_state
from pipeline.tracking.lifecycle import FindingState, finding_state
from pipeline.tracking.tracker import Issue
from tests import example
from tests.leaks.sowing import Choose
from tests.leaks.story import CONFIG, TODAY

Files = dict[str, bytes]

_RENDERERS = (
    ("docs/api/", "JSON"),
    ("docs/feed.xml", "feed"),
    ("docs/", "pages"),
    # What the pages' search may be narrowed by: years and severities, which no planted word can be.
    ("mkdocs.yml", "pages"),
    ("", "the generator's files"),
)


def config() -> Config:
    return build_config(CONFIG)


def finding_states(corpus: Corpus, choose: Choose) -> dict[str, FindingState]:
    """Where the findings stand, with issues that are open, closed or not filed."""

    def issue(number: int) -> Issue | None:
        state = choose(("none", "open", "completed", "not_planned"))
        closed = None if state == "open" else state
        return None if state == "none" else example.issue(number=number, closed_as=closed)

    return {
        finding.key: finding_state(finding, issue(number), today=TODAY, priorities=config().priorities)
        for number, finding in enumerate(corpus.findings, start=1)
    }


def site(
    root: Path, corpus: Corpus, where: Mapping[str, FindingState], audience: str, *, say_withheld: bool = False
) -> dict[str, Files]:
    """What the site puts out, by renderer."""
    shown = visible(corpus, audience, TODAY, say_withheld=say_withheld)
    made = SiteData(shown, where, config(), audience, TODAY)
    found: dict[str, Files] = defaultdict(dict)
    for path, content in render(made).items():
        renderer = next(name for prefix, name in _RENDERERS if path.startswith(prefix))
        found[renderer][path] = encoded(content)
    for one in shown.incidents:
        found["exports"][f"{one.id}.stix"] = json.dumps(stix(one, config(), "")).encode()
        found["exports"][f"{one.id}.veris"] = json.dumps(veris(one, "")).encode()
    found["reviews"] = reviews(shown, where)
    found["artefacts"] = {name: (root / path).read_bytes() for name, path in artefacts(shown).items()}
    return found


def reviews(shown: Corpus, where: Mapping[str, FindingState]) -> Files:
    """The review of what an audience may see in each form, and what a plan says of recurrence.

    Each line was passed over so often that it is escalated.
    """
    states = {finding.key: replace(where[finding.key], finding=finding) for finding in shown.findings}
    ended = {incident.id: last_day(incident) for incident in shown.incidents}
    made = FindingLines(shown, config(), TODAY, ended, frozenset(), {}).lines(states.values())
    about_incidents = incident_lines(shown, states, config().response_team)
    deadlines = deadline_lines(shown, config().regimes, TODAY, config().response_team)
    lines = in_order([*made, *about_incidents, *deadlines])
    before = Round("2026-W06", {line.key: Listed(line.reason.value, 5) for line in lines})
    round_, listed = next_round(before, lines, "2026-W07", TODAY, {})
    recurring = recurrences(shown, {one.id for one in shown.incidents}, states)
    texts = {
        "issue": issue_body(round_, listed, config()),
        "record": str(round_),
        "json": as_json(listed),
        "text": "\n".join(as_text(listed)),
        "markdown": as_markdown(listed),
        "recurrence": recurrence_report.as_markdown(recurring),
        "recurrence.json": json.dumps(recurrence_report.as_data(recurring)),
    }
    return {name: text.encode() for name, text in texts.items()}


def issues(corpus: Corpus, public: frozenset[str]) -> Iterator[tuple[str, Files]]:
    """What each issue would say, with the audience of its repository."""
    for desired in desired_state(Source(corpus, config(), TODAY, History()), public).issues:
        to = desired.destination
        said = (desired.title, str(desired.block), *sorted(desired.labels.names), *desired.assignees, desired.milestone)
        yield "clear" if to.repository in public else to.audience, {desired.key: "\n".join(said).encode()}
