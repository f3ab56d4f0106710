"""The documentation of fields, made from the schemas, for `postmortem explain` and docs/fields.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline import vocabulary
from pipeline.layout import CONFIG_FILE, EVIDENCE, FINDINGS, README, SOPS, TIMELINE
from pipeline.validation.forms import ANY_NAME, form

DOCUMENTS = {
    "incident": README,
    "timeline": TIMELINE,
    "evidence": EVIDENCE,
    "finding": f"{FINDINGS}/01-….md",
    "sop": f"{SOPS}/….md",
    "config": CONFIG_FILE,
}
"""The file that each schema describes."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a document: its schema and the keys that lead to it."""

    kind: str
    route: tuple[str, ...]

    @property
    def name(self) -> str:
        """As people name it: finding.decision.status."""
        return ".".join([self.kind, *self.route])

    @property
    def meaning(self) -> str:
        """What it is for."""
        chosen = "A name that you choose." if self.route[-1] == ANY_NAME else ""
        return vocabulary.description(self.kind, *self.route) or chosen

    @property
    def is_required(self) -> bool:
        """Whether what it is in has to have it."""
        return self.route[-1] in vocabulary.required(self.kind, *self.route[:-1])

    @property
    def values(self) -> tuple[str, ...]:
        """The words that it may be; none if any text is allowed."""
        return tuple(map(str, vocabulary.item_schema(self.kind, *self.route).get("enum", ())))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that it has itself."""
        return _keys(self.kind, self.route)

    @property
    def example(self) -> str:
        """How it would look in its file."""
        return form(self.kind, self.route)


def fields() -> tuple[Field, ...]:
    """All fields of all documents, in the order of the schemas."""
    return tuple(field for kind in DOCUMENTS for field in _below(kind, ()))


def as_text(field: Field) -> str:
    """What a field means and how it is written, for a terminal."""
    need = "required" if field.is_required else "optional"
    lines = [f"{field.name} ({need}, in {DOCUMENTS[field.kind]})", "", field.meaning, "", f"Example: {field.example}"]
    if field.values:
        lines.append(f"One of: {', '.join(field.values)}")
    if field.keys:
        lines += ["", "It has these keys:"]
    for key in field.keys:
        inner = Field(field.kind, (*field.route, key))
        lines.append(f"  {key} ({'required' if inner.is_required else 'optional'}): {inner.meaning}")
    return "\n".join(lines)


def reference() -> str:
    """The Markdown page of all fields, docs/fields.md."""
    parts = [
        "# Fields",
        "",
        "What authors write in front matter, and the settings in postmortem.yml, from the schemas.",
        "`postmortem explain FIELD` shows one of them. Keys of your own start with `x-`.",
    ]
    for kind, file in DOCUMENTS.items():
        parts += ["", f"## {kind}", "", f"In `{file}`."]
        parts += [line for field in _below(kind, ()) for line in _section(field)]
    return "\n".join([*parts, ""])


def as_markdown(field: Field) -> str:
    """What a field means and how it is written, for an editor."""
    return "\n".join([f"**{field.name}**", "", *_body(field)])


def _section(field: Field) -> Iterator[str]:
    yield from ("", f"### {field.name}", "", *_body(field))


def _body(field: Field) -> Iterator[str]:
    need = "Required. " if field.is_required else ""
    yield f"{need}{field.meaning}"
    if field.values:
        yield from ("", f"One of: {', '.join(f'`{value}`' for value in field.values)}.")
    yield from ("", "```yaml", field.example, "```")


def _below(kind: str, route: tuple[str, ...]) -> Iterator[Field]:
    for key in _keys(kind, route):
        yield Field(kind, (*route, key))
        yield from _below(kind, (*route, key))


def _keys(kind: str, route: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of a field; ANY_NAME if the author chooses them."""
    definition = vocabulary.item_schema(kind, *route)
    if "properties" in definition:
        return tuple(definition["properties"])
    return (ANY_NAME,) if isinstance(definition.get("additionalProperties"), dict) else ()
