"""The page of all responses: where they fell short, what follows from it, and whether that is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Incident, Verdict
from pipeline.site.data import FindingRow, SiteData, finding_rows, newest_first
from pipeline.site.page.components import overview_page, sentence
from pipeline.site.page.record import HtmlBlock, Page, section
from pipeline.site.page.templates import block
from pipeline.tracking.lifecycle import State

ADDRESS = "responses/"
_MOST = 100
"""How many shortfalls of a group the page shows; the JSON has all."""

_AS_IT_SHOULD_BE = "yes"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A response that nobody has found sufficient, or complete: `question` says which.

    `rows` are what follows from it.
    """

    incident: Incident
    question: str
    verdict: Verdict
    rows: tuple[FindingRow, ...]

    @property
    def mended(self) -> bool:
        """Whether all that follows from it is resolved; nothing is mended if nothing follows."""
        return bool(self.rows) and all(row.finding_state.state is State.RESOLVED for row in self.rows)

    @property
    def to_do(self) -> bool:
        """Whether some of what follows from it is still to be done."""
        return any(not row.finding_state.state.settled for row in self.rows)


def shortfalls(site: SiteData) -> tuple[Shortfall, ...]:
    """Every answer that is not yes, those of the latest incident first."""
    return tuple(item for incident in newest_first(site.corpus.incidents) for item in _of(site, incident))


def _of(site: SiteData, incident: Incident) -> Iterator[Shortfall]:
    response = incident.response
    if response is None:
        return
    rows = {row.finding.number: row for row in finding_rows(site, [incident])}
    for question, verdict in (("sufficient", response.sufficient), ("complete", response.complete)):
        if verdict.verdict and verdict.verdict != _AS_IT_SHOULD_BE:
            follows = tuple(rows[number] for number in verdict.findings if number in rows)
            yield Shortfall(incident, question, verdict, follows)


def responses_page(site: SiteData) -> Page:
    """The page; a group is left out if it is empty."""
    _ = site.language.gettext
    title = _("Responses")
    description = _("Where responses were not sufficient or not complete, and whether that was put right.")
    every = shortfalls(site)
    found = [item for item in every if not item.verdict.is_missing]
    unassessed = [item for item in every if item.question in item.incident.unassessed]
    assessed = [incident for incident in site.corpus.incidents if _is_assessed(incident)]
    if not assessed and not unassessed:
        return overview_page(site, title, description, sentence(site, _("No response has been assessed yet.")))
    to_do = [item for item in found if item.to_do]
    mended = [item for item in found if item.mended]
    rest = [item for item in found if not item.to_do and not item.mended]
    return overview_page(
        site,
        title,
        description,
        block("responses.html", site=site, assessed=len(assessed), found=found, mended=mended, unassessed=unassessed),
        *section(_("Still to put right"), _listed(site, to_do)),
        *section(_("Still to assess"), _listed(site, unassessed)),
        *section(_("Nothing more will be done"), _listed(site, rest)),
        *section(_("Put right"), _listed(site, mended)),
    )


def _is_assessed(incident: Incident) -> bool:
    response = incident.response
    return response is not None and not (response.sufficient.is_missing and response.complete.is_missing)


def _listed(site: SiteData, items: Sequence[Shortfall]) -> HtmlBlock | None:
    more = max(0, len(items) - _MOST)
    return block("shortfalls.html", site=site, root="../", items=items[:_MOST], more=more) if items else None
