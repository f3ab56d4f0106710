"""The site as JSON: the records behind the pages, with the keys of the schemas (schemas/api.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from pipeline.analysis.durations import Measured, measured, measured_by_thing
from pipeline.layout import finding_address, incident_address
from pipeline.markdown.page import Part
from pipeline.model import Count, Event, Incident, Stated
from pipeline.site import links
from pipeline.site.data import FindingRow, SiteData, day_of, finding_rows, newest_first, updated
from pipeline.site.i18n.formats import disagreement, utc
from pipeline.site.incident.view import IncidentView
from pipeline.site.lists.responses import Shortfall, shortfalls
from pipeline.site.page.components import count_findings
from pipeline.time.moment import Moment, When, Window
from pipeline.time.span import Span
from pipeline.vocabulary import names, schemas_folder

ROOT = "api/v1/"
VERSION = 1

Json = dict[str, Any]

# The fields of records that are in the documents under their own names, in this order.
_SUMMARY_KEYS = ("id", "title", "status", "tlp", "severity", "summary", "services", "tags", "aliases")
_INCIDENT_KEYS = (
    *("actors", "techniques", "participants", "external_parties", "response", "signoffs"),
    *("factors", "indicators", "notifications", "related", "duplicate_of", "references", "exemption", "timezone"),
)
_FINDING_KEYS = (
    *("key", "incident", "number", "title", "category", "kind", "owner", "involves", "priority", "tlp"),
    *("evidence", "effect", "decision", "sop", "duplicate_of", "verification"),
)


def documents(site: SiteData, incidents: Mapping[str, str], rows: Sequence[FindingRow]) -> dict[str, str]:
    """Every document by its address.

    `incidents` are the documents of the incidents by id, `rows` the site's findings in the order to list them.
    """
    contents = {
        "index.json": _index(site),
        "incidents.json": {"incidents": [_summary(site, incident) for incident in newest_first(site.corpus.incidents)]},
        "findings.json": {"findings": [_finding(site, row) for row in rows]},
        "teams.json": {"teams": _teams(site)},
        "responses.json": {"responses": [_shortfall(item) for item in shortfalls(site)]},
    }
    texts = {f"{ROOT}{path}": _text(content) for path, content in contents.items()}
    texts |= {incident_document_address(id_): document for id_, document in incidents.items()}
    for former, present in links.renamed_incidents(site.corpus).items():
        texts[incident_document_address(former)] = texts[incident_document_address(present)]
    return texts | {schema_address(name): _schema(name) for name in names()}


def schema_address(name: str) -> str:
    """The address of a schema, by its name without `.schema.json`."""
    return f"{ROOT}schema/{name}.schema.json"


def incident_document(site: SiteData, view: IncidentView) -> str:
    """The document of one incident, with its prose as HTML."""
    return _text({"incident": _incident(site, view)})


def plain(value: Any) -> Any:
    """A record as JSON, with the keys of its file; keys without a value are left out."""
    if isinstance(value, str):
        return value
    if isinstance(value, Moment):
        return utc(value)
    if isinstance(value, Window):
        return value.covering
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    kind: type = type(value)
    names = _fields(kind)
    return _present({name: plain(getattr(value, name)) for name in names}) if names else value


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _index(site: SiteData) -> Json:
    days = [updated(incident) for incident in site.corpus.incidents]
    addresses = {
        "incidents": f"{ROOT}incidents.json",
        "findings": f"{ROOT}findings.json",
        "teams": f"{ROOT}teams.json",
        "responses": f"{ROOT}responses.json",
        "schema": schema_address("api"),
    }
    return {
        "name": site.config.site.name,
        "audience": site.audience,
        "as_of": plain(site.today),
        "updated": plain(max(days, default=site.today)),
        "documents": {name: site.url(address) for name, address in addresses.items()},
    }


def _summary(site: SiteData, incident: Incident) -> Json:
    """The summary of an incident in the list, which its own document starts with."""
    counts = count_findings(finding_rows(site, [incident]))
    return {
        **_chosen(incident, *_SUMMARY_KEYS),
        "impact": _chosen(incident, "customers", "data_breach"),
        **_present({"report_kind": plain(incident.report)}),
        "date": day_of(incident),
        "updated": plain(updated(incident)),
        "findings_total": counts.total,
        "findings_open": counts.unsettled,
        "findings_by_state": {state.slug: count for state, count in counts.states.items() if count},
        "url": site.url(incident_address(incident.id)),
        "data": site.url(incident_document_address(incident.id)),
    }


def _incident(site: SiteData, view: IncidentView) -> Json:
    incident, prose = view.incident, view.prose
    events = incident.timeline.events if incident.timeline else ()
    items = incident.register.items if incident.register else ()
    contents = {
        "withheld": incident.withheld,
        "counts": [_count(count) for count in incident.counts if _is_whole(count)],
        "counts_as_stated": [_count(count) for count in incident.counts],
        "affected": [
            {**plain(thing), **_present({"durations": _durations(found)})}
            for thing, found in zip(incident.affected, measured_by_thing(incident).values(), strict=False)
        ],
        "durations": _durations(measured(incident)),
        "timeline": _present(
            {
                "timezone": incident.timeline.timezone if incident.timeline else "",
                "events": [_event(event) for event in events],
                "stated": [_stated(item) for item in incident.timeline.stated] if incident.timeline else [],
                "notes": prose.timeline_notes.html,
            }
        ),
        "report": [_section(part) for part in prose.report],
        "evidence": _present(
            {
                "timezone": incident.register.timezone if incident.register else "",
                "items": plain(items),
                "notes": prose.evidence_notes.html,
            }
        ),
        "findings": [{**_finding(site, finding.row), "html": finding.body.html} for finding in view.findings],
    }
    return {**_summary(site, incident), **_present(contents), **_chosen(incident, *_INCIDENT_KEYS)}


def _durations(found: Measured) -> Json:
    """How long what is known took, by what the schema calls it."""
    return {name: _span(span) for name, span in found.spans.items() if span is not None}


def _span(span: Span) -> Json:
    """A duration in seconds; one that was read off clocks is as long as they showed."""
    exact = span.nominal is not None
    shortest, longest = (span.nominal, span.nominal) if exact else (span.shortest, span.longest)
    return {
        "at_least": int(shortest.total_seconds()) if shortest is not None else 0,
        **({"at_most": int(longest.total_seconds())} if longest is not None else {}),
        **_present({"approximate": span.approximate, "stated": span.stated}),
    }


def _stated(item: Stated) -> Json:
    length = {"length": _span(item.span)} if item.span else {}
    return {**_present({"from": item.since}), **length, **_chosen(item, "duration", "affects", "evidence", "tlp")}


def _is_whole(count: Count) -> bool:
    """Whether it is what `counts` has always held: a whole number of something, and no share."""
    return count.exact is not None and not count.percent_of


def _count(count: Count) -> Json:
    bounds = {"at_least": _number(count.at_least), "at_most": _number(count.at_most)}
    said = _number(count.exact) if count.exact is not None else _present(bounds) or "unknown"
    return {
        "count": said,
        **_chosen(count, "unit", "percent_of", "approximate", "as_of", "evidence", "tlp"),
    }


def _number(value: float | None) -> float | None:
    """A whole number as one, however it was written."""
    return int(value) if value is not None and value == int(value) else value


def _event(event: Event) -> Json:
    """An event, and how its times are to be read."""
    return {**plain(event), **_time("at", event.at), **_time("ended", event.ended)}


def _time(key: str, at: When | None) -> Json:
    """What is to be said of a time besides when it was: both its bounds, or how it was written without its offset."""
    if isinstance(at, Window):
        unnamed = next((side.zone for side in (at.after, at.before) if side and side.clocks), "")
        return _present(
            {f"{key}_after": plain(at.after), f"{key}_before": plain(at.before), f"{key}_timezone": unnamed}
        )
    if at is None:
        return {}
    return _present(
        {
            f"{key}_written": at.text if at.zone else "",
            f"{key}_timezone": at.zone,
            f"{key}_readings": [plain(reading) for reading in at.readings] if len(at.readings) > 1 else [],
        }
    )


def _section(part: Part) -> Json:
    return _present(
        {"heading": part.heading, "level": part.level or None, "html": part.html, "cites": list(part.cites)}
    )


def _finding(site: SiteData, row: FindingRow) -> Json:
    finding, finding_state, issue = row.finding, row.finding_state, row.finding_state.issue
    contradiction = finding_state.disagreement
    derived = {
        "state": finding_state.state.slug,
        "due": plain(finding_state.due),
        "disagreement": disagreement(site.language, contradiction) if contradiction else "",
        "issue": _present({"reference": issue.reference, "url": links.web_url(issue.url)}) if issue else None,
        "url": site.url(finding_address(finding.key)),
    }
    return {**_chosen(finding, *_FINDING_KEYS), **_present(derived)}


def _teams(site: SiteData) -> list[Json]:
    keys = ("id", "name", "organisation", "repository", "github_team")
    return [
        {**_chosen(team, *keys), "url": site.url(links.team_address(team.id))} for team in site.config.teams.values()
    ]


def _shortfall(item: Shortfall) -> Json:
    """A response that was not sufficient, not complete, or not assessed."""
    return {
        "incident": item.incident.id,
        "question": item.question,
        **_chosen(item.verdict, "verdict", "because"),
        "findings": [row.finding.key for row in item.rows],
        "mended": item.mended,
    }


def incident_document_address(incident_id: str) -> str:
    """The address of an incident's document."""
    return f"{ROOT}incidents/{incident_id}.json"


def _chosen(record: object, *keys: str) -> Json:
    return _present({key: plain(getattr(record, key)) for key in keys})


def _present(data: Json) -> Json:
    """What there is: a count of 0 stays, an empty text and false do not."""
    return {key: value for key, value in data.items() if value is not False and value not in (None, "", [], {})}


def _text(document: Json) -> str:
    return json.dumps({"version": VERSION, **document}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _schema(name: str) -> str:
    return (schemas_folder() / f"{name}.schema.json").read_text(encoding="utf-8")
