"""How authors' Markdown is shown on a page: its language, its diagrams, and where its links lead."""

from __future__ import annotations

from collections.abc import Callable, Collection
from html import escape

from pipeline.markdown.page import Context
from pipeline.site.i18n.language import Language
from pipeline.site.page.record import DIAGRAM


def prose_context(resolve: Callable[[str], str], evidence: Collection[str], language: Language, anchor: str) -> Context:
    """What prose needs to know of its page; `resolve`, `evidence` and `anchor` are those of the context."""
    _ = language.gettext
    words = {
        "Note": _("Note"),
        "Tip": _("Tip"),
        "Important": _("Important"),
        "Warning": _("Warning"),
        "Caution": _("Caution"),
        "Done": _("Done"),
        "Not done": _("Not done"),
        "Back to the text": _("Back to the text"),
    }

    def diagram(source: str) -> str:
        return _diagram(source, language)

    return Context(resolve, frozenset(evidence), anchor, language.heading, words.__getitem__, diagram)


def _diagram(source: str, language: Language) -> str:
    """A Mermaid diagram's source, with what the page's script fills when it draws it (assets/diagrams.js)."""
    _ = language.gettext
    alt, label, trouble = map(escape, (_("Diagram"), _("The diagram as text"), _("This diagram cannot be drawn:")))
    return (
        f'{DIAGRAM} data-alt="{alt}">'
        f'<p class="pm-diagram__error pm-note" hidden>{trouble} <code></code></p>'
        f"<details open><summary>{label}</summary>\n{source}</details></figure>\n"
    )
