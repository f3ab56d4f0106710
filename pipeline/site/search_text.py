"""A page's HTML → the HTML that is indexed: a word for each thing that a reader would look for.

Pagefind splits text at spaces. Japanese and Chinese have none, and a German compound such as
Zugriffsschlüssel hides its last part. So words are added, all by one convention, which
assets/search.js reads back when it shows an excerpt: in a word, everything from HIDDEN on is there to
be found and not to be shown, and no space follows it. Pagefind ignores the mark itself.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise

HIDDEN = "\u2063"
"""INVISIBLE SEPARATOR."""

# Hiragana and katakana with their length mark, ideographs, half-width katakana. assets/search.js has the same.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f々〆]+")
_TEXT = re.compile(r"(?<=>)[^<]+")
_WORD = re.compile(r"[^\W\d_]+")
_SPACED = re.compile(r"[^\s\u2063]+(?=\s|$)")
# Words of most sentences in the one language and of hardly any in the other.
_GERMAN = re.compile(
    r"\b(?:der|das|und|den|dem|des|ein|eine|nicht|wurden?|ist|mit|von|für|auf|sich|auch|werden|sind)\b", re.IGNORECASE
)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|is|was|were|with|for|from|by|that|which|had|not|a|an|are)\b", re.IGNORECASE)
_COMPOUND, _HEAD, _PART = 9, 3, 4
"""Letters of a word that may be a compound, and of its first and its last part at least."""
_TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def searchable(page: str) -> str:
    """The HTML with words added to its texts."""
    page = page.replace("</dt>", "</dt> ")  # which Pagefind would read as one word with what follows
    return _TEXT.sub(_text, page)


def facet(value: str) -> str:
    """The word by which a search is narrowed; assets/search.js asks for it.

    Pagefind's own filters are not the same bytes in two builds.
    """
    return f"{HIDDEN}pmfacet{value}"


def _text(match: re.Match[str]) -> str:
    text = match.group()
    german = len(_GERMAN.findall(text)) > len(_ENGLISH.findall(text))
    if not german and not _UNSPACED.search(text):
        return text
    text = _UNSPACED.sub(_pairs, html.unescape(text))
    return html.escape(_SPACED.sub(_with_parts, text) if german else text, quote=False)


def _pairs(match: re.Match[str]) -> str:
    """漏えい → 漏え, えい, い, of which 漏, え, い are shown: any piece of it is a row of such pairs."""
    run, spaced = match.group(), match.start() and match.string[match.start() - 1].isspace()
    glue = "" if spaced else f"{HIDDEN} "
    return glue + "".join(f"{char}{HIDDEN}{after} " for char, after in pairwise(run)) + run[-1]


def _with_parts(match: re.Match[str]) -> str:
    """Zugriffsschlüssel, and hidden after it what its ends would be looked for as, such as schlüssel."""
    text = match.group()
    found: dict[str, None] = {}
    for word in _WORD.findall(text):
        if len(word) >= _COMPOUND:
            found |= dict.fromkeys(word[at:].lower() for at in range(_HEAD, len(word) - _PART + 1))
        found[word.lower().translate(_TRANSCRIBED)] = None
        found.pop(word.lower(), None)
    return " ".join([text, *(HIDDEN + part for part in found)])
