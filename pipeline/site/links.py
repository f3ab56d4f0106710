"""Where a path of the repository is on the site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from pipeline.attack import TECHNIQUE_ID
from pipeline.layout import FINDINGS, finding_number
from pipeline.model import Corpus, Incident
from pipeline.site.i18n.formats import published_name

_FOLDER = re.compile(r"[a-z0-9-]{1,100}")

Targets = Mapping[str, str]
"""Paths of the repository → addresses on the site, from its root."""


def page_of(incident_id: str) -> str:
    """The address of an incident's page, from the site's root."""
    return f"incidents/{incident_id}/"


def moved(corpus: Corpus) -> dict[str, str]:
    """The ids that incidents had before → those they have. Of two incidents with the same alias the first keeps it."""
    own = {incident.id for incident in corpus.incidents}
    found: dict[str, str] = {}
    for incident in corpus.incidents:
        for alias in incident.aliases:
            if alias not in own:
                found.setdefault(alias, incident.id)
    return found


def service_page(service: str) -> str:
    """The address of a service's page, from the site's root; "" where the name is none that a folder may have."""
    return f"services/{service}/" if _FOLDER.fullmatch(service) else ""


def technique_page(identifier: str) -> str:
    """The address of a technique's page, from the site's root; "" where it has no ATT&CK id."""
    return f"techniques/{identifier}/" if TECHNIQUE_ID.fullmatch(identifier) else ""


PAGES = (service_page, technique_page)


def targets(corpus: Corpus) -> dict[str, str]:
    """Everything in the incidents' folders that has a place on the site.

    A finding stands under its number: the tail of its file's name may change.
    """
    found: dict[str, str] = {}
    for incident in corpus.incidents:
        page = page_of(incident.id)
        found[incident.path] = found[incident.readme] = page
        if incident.timeline is not None and incident.timeline.events:
            found[incident.timeline.path] = f"{page}#Timeline"
        if incident.register is not None and incident.register.items:
            found[incident.register.path] = f"{page}#Evidence"
        for finding in incident.findings:
            found[_by_number(finding.path)] = f"{page}#F{finding.number}"
        for path in artefact_paths(incident):
            found[f"{incident.path}/{path}"] = page + quote(published_name(path))
    return found


def artefact_paths(incident: Incident) -> list[str]:
    """The artefacts that the audience may have, relative to the incident's folder."""
    return [artefact.path for artefact in incident.artefacts]


def resolve(href: str, document: str, page: str, known: Targets) -> str:
    """A relative link in a document as a link on `page` (an address two folders deep); "" where it leads nowhere."""
    path = unquote(href.partition("#")[0].partition("?")[0])
    if not path:
        return ""
    target = known.get(_by_number(posixpath.normpath(posixpath.join(posixpath.dirname(document), path))), "")
    if target.startswith(page):
        return target.removeprefix(page) or "./"
    return f"../../{target}" if target else ""


def _by_number(path: str) -> str:
    folder, name = posixpath.split(path)
    return f"{folder}/{finding_number(name)}" if posixpath.basename(folder) == FINDINGS else path
