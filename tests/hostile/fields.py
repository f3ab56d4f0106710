"""Every field that an author fills in, and a document with something else in one of them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from pipeline.validation.fast_validator import is_valid
from tests import example
from tests.fast_yaml import as_texts, dump

Route = tuple[Any, ...]

README = example.changed(
    example.README,
    """
impact:
  customers: potential
  data_breach: none
  counts: [{count: unknown, unit: downloads, percent_of: all downloads, evidence: [E1], tlp: clear}]
affected:
- id: shop
  name: The shop
  purl: pkg:npm/shop
  versions: [1.2.0]
  ranges: [{type: GIT, repo: "https://example.org/shop", events: [{introduced: abc, fixed: def}]}]
  component: checkout
  region: eu-west-1
  data: email addresses
  evidence: [E1]
  tlp: clear
report: {retold_from: {organisation: Example Bank, url: "https://example.org/report"}}
external_parties: [{id: dpa, kind: regulator, who: The authority, reference: DPA-7, note: Was told., tlp: clear}]
factors:
- {id: C1, what: Tokens never expired., findings: ["01"], evidence: [E1], tlp: clear}
- {id: C2, what: Nobody looked., no_finding: A scanner looks now.}
indicators:
- {type: domain, value: login.example.net, first_seen: 2026-01-08, last_seen: 2026-01-10, note: A page, tlp: clear}
notifications:
- {regime: gdpr, step: authority, party: dpa, sent: 2026-01-12, reference: DPA-7, evidence: [E1], tlp: clear}
- {regime: gdpr, step: people, not_required: Nobody was at risk.}
""",
)
TIMELINE = example.changed(
    example.TIMELINE,
    """
events:
- {at: 2026-01-08, what: The image was published., milestone: started, phase: attack}
- {at: {after: 2026-01-09, before: 2026-01-10}, ended: 2026-01-11, what: It was found., evidence: [E1], affects: [shop]}
stated:
- {duration: contain, from: detected, length: {at_least: PT1H, at_most: PT2H}, affects: [shop], evidence: [E1]}
- {duration: recover, from: detected, length: P2D, tlp: clear}
""",
)

FILES = {
    "README.md": README,
    "timeline.md": TIMELINE,
    "evidence.md": example.EVIDENCE,
    example.FINDING_PATH: example.FINDING,
}
KINDS = {"README.md": "incident", "timeline.md": "timeline", "evidence.md": "evidence", example.FINDING_PATH: "finding"}
"""The schema of each."""


def routes(value: Any, route: Route = ()) -> list[Route]:
    """The place of every text, and of every key, in front matter."""
    if isinstance(value, dict):
        inner = [found for key, item in value.items() for found in routes(item, (*route, key))]
        return [*inner, (*route, "another key", None)]
    if isinstance(value, list):
        return [*(found for at, item in enumerate(value) for found in routes(item, (*route, at))), (*route, len(value))]
    return [route]


def planted(name: str, at: Iterable[Route], value: str) -> str:
    """The document with this value at each of the routes; as a key where a route ends with None."""
    data, body = with_value(name, at, value), FILES[name].split("---\n", 2)[2]
    return f"---\n{dump(data, allow_unicode=True, width=1000)}---\n{body}"


def with_value(name: str, at: Iterable[Route], value: str) -> Any:
    """The front matter of that document, every value of it as text, with this value at each of the routes."""
    data = deepcopy(FRONT_MATTER[name])
    for *outer, last in at:
        place = data
        for part in outer[:-1] if last is None else outer:
            place = place[part]
        if last is None:
            place[value] = "x"
        elif isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value
    return data


FRONT_MATTER = {name: as_texts(text.split("---\n", 2)[1]) for name, text in FILES.items()}
FIELDS = [(name, route) for name, data in FRONT_MATTER.items() for route in routes(data)]
"""The file and the place of each."""


def grouped(value: str, most: int = 12) -> list[tuple[str, list[Route]]]:
    """Every field once, with others of its file: a run of each command for each field alone takes minutes.

    Fields where the schema takes the value come apart from those where it does not, since most rules do not look at a
    document that is not as its schema says.
    """
    groups = []
    for name, kind in KINDS.items():
        routes_of_file = [route for file, route in FIELDS if file == name]
        valid = [route for route in routes_of_file if is_valid(kind, with_value(name, [route], value))]
        invalid = [route for route in routes_of_file if route not in valid]
        groups += [(name, some[at : at + most]) for some in (valid, invalid) for at in range(0, len(some), most)]
    return groups
