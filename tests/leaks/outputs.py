"""All that is put out of a corpus for an audience, renderer by renderer, as bytes by name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.config import Config, build_config
from pipeline.exchange.stix import stix
from pipeline.exchange.veris import veris
from pipeline.history import History
from pipeline.model import Corpus
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
    found["artefacts"] = {name: (root / path).read_bytes() for name, path in artefacts(shown).items()}
    return found


def issues(corpus: Corpus, public: frozenset[str]) -> Iterator[tuple[str, Files]]:
    """What each issue would say, with the audience of its repository."""
    for desired in desired_state(Source(corpus, config(), TODAY, History()), public).issues:
        to = desired.destination
        said = (desired.title, str(desired.block), *sorted(desired.labels.names), *desired.assignees, desired.milestone)
        yield "clear" if to.repository in public else to.audience, {desired.key: "\n".join(said).encode()}
