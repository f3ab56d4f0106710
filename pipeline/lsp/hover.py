"""What a field, or the thing that a name stands for, means."""

from __future__ import annotations

from pipeline.attack import attack
from pipeline.lsp.areas import schema_for
from pipeline.lsp.mentions import Mention, Named
from pipeline.lsp.names import Known
from pipeline.report.escaping import escape_markdown
from pipeline.report.field_docs import Field, as_markdown


def meaning(path: str, mention: Mention, known: Known) -> str:
    """What to show for something that is named, in Markdown; "" for nothing."""
    named = _of_name(mention, known)
    return "\n\n".join(part for part in (named, _of_field(schema_for(path), mention.field)) if part)


def _of_name(mention: Mention, known: Known) -> str:
    name = mention.name
    match mention.kind:
        case Named.EVIDENCE:
            words = known.evidence.get(name, "")
        case Named.FINDING:
            words = known.findings.get(name, "")
        case Named.FINDING_KEY:
            incident, _, number = name.partition("/")
            words = known.findings_of(incident).get(number, "")
        case Named.TEAM:
            words = known.teams.get(name, "")
        case Named.TECHNIQUE:
            entry = attack().entries.get(name)
            words = entry.name if entry else ""
        case _:
            words = ""
    return f"**{escape_markdown(name)}**: {escape_markdown(words)}" if words else ""


def _of_field(schema: str, field: tuple[str, ...]) -> str:
    if not field:
        return ""
    try:
        return as_markdown(Field(schema, field))
    except KeyError:
        return ""  # a key that no schema has
