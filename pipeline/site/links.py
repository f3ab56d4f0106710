"""Addresses on the site, from its root, and external addresses that a page may link to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from pipeline.artefacts import addresses
from pipeline.attack import GROUP_ID, TECHNIQUE_ID
from pipeline.layout import FINDINGS, finding_address, finding_number, incident_address
from pipeline.model import Corpus, Incident

FEED = "feed.xml"
"""The address of the feed."""

_FOLDER = re.compile(r"[a-z0-9-]{1,100}")

LinkTargets = Mapping[str, str]
"""Paths of the repository → addresses on the site."""


def team_address(team_id: str) -> str:
    """The address of a team's page."""
    return f"teams/{team_id}/"


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
"""The anchors of what was counted, and of the durations, on an incident's page."""


def thing_anchor(number: int) -> str:
    """The anchor of an affected thing on its incident's page; the first one has number 1."""
    return f"W{number}"


def actor_anchor(number: int) -> str:
    """The anchor of an actor on its incident's page; the first actor has number 1."""
    return f"A{number}"


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


def link_targets(corpus: Corpus) -> dict[str, str]:
    """Everything in the incidents' folders that has an address on the site.

    A finding is listed by its number: the rest of its file's name may change.
    """
    targets: dict[str, str] = {}
    for incident in corpus.incidents:
        page = incident_address(incident.id)
        targets[incident.path] = targets[incident.readme] = page
        if incident.timeline is not None and incident.timeline.events:
            targets[incident.timeline.path] = f"{page}#Timeline"
        if incident.register is not None and incident.register.items:
            targets[incident.register.path] = f"{page}#Evidence"
        for finding in incident.findings:
            targets[_by_number(finding.path)] = finding_address(finding.key)
        for path, name in _served(incident).items():
            targets[f"{incident.path}/{path}"] = page + quote(name)
    return targets


def resolve(href: str, document: str, page: str, targets: LinkTargets) -> str:
    """A relative link in a document as a link on `page` (an address two folders deep); "" if it leads nowhere."""
    path = unquote(href.partition("#")[0].partition("?")[0])
    if not path:
        return ""
    target = targets.get(_by_number(posixpath.normpath(posixpath.join(posixpath.dirname(document), path))), "")
    if target.startswith(page):
        return target.removeprefix(page) or "./"
    return f"../../{target}" if target else ""


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
