"""`postmortem add evidence`: a file is looked at before it is copied, and registered with its hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.artefacts import TEXT, media_type
from pipeline.authoring.additions import KINDS
from pipeline.check.secrets import secrets
from pipeline.commands.asking import Questions
from pipeline.commands.incidents import named, write_item
from pipeline.commands.schema_options import asked_values
from pipeline.diagnostic import UsageError
from pipeline.host.paths import read_file
from pipeline.layout import ARTEFACTS
from pipeline.markdown.prose import Prose
from pipeline.model import Incident
from pipeline.operations.workspace import Workspace
from pipeline.repository.corpus import MAX_ARTEFACT_BYTES
from pipeline.vocabulary import levels

_KIND = KINDS["evidence"]


def add_evidence(workspace: Workspace, name: str, file: Path | None, ask: Questions, given: Mapping[str, Any]) -> None:
    """Copy the file, if one is given, and register it, or what is at `url`.

    Raises UsageError, before anything is written, if the file holds a secret, is too large or is there already, or if
    something is not said.
    """
    incident = named(workspace, name)
    if (file is None) == (given["url"] is None):
        raise UsageError("name a FILE to copy, or give --url with the address of the evidence, but not both")
    content = _harmless_content(file) if file is not None else b""
    suggested = incident.tlp if ask.possible else ""
    level = ask.text("Who may see it", given["tlp"], needed="--tlp", default=suggested, values=levels())
    if level not in levels():
        raise UsageError(f"`{level}` is not a level: write one of {', '.join(levels())}")
    item = {**asked_values(ask, given, *_KIND.route), "tlp": level}
    if file is None:
        write_item(workspace, name, _KIND, item)
        return
    path = _free_path(incident, file, content)
    item |= {"path": path, "sha256": hashlib.sha256(content).hexdigest()}
    write_item(workspace, name, _KIND, item, {path: content})


def _harmless_content(file: Path) -> bytes:
    """The file's content. Raises UsageError if it may not become evidence."""
    try:
        content = read_file(file)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    if len(content) > MAX_ARTEFACT_BYTES:
        size = f"{len(content):,} bytes, more than {MAX_ARTEFACT_BYTES:,}"
        raise UsageError(f"{file} has {size}: keep it elsewhere, and add it with --url")
    if media_type(content) == TEXT:
        text = Prose(content.decode("utf-8", "replace"), str(file))
        found = [
            f"{file}:{text.located(secret.start).line}: this looks like a secret ({secret.kind}): `{secret.shown}`"
            for secret in secrets(text.text)
        ]
        if found:
            raise UsageError("\n".join([*found, "revoke it, replace it in the file with REDACTED, and try again"]))
    return content


def _free_path(incident: Incident, file: Path, content: bytes) -> str:
    """Where the file goes in the incident's folder. Raises UsageError if it, or another of its name, is there."""
    digest = hashlib.sha256(content).hexdigest()
    for artefact in incident.artefacts:
        if artefact.sha256 == digest:
            raise UsageError(f"{file} is already in this incident, as {artefact.path}")
    name = re.sub(r"[^\w.-]+", "-", file.name).strip("-.") or "artefact"
    path = f"{ARTEFACTS}/{name}"
    if any(artefact.path.casefold() == path.casefold() for artefact in incident.artefacts):
        raise UsageError(f"this incident already has a different {path}: rename the file first")
    return path
