"""Where the relative links of a finding lead from its issue."""

from __future__ import annotations

import posixpath
from urllib.parse import quote, unquote

from pipeline.layout import SOPS
from pipeline.markdown.links import heading_names
from pipeline.model import Finding, Incident


class FileLinks:
    """The files that the issue's readers may know of, at one commit of the repository.

    `incident` is redacted for them: what it does not have is not linked to. `root` is the address of the repository's
    root at that commit, "" if it has none.
    """

    def __init__(self, finding: Finding, incident: Incident, root: str) -> None:
        """Note which files there are."""
        self.finding, self.root = finding, root
        self.files = {incident.readme, *(finding.path for finding in incident.findings)}
        self.files |= {f"{incident.path}/{artefact.path}" for artefact in incident.artefacts}
        self.files |= {part.path for part in (incident.timeline, incident.register) if part is not None}

    def address(self, href: str) -> str:
        """The full address of a relative link; "" if it leads to nothing that its readers may see."""
        path, mark, place = href.partition("#")
        target = self.finding.path
        if path:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(target), unquote(path.partition("?")[0])))
            known = target in self.files or posixpath.dirname(target) == SOPS
        else:
            known = unquote(place).lower() in heading_names(self.finding.body)
        return f"{self.root}{quote(target)}{mark}{place}" if known and self.root else ""
