"""What the files of evidence/ are called."""

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
    """No two artefacts end at one address of the site, and none where another has a folder.

    Capital letters and ways to write a letter make no difference there, and what a web server may act on gets another
    name: `kit.html` is served as `kit.html.txt`, `kit.php` as `kit-php.txt`, a PDF as `report.pdf.bin`.
    """
    types = {artefact.path: artefact.media_type for artefact in incident.artefacts}
    served = addresses(types)
    for path in sorted(types.keys() - served.keys()):
        name = published_name(path, types[path])
        message = f"another artefact is served as `{name}` already, or has a folder of that name"
        yield Problem(Location(f"{incident.path}/{path}"), message, "rename one of them, here and in evidence.md")
