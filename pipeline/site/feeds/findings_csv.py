"""All findings as CSV (RFC 4180, UTF-8), for spreadsheets.

It begins with a byte order mark, without which Excel does not read the file as UTF-8. A spreadsheet runs a cell that
begins with one of `= + - @`, a tab or a carriage return, or one of their full-width forms, as a formula
(OWASP, "CSV Injection"); such a cell, and one that begins with an apostrophe, has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from pipeline.bidirectional import isolated
from pipeline.layout import finding_address
from pipeline.site import links
from pipeline.site.data import FindingRow, SiteData, day_of

BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = tuple("'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

Cell = str | int | date | None


def findings_csv(site: SiteData, rows: Sequence[FindingRow]) -> str:
    """The findings in this order, one a row. Columns and values are those of the schemas, in every language."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    records = [record(site, row) for row in rows]
    writer.writerow(records[0] if records else ())
    writer.writerows([cell(value) for value in fields.values()] for fields in records)
    return BYTE_ORDER_MARK + text.getvalue()


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


def cell(value: Cell) -> str:
    """A value as text that no spreadsheet runs, and that changes the order of no text beside it."""
    text = "" if value is None else str(value)
    return f"'{isolated(text)}" if text.startswith(_FORMULA_STARTS) else isolated(text)
