"""What several pages show: lists of incidents, tables of findings, and their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Incident
from pipeline.site.data import BY_URGENCY, FindingRow, SiteData, day_of, finding_rows
from pipeline.site.page.record import WIDE, Block, HtmlBlock, Page, make_page
from pipeline.site.page.templates import block
from pipeline.tracking.lifecycle import State


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings there are in each state, the most urgent first."""

    states: Mapping[State, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def unsettled(self) -> int:
        """Those in which something is left to do."""
        return sum(count for state, count in self.states.items() if not state.settled)

    @property
    def overdue(self) -> int:
        """Those of `unsettled` that are overdue."""
        return self.states[State.OVERDUE]


@dataclass(frozen=True, slots=True)
class ListedIncident:
    """An incident in a list: the date in its id, and the numbers of its findings."""

    incident: Incident
    day: str
    counts: FindingCounts


def count_findings(rows: Iterable[FindingRow]) -> FindingCounts:
    """The numbers of these findings."""
    counter = Counter(row.finding_state.state for row in rows)
    return FindingCounts({state: counter[state] for state in BY_URGENCY})


def finding_table(
    site: SiteData, rows: Sequence[FindingRow], root: str, procedures: Mapping[str, str] | None = None
) -> HtmlBlock | None:
    """These findings in this order; `root` leads to the site's root.

    With the titles of operating procedures by their names, each finding says which one it is about.
    """
    return block("table.html", site=site, root=root, rows=rows, procedures=procedures or {}) if rows else None


def incident_list(site: SiteData, incidents: Sequence[Incident], root: str, anchor: str = "") -> HtmlBlock | None:
    """These incidents in this order; `root` leads to the site's root, `anchor` is the list's own id."""
    entries = [
        ListedIncident(incident, day_of(incident), count_findings(finding_rows(site, [incident])))
        for incident in incidents
    ]
    return block("incidents.html", site=site, root=root, entries=entries, anchor=anchor) if entries else None


def overview_page(
    site: SiteData, title: str, description: str, *blocks: Block | None, scripts: tuple[str, ...] = ()
) -> Page:
    """A page of tables and lists, which is of the day on which the site is built."""
    return make_page(title, description, blocks, updated=site.today, hide=WIDE, scripts=scripts)


def sentence(site: SiteData, text: str) -> HtmlBlock | None:
    """A sentence in the place of a list that would be empty."""
    return block("sentence.html", site=site, text=text)
