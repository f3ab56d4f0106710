"""An incident with every record, the JSON documents of a site, and whether they are as their schemas say."""

import json
from datetime import date
from typing import Any

from pipeline.model import (
    Actor,
    Affected,
    Count,
    Exemption,
    ExternalParty,
    Factor,
    Indicator,
    Notification,
    Origin,
    Participant,
    Reference,
    Related,
    Report,
    Response,
    Signoff,
    Technique,
    Verdict,
    Verification,
    VersionEvent,
    VersionRange,
)
from pipeline.site.data import SiteData, by_urgency, finding_rows
from pipeline.site.feeds.api import documents as feed
from pipeline.site.feeds.api import incident_document
from pipeline.site.incident.view import incident_view
from pipeline.site.links import link_targets
from pipeline.time.moment import parse
from pipeline.validation.fast_validator import is_valid
from tests.site import builders

FULL = builders.incident(
    tags=("tokens",),
    counts=(Count(0, 0, "tokens used"), Count(4, 4, "tokens", approximate=True, as_of=parse("2026-03-03"))),
    actors=(Actor("external", "a researcher", "curiosity", "", "high", ("E1",), ""),),
    techniques=(Technique("T1552.001", "", novel=False, evidence=("E1",)),),
    participants=(Participant("identity", "led"),),
    external_parties=(ExternalParty("vendor", "a vendor", parse("2026-01-10"), "told us", "vendor", "VU-7", "clear"),),
    factors=(Factor("C1", "Tokens never expired.", ("01",), "", ("E1",), "clear"),),
    indicators=(Indicator("domain", "login.example.net", None, None, ("E1",), "clear", "A login page."),),
    notifications=(Notification("law", "first", "vendor", None, "VU-7", ("E1",), "clear", ""),),
    response=Response(Verdict("yes", "", ()), Verdict("partly", "Some are valid.", ("01",))),
    signoffs=(Signoff("identity", "lead", date(2026, 2, 1)),),
    related=(Related("2025-01-01-other", "the same image"),),
    timezone="UTC",
    aliases=("2026-01-10-old",),
    affected=(
        Affected(
            id="web",
            name="The shop",
            purl="pkg:npm/shop",
            versions=("1.2.0",),
            ranges=(
                VersionRange("SEMVER", "", (VersionEvent("1.2.0", "", "", ""), VersionEvent("", "1.2.1", "", ""))),
            ),
            component="checkout",
            region="eu-west-1",
            data="email addresses",
            evidence=("E1",),
            tlp="clear",
        ),
    ),
    report=Report(retold_from=Origin("Example Bank", "https://bank.example/report")),
    references=(Reference("The status page", "https://example.org/status"),),
    exemption=Exemption("It was small.", "lead"),
    findings=(
        builders.finding(
            "01",
            tlp="clear",
            effect="prevent",
            involves=("index",),
            verification=Verification("a", date(2026, 2, 25), "b"),
        ),
        builders.finding("02", duplicate_of=f"{builders.ID}/01", due=date(2026, 3, 1), sop="tokens"),
    ),
)


def documents(site: SiteData) -> dict[str, Any]:
    """The documents by their paths below the version, without the pages beside them."""
    incidents, targets = site.corpus.incidents, link_targets(site.corpus)
    each = {one.id: incident_document(site, incident_view(site, one, targets)) for one in incidents}
    made = feed(site, each, by_urgency(finding_rows(site, incidents), site.today))
    return {path.removeprefix("api/v1/"): json.loads(text) for path, text in made.items()}


def validate_all(found: dict[str, Any]) -> None:
    for path, document in found.items():
        folder, _, name = path.rpartition("/")
        if folder != "schema":
            assert is_valid("api", document, "incident" if folder else name.removesuffix(".json")), path
