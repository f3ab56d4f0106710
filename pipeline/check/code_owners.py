"""The code owners that follow from postmortem.yml, and whether CODEOWNERS still has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.diagnostic import Diagnostic, Location, Severity
from pipeline.host.paths import read_bytes
from pipeline.layout import CONFIG_FILE
from pipeline.repository.config import Config

RULE = "code-owners"
PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for it, in this order: it reads the first that there is."""

_BEGIN, _END = f"# postmortem:begin Made from {CONFIG_FILE}.", "# postmortem:end"


def code_owners(github_team: str) -> str:
    """The block of CODEOWNERS: the response team (org/team) owns all, and what is run and who reads what above all.

    Of the patterns that match a file, the last one counts.
    """
    lines = (f"* @{github_team}", f"/.github/ @{github_team}", f"/{CONFIG_FILE} @{github_team}")
    return "\n".join((_BEGIN, *lines, _END))


def code_owner_problems(root: Path, config: Config) -> Iterator[Diagnostic]:
    """A warning where CODEOWNERS has a block that is not the one that the configuration asks for.

    A file without such a block is a team's own. Nothing is said where the response team has no `github_team`.
    """
    team = config.teams[config.response_team].github_team
    text, path = _read(root)
    start = text.find(_BEGIN)
    if not team or start < 0:
        return
    end = text.find(_END, start)
    found = text[start : end + len(_END)] if end >= 0 else text[start:]
    wanted = code_owners(team)
    if found != wanted:
        place = Location(path, text.count("\n", 0, start) + 1)
        message = f"this block does not match {CONFIG_FILE}: {team} is the response team"
        yield Diagnostic(place, RULE, Severity.WARNING, message, f"write:\n{wanted}")


def _read(root: Path) -> tuple[str, str]:
    """The text and path of the file that GitHub reads; empty if there is none."""
    for path in PLACES:
        try:
            return read_bytes(root, path).decode("utf-8", "replace").replace("\r\n", "\n"), path
        except OSError:
            continue
    return "", ""
