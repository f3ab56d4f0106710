"""Every field that an author fills in, and a document with something else in one of them."""

from __future__ import annotations

from typing import Any

import yaml

from tests import example

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


def routes(value: Any, route: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every text, and of every key, in front matter."""
    if isinstance(value, dict):
        inner = [found for key, item in value.items() for found in routes(item, (*route, key))]
        return [*inner, (*route, "another key", None)]
    if isinstance(value, list):
        return [*(found for at, item in enumerate(value) for found in routes(item, (*route, at))), (*route, len(value))]
    return [route]


def planted(text: str, route: tuple[Any, ...], value: str) -> str:
    """The document with this value at the route; as a key where the route ends with None."""
    _, front, body = text.split("---\n", 2)
    data = yaml.load(front, yaml.BaseLoader)  # noqa: S506  # keeps `on` and `01` as text
    at = data
    *outer, last = (*route[:-2], "") if route[-1] is None else route
    for part in outer:
        at = at[part]
    if route[-1] is None:
        at[value] = "x"
    elif isinstance(at, list) and last == len(at):
        at.append(value)
    else:
        at[last] = value
    return f"---\n{yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1000)}---\n{body}"


FIELDS = [
    (name, route)
    for name, text in FILES.items()
    for route in routes(yaml.load(text.split("---\n", 2)[1], yaml.BaseLoader))  # noqa: S506  # as above
]
"""The file and the place of each."""
