"""Rules about the names of files in evidence/."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.artefacts import addresses, published_name
from pipeline.check.rule import Example, Problem, RuleContext, rule
from pipeline.diagnostic import Location
from pipeline.model import Incident


@rule(
    fails=Example("evidence/Log.txt", body="2026-01-10T09:00Z token used from an unknown address\n"),
    passes=Example("evidence/log-2.txt", body="2026-01-10T09:00Z token used from an unknown address\n"),
)
def artefact_has_its_own_address(incident: Incident, _context: RuleContext) -> Iterator[Problem]:
    """No two artefacts have the same address on the site, and none has the address of another one's folder.

    Upper and lower case count as the same there, as do Unicode forms of a letter. A name that a web server may act on
    is changed: `kit.html` is served as `kit.html.txt`, `kit.php` as `kit-php.txt`, a PDF as `report.pdf.bin`.
    """
    types = {artefact.path: artefact.media_type for artefact in incident.artefacts}
    served = addresses(types)
    for path in sorted(types.keys() - served.keys()):
        name = published_name(path, types[path])
        message = f"another artefact, or a folder of one, already has the address `{name}`"
        yield Problem(Location(f"{incident.path}/{path}"), message, "rename one of them, here and in evidence.md")
