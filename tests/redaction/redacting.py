"""The example with changes to its files, and what an audience may see of it."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.markdown.prose import Prose
from pipeline.model import Corpus, Incident
from pipeline.redaction.redact import redact
from pipeline.repository.corpus import read_corpus
from tests import example

WORD = "Xylophone"
TODAY = date(2026, 2, 10)
FOLDER = f"incidents/{example.INCIDENT}"
PASSAGE = f"Seen. <!-- tlp:amber -->{WORD}<!-- /tlp --> Seen too.\n"
ITEM = "{id: E1, what: The audit log., source: identity}"

Change = tuple[str, str, str]
"""A file of the incident's folder, front matter keys and sections in place of its own."""

HIDDEN_ITEM: Change = ("evidence.md", f"items: [{ITEM}, {{id: E77, what: a, source: b, tlp: amber}}]", "")
OTHER = "2026-01-11-xylophone"
SECRET = {
    f"../{OTHER}/README.md": example.changed(example.README, "tlp: amber\naliases: [2026-01-11-glockenspiel]"),
    f"../{OTHER}/findings/01-a.md": example.FINDING,
}
"""An incident that is above green, with a finding."""


def corpus(root: Path, *changes: Change, more: dict[str, str] | None = None) -> Corpus:
    """The example, with these changes of its files and these files besides."""
    tree = example.files() | {f"{FOLDER}/{name}": text for name, text in (more or {}).items()}
    for name, front, body in changes:
        tree[f"{FOLDER}/{name}"] = example.changed(tree.get(f"{FOLDER}/{name}", example.FINDING), front, body)
    return read_corpus(example.write(root, tree))


def shown(found: Corpus, audience: str, today: date = TODAY) -> str:
    return repr(redact(found, audience, today))


def only(found: Corpus, audience: str = "green") -> Incident:
    (incident,) = redact(found, audience, TODAY).incidents
    return incident


def changed(value: Any, record: type[Any], **change: Any) -> Any:
    """The records with every record of that kind changed, however deep it lies."""
    if isinstance(value, tuple):
        return tuple(changed(item, record, **change) for item in value)
    if not is_dataclass(value) or isinstance(value, type | Prose):
        return value
    inner = {at.name: changed(getattr(value, at.name), record, **change) for at in fields(value)}
    return replace(value, **{**inner, **change} if isinstance(value, record) else inner)
