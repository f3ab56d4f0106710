"""All findings as CSV, for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import finding_address
from pipeline.site import links
from pipeline.site.data import FindingRow, SiteData, day_of
from pipeline.text.spreadsheet import Cell, table


def findings_csv(site: SiteData, rows: Sequence[FindingRow]) -> str:
    """The findings in this order, one a row. Columns and values are those of the schemas, in every language."""
    return table([record(site, row) for row in rows])


def record(site: SiteData, row: FindingRow) -> dict[str, Cell]:
    """A finding's row by column; what is not known is empty."""
    finding, finding_state, issue = row.finding, row.finding_state, row.finding_state.issue
    due = None if finding_state.state.settled else finding_state.due
    return {
        "key": finding.key,
        "title": finding.title,
        "state": finding_state.state.slug,
        "owner": finding.owner,
        "involves": " ".join(finding.involves),
        "priority": finding.priority,
        "due": due,
        "overdue_days": finding_state.overdue_by(site.today),
        "open_days": row.age(site.today),
        "category": finding.category,
        "kind": finding.kind,
        "lane": row.lane(site.config),
        "decision": finding.decision.status,
        "decided_on": finding.decision.on,
        "issue": issue.reference if issue else "",
        "issue_url": links.web_url(issue.url) if issue else "",
        "incident": finding.incident,
        "incident_title": row.incident.title,
        "incident_date": day_of(row.incident),
        "severity": row.incident.severity,
        "services": " ".join(row.incident.services),
        "page": site.url(finding_address(finding.key)),
        "near_miss": "true" if row.incident.report.near_miss else "",
        "retold_from": row.incident.report.retold_from.organisation if row.incident.report.retold_from else "",
    }
