"""The pages of operating procedures: what changed each, which incidents shaped it, and what is promised still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Incident, Procedure, ProcedureChange
from pipeline.site import links
from pipeline.site.data import FindingRow, SiteData, newest_first
from pipeline.site.page.components import finding_table, incident_list, overview_page, sentence
from pipeline.site.page.record import Page, section
from pipeline.site.page.templates import block
from pipeline.site.tree import Tree

_ROOT = "../../"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a procedure, with the finding that led to it."""

    change: ProcedureChange
    row: FindingRow


@dataclass(frozen=True, slots=True)
class ShownProcedure:
    """A procedure with the changes that may be seen, the latest first; `promised` are findings that it lacks still."""

    procedure: Procedure
    changes: tuple[Change, ...]
    promised: tuple[FindingRow, ...]
    incidents: tuple[Incident, ...]

    @property
    def address(self) -> str:
        """The address of its page."""
        return links.procedure_address(self.procedure.name)

    @property
    def title(self) -> str:
        """Its title, or its name in words."""
        return self.procedure.title or self.procedure.name.replace("-", " ").capitalize()


def procedure_pages(site: SiteData, rows: Sequence[FindingRow]) -> Tree:
    """The list of procedures and a page for each, by their paths below `docs/`. `rows` are all findings in order."""
    shown = [_shown(procedure, rows) for procedure in site.corpus.procedures]
    tree: Tree = {"procedures/index.md": _overview(site, shown, rows)}
    return tree | {f"{item.address}index.md": _page(site, item) for item in shown}


def _shown(procedure: Procedure, rows: Sequence[FindingRow]) -> ShownProcedure:
    by_key = {row.finding.key: row for row in rows}
    changes = [Change(change, by_key[change.finding]) for change in procedure.changes if change.finding in by_key]
    changes.sort(key=lambda item: str(item.change.on or ""), reverse=True)
    about = [row for row in rows if row.finding.sop == procedure.name]
    unsettled = [row for row in about if not row.finding_state.state.settled]
    promised = [row for row in unsettled if row.finding.decision.status == "accepted"]
    shaped = {row.incident.id: row.incident for row in [*(item.row for item in changes), *about]}
    return ShownProcedure(procedure, tuple(changes), tuple(promised), tuple(newest_first(shaped.values())))


def _overview(site: SiteData, shown: Sequence[ShownProcedure], rows: Sequence[FindingRow]) -> Page:
    """What is promised first, in the order of all findings, since somebody has to act on it."""
    _ = site.language.gettext
    title = _("Procedures")
    description = _("Operating procedures: what incidents changed in them, and what is promised but not in them yet.")
    if not shown:
        none = sentence(site, _("No finding names an operating procedure yet."))
        return overview_page(site, title, description, none)
    keys = {row.finding.key for item in shown for row in item.promised}
    promised = [row for row in rows if row.finding.key in keys]
    titles = {item.procedure.name: item.title for item in shown}
    return overview_page(
        site,
        title,
        description,
        *section(_("Promised, but not in a procedure yet"), finding_table(site, promised, "../", titles)),
        *section(_("All procedures"), block("procedures.html", site=site, root="../", shown=shown)),
    )


def _page(site: SiteData, item: ShownProcedure) -> Page:
    _ = site.language.gettext
    changes = block("procedure_changes.html", site=site, root=_ROOT, changes=item.changes) if item.changes else None
    return overview_page(
        site,
        item.title,
        _("What incidents changed in this operating procedure, and what is promised but not in it yet."),
        block("procedure.html", site=site, root=_ROOT, item=item),
        *section(_("Promised, but not in it yet"), finding_table(site, item.promised, _ROOT)),
        *section(_("What changed"), changes),
        *section(_("Incidents that shaped it"), incident_list(site, item.incidents, _ROOT)),
    )
