"""Texts that are hard on those who read them, as long as a body may be."""

from __future__ import annotations

from pipeline.documents.document import MAX_BODY, sizes

GERMAN = "der die das und nicht wurde "
UNITS = {
    "references to issues": "#1 ",
    "emphasis": "*a",
    "nested lists": None,
    "links": "[a](b)",
    "one word": "Zugriffsschl\u00fcssel",
    "German words": f"{GERMAN}Zugriffsschl\u00fcsselverwaltung ",
    "Japanese": "\u6f0f\u3048\u3044\u3057\u305f\u9375\u306e\u7ba1\u7406",
    "markers": "<!-- tlp:green -->[E1]<!-- /tlp -->",
    "what reads like markers": "TLP:AMBER\n",
    "sentences about TLP in one line": "it was tlp:amber for them ",
    "levels in one line": "amber ",
    "tags that are not closed": "<tlp ",
    "entities": "&lt;tlp",
    "tokens": "eyJ",
    "headings": "a\n=\n",
    "tables": "a|b\n-|-\n",
}


def filled(name: str, share: float) -> str:
    """The largest text of that kind that a body may hold, or a share of it."""
    unit = UNITS[name]
    if unit is None:
        return "\n".join(f"{' ' * (2 * level)}- a" for level in range(int(440 * share**0.5)))
    some = sizes(unit * 100)
    times = min(MAX_BODY[kind] * 100 // size for kind, size in some.items() if size)
    return unit * int(times * 0.98 * share)
