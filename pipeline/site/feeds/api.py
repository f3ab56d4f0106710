"""The site as JSON: the records that the pages are made from, in the words of the schemas (schemas/api.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from pipeline.model import Incident
from pipeline.moment import Moment
from pipeline.site import links
from pipeline.site.data import Row, SiteData, address, day_of, newest_first, rows, updated
from pipeline.site.i18n.formats import disagreement, utc, web
from pipeline.site.incident.page import View
from pipeline.site.incident.prose import Part
from pipeline.vocabulary import names, schemas_folder

ROOT = "api/v1/"
VERSION = 1

Json = dict[str, Any]


def documents(site: SiteData, each: Mapping[str, str], found: list[Row]) -> dict[str, str]:
    """Every document by its path from the site's root.

    `each` are the incidents' own by id, `found` the site's findings in the order to list them.
    """
    incidents = newest_first(site.corpus.incidents)
    days = [updated(incident) for incident in incidents]
    made = {
        "index.json": {
            "name": site.config.site.name,
            "audience": site.audience,
            "as_of": plain(site.today),
            "updated": plain(max(days, default=site.today)),
            "documents": {
                name: address(site, f"{ROOT}{path}")
                for name, path in (
                    ("incidents", "incidents.json"),
                    ("findings", "findings.json"),
                    ("teams", "teams.json"),
                    ("schema", "schema/api.schema.json"),
                )
            },
        },
        "incidents.json": {"incidents": [_in_short(site, incident) for incident in incidents]},
        "findings.json": {"findings": [_finding(site, row) for row in found]},
        "teams.json": {"teams": _teams(site)},
    }
    written = {f"{ROOT}{path}": _text(document) for path, document in made.items()}
    written |= {f"{ROOT}incidents/{id_}.json": document for id_, document in each.items()}
    for alias, now in links.moved(site.corpus).items():
        written[f"{ROOT}incidents/{alias}.json"] = written[f"{ROOT}incidents/{now}.json"]
    return written | {f"{ROOT}schema/{name}.schema.json": _schema(name) for name in names()}


def incident_document(site: SiteData, view: View) -> str:
    """All of one incident."""
    return _text({"incident": _incident(site, view)})


def plain(value: Any) -> Any:
    """A record as JSON has it, its keys those of its file; what it does not say is left out."""
    if isinstance(value, Moment):
        return utc(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _said({part.name: plain(getattr(value, part.name)) for part in fields(value)})
    return value


def _in_short(site: SiteData, incident: Incident) -> Json:
    finding_states = [row.finding_state for row in rows(site, [incident])]
    said = _chosen(incident, "id", "title", "status", "tlp", "severity", "summary", "services", "tags", "aliases")
    return {
        **said,
        "impact": _chosen(incident, "customers", "data_breach"),
        "date": day_of(incident),
        "updated": plain(updated(incident)),
        "findings_total": len(finding_states),
        "findings_open": sum(not finding_state.state.settled for finding_state in finding_states),
        "url": address(site, links.page_of(incident.id)),
        "data": address(site, f"{ROOT}incidents/{incident.id}.json"),
    }


def _incident(site: SiteData, view: View) -> Json:
    incident, timeline, register = view.incident, view.incident.timeline, view.incident.register
    whole = {
        "withheld": incident.withheld,
        "counts": plain(incident.counts),
        "timeline": _said({"events": plain(timeline.events if timeline else ()), "notes": view.written.timeline.html}),
        "report": [_section(part) for part in view.written.report],
        "evidence": _said({"items": plain(register.items if register else ()), "notes": view.written.register.html}),
        "findings": [{**_finding(site, card.row), "html": card.body.html} for card in view.cards],
    }
    more = ("actors", "techniques", "participants", "external_parties", "response", "signoffs")
    rest = _chosen(incident, *more, "related", "duplicate_of", "references", "exemption")
    return {**_in_short(site, incident), **_said(whole), **rest}


def _section(part: Part) -> Json:
    return _said({"heading": part.heading, "level": part.level or None, "html": part.html, "cites": list(part.cites)})


def _finding(site: SiteData, row: Row) -> Json:
    finding, finding_state = row.finding, row.finding_state
    stated = ("title", "category", "kind", "owner", "involves", "priority", "tlp", "evidence", "decision")
    said = _chosen(finding, "key", "incident", "number", *stated, "sop", "duplicate_of", "verification")
    live = {
        "state": finding_state.state.slug,
        "due": plain(finding_state.due),
        "disagreement": disagreement(site.language, finding_state.disagreement) if finding_state.disagreement else "",
        "issue": _said({"reference": finding_state.issue.reference, "url": web(finding_state.issue.url)})
        if finding_state.issue
        else None,
        "url": address(site, f"{links.page_of(finding.incident)}#F{finding.number}"),
    }
    return {**said, **_said(live)}


def _teams(site: SiteData) -> list[Json]:
    keys = ("id", "name", "organisation", "repository", "github_team")
    return [{**_chosen(team, *keys), "url": address(site, f"teams/{team.id}/")} for team in site.config.teams.values()]


def _chosen(record: object, *keys: str) -> Json:
    return _said({key: plain(getattr(record, key)) for key in keys})


def _said(data: Json) -> Json:
    """What has something to say: a count of 0 has, an empty text and false have not."""
    return {key: value for key, value in data.items() if value is not False and value not in (None, "", [], {})}


def _text(document: Json) -> str:
    return json.dumps({"version": VERSION, **document}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _schema(name: str) -> str:
    return (schemas_folder() / f"{name}.schema.json").read_text(encoding="utf-8")
