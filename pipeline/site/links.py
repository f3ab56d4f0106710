"""Addresses on the site, from its root, and external addresses that a page may link to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from pipeline.artefacts import addresses
from pipeline.attack import GROUP_ID, TECHNIQUE_ID
from pipeline.layout import FINDINGS, finding_address, finding_anchor, finding_number, incident_address
from pipeline.markdown.anchors import heading_ids
from pipeline.markdown.prose import Prose
from pipeline.model import Corpus, Incident

FEED = "feed.xml"
"""The address of the feed."""

_FOLDER = re.compile(r"[a-z0-9-]{1,100}")

REPORT_ANCHOR, TIMELINE_ANCHOR, EVIDENCE_ANCHOR = "S", "TN", "EN"
"""What the ids begin with that an incident's page gives to the headings of its report, and of the notes on both."""


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text with headings to link to: the anchor of its headings' ids, and the evidence of its incident."""

    prose: Prose
    anchor: str
    evidence: frozenset[str]

    def place(self, name: str) -> str:
        """The id of a heading or of an item of evidence on the page; "" if the text has none of this name."""
        if name in self.evidence:
            return name
        ids = heading_ids(self.prose, self.anchor, in_pieces=self.anchor == REPORT_ANCHOR)
        return ids.get(name.lower(), "")


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """Paths of the repository → addresses on the site, and the texts that links may lead into."""

    addresses: Mapping[str, str]
    texts: Mapping[str, LinkedText] = field(compare=False)


def team_address(team_id: str) -> str:
    """The address of a team's page."""
    return f"teams/{team_id}/"


def procedure_address(name: str) -> str:
    """The address of an operating procedure's page."""
    return f"procedures/{name}/"


def service_address(service: str) -> str:
    """The address of a service's page; "" if the service's name cannot be a folder's."""
    return f"services/{service}/" if _FOLDER.fullmatch(service) else ""


def technique_address(technique_id: str) -> str:
    """The address of a technique's page; "" if it has no ATT&CK id."""
    return f"techniques/{technique_id}/" if TECHNIQUE_ID.fullmatch(technique_id) else ""


def event_anchor(number: int) -> str:
    """The anchor of an event on its incident's page; the first event has number 1."""
    return f"T{number}"


COUNTS_ANCHOR = "Counts"
DURATIONS_ANCHOR = "Durations"
AFFECTED_ANCHOR = "Affected"
"""The anchors of what was counted, of the durations and of the affected things on an incident's page."""


def thing_anchor(number: int) -> str:
    """The anchor of an affected thing on its incident's page; the first one has number 1."""
    return f"W{number}"


def actor_anchor(number: int) -> str:
    """The anchor of an actor on its incident's page; the first actor has number 1."""
    return f"A{number}"


def indicator_anchor(number: int) -> str:
    """The anchor of an indicator on its incident's page; the first indicator has number 1."""
    return f"I{number}"


def notification_anchor(number: int) -> str:
    """The anchor of a notification on its incident's page; the first notification has number 1."""
    return f"N{number}"


def factor_anchor(number: int) -> str:
    """The anchor of a contributing factor on its incident's page; the first factor has number 1."""
    return f"C{number}"


def technique_anchor(number: int) -> str:
    """The anchor of a technique on its incident's page; the first technique has number 1."""
    return f"X{number}"


def web_url(url: str) -> str:
    """The URL where its scheme is HTTP or HTTPS, else "": no other scheme becomes a link."""
    return url if re.match(r"https?://", url, re.IGNORECASE) else ""


def attack_url(attack_id: str) -> str:
    """The URL at which MITRE describes a technique or a group; "" if the text is the id of neither."""
    if TECHNIQUE_ID.fullmatch(attack_id):
        return f"https://attack.mitre.org/techniques/{attack_id.replace('.', '/')}/"
    return f"https://attack.mitre.org/groups/{attack_id}/" if GROUP_ID.fullmatch(attack_id) else ""


def renamed_incidents(corpus: Corpus) -> dict[str, str]:
    """Former ids of incidents → their present ids. Of two incidents with the same alias the first keeps it."""
    present = {incident.id for incident in corpus.incidents}
    renamed: dict[str, str] = {}
    for incident in corpus.incidents:
        for alias in incident.aliases:
            if alias not in present:
                renamed.setdefault(alias, incident.id)
    return renamed


def link_targets(corpus: Corpus) -> LinkTargets:
    """Everything in the incidents' folders that has an address on the site.

    A finding is listed by its number: the rest of its file's name may change.
    """
    addresses: dict[str, str] = {}
    texts: dict[str, LinkedText] = {}
    for incident in corpus.incidents:
        page = incident_address(incident.id)
        items = incident.register.items if incident.register else ()
        evidence = frozenset(item.id for item in items)
        addresses[incident.path] = addresses[incident.readme] = page
        texts[incident.path] = texts[incident.readme] = LinkedText(incident.body, REPORT_ANCHOR, evidence)
        if incident.timeline is not None and incident.timeline.events:
            addresses[incident.timeline.path] = f"{page}#Timeline"
            texts[incident.timeline.path] = LinkedText(incident.timeline.notes, TIMELINE_ANCHOR, evidence)
        if incident.register is not None and items:
            addresses[incident.register.path] = f"{page}#Evidence"
            texts[incident.register.path] = LinkedText(incident.register.notes, EVIDENCE_ANCHOR, evidence)
        for finding in incident.findings:
            path = _by_number(finding.path)
            addresses[path] = finding_address(finding.key)
            texts[path] = LinkedText(finding.body, finding_anchor(finding.number), evidence)
        for path, name in _served(incident).items():
            addresses[f"{incident.path}/{path}"] = page + quote(name)
    return LinkTargets(addresses, texts)


def resolve(href: str, document: str, page: str, targets: LinkTargets) -> str:
    """A relative link in a document as a link on `page` (an address two folders deep); "" if it leads nowhere.

    A place in a text (`#…`) that the text does not have is left out.
    """
    path, _, place = href.partition("#")
    linked = linked_path(path, document)
    target = targets.addresses.get(linked, "")
    if place and target:
        text = targets.texts.get(linked)
        found = text.place(unquote(place)) if text else place
        target = f"{target.partition('#')[0]}#{found}" if found else target
    if target.startswith(page):
        return target.removeprefix(page) or "./"
    return f"../../{target}" if target else ""


def linked_path(href: str, document: str) -> str:
    """The path in the repository that a relative link in a document names, as link targets have it; "" for none."""
    path = unquote(re.split("[?#]", href, maxsplit=1)[0])
    return _by_number(posixpath.normpath(posixpath.join(posixpath.dirname(document), path))) if path else ""


def artefacts(corpus: Corpus) -> dict[str, str]:
    """The files to copy: address on the site → path in the repository."""
    return {
        f"{incident_address(incident.id)}{name}": f"{incident.path}/{path}"
        for incident in corpus.incidents
        for path, name in _served(incident).items()
    }


def _served(incident: Incident) -> dict[str, str]:
    """The artefacts that the audience may have, and the names under which the site serves them."""
    return addresses({artefact.path: artefact.media_type for artefact in incident.artefacts})


def _by_number(path: str) -> str:
    """The path of a finding with no more than its number as the file's name; any other path as it is."""
    folder, name = posixpath.split(path)
    return f"{folder}/{finding_number(name)}" if posixpath.basename(folder) == FINDINGS else path
