"""A page's HTML → the HTML that is indexed: a word for each thing that a reader would look for.

Pagefind splits text at spaces. Japanese and Chinese have none, and a German compound such as
Zugriffsschlüssel hides its last part. So words are added, all by one convention, which
assets/search.js reads back when it shows an excerpt: what follows HIDDEN in a word is there to be found,
not to be shown, and no space follows it. Pagefind ignores the mark itself.
"""

from __future__ import annotations

import html
import re
from functools import partial
from itertools import pairwise

HIDDEN = "\u2063"
"""INVISIBLE SEPARATOR."""

# Hiragana and katakana with their length mark, ideographs, half-width katakana. assets/search.js has the same.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f々〆]+")
_CODE = re.compile(r"(<code\b.*?</code>)", re.DOTALL)
_TEXT = re.compile(r"(?:(?<=>)|^)[^<]+")
_WORD = re.compile(r"[^\W\d_]+")
_SPACED = re.compile(r"(?<![^\s\u2063])[^\s\u2063]++(?=\s|$)")
# Words of most sentences in the one language and of hardly any in the other.
_GERMAN = frozenset(
    _WORD.findall(
        "der das und den dem des ein eine einen einer kein keine nicht wurde wurden wird werden ist sind mit von vom "
        "für auf sich auch nach bei beim zum zur oder durch wegen"
    )
)
_GERMAN_BYTES = frozenset(word.encode() for word in _GERMAN)
_LETTERS = bytes(32 if chr(byte).isascii() and not chr(byte).isalpha() else byte for byte in range(256))
_ENGLISH = frozenset(_WORD.findall("the of and to is was were with for from by that which had not a an are"))
_SURE = 3
"""How many different German words in one text make its page German; "MIT" and "von" alone do not."""
_COMPOUND = range(9, 81)
"""How many letters a compound has. Nobody writes one of more; each cut of a word costs what is left of it."""
# Where a compound may be cut: after three letters and a vowel, before at least four letters that begin as words do.
_CUT = re.compile(
    r"(?<=\w{3})(?<!^[^aeiouyäöü]{3})(?=\w{4})(?=(?:[bcdfghjklmnpqrtvwxz]|[bcfgkp]l|[bcdfgkptvw]r|[cpst]h|[cs]?k[nr]|gn|"
    r"pf[lr]?|ps|qu|rh|s(?:ch[lmnrw]?|c|k[lr]?|l|m|n|p[hlr]?|tr?|v|w|z)?|ts|tsch|zw)?[aeiouyäöü])"
)
_LONGEST = 200
_LONG_WORD = re.compile(rf"(?<![^\s<>])([^\s<>]{{{_LONGEST}}})[^\s<>]+")
"""A word that nobody types. Pagefind looks for words within each word: of 200,000 letters, for seconds."""
_TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def searchable(page: str) -> str:
    """The HTML with words added to its texts, and without the ends of those that are too long to be looked for."""
    page = _with_words(page.replace("</dt>", "</dt> "))  # which Pagefind would read as one word with what follows
    if max(map(len, page.split()), default=0) <= _LONGEST:
        return page
    return _TEXT.sub(lambda text: _LONG_WORD.sub(r"\1", text[0]), page)


def _with_words(page: str) -> str:
    if not _may_be_german(page) and not _UNSPACED.search(page):
        return page
    german = _several(page.split()) and any(map(_surely, _TEXT.findall(page)))
    parts = _CODE.split(page)
    parts[::2] = [_TEXT.sub(partial(_text, german=german), part) for part in parts[::2]]
    parts[1::2] = [_TEXT.sub(partial(_text, german=False), part) for part in parts[1::2]]
    return "".join(parts)


def filter_word(value: str) -> str:
    """The word by which a search is narrowed; assets/search.js asks for it.

    Pagefind's own filters are not the same bytes in two builds.
    """
    return f"{HIDDEN}pmfacet{value}"


def _may_be_german(page: str) -> bool:
    """Whether any German word is there; fast, since most sites have no German page."""
    return not _GERMAN_BYTES.isdisjoint(page.lower().encode("utf-8", "replace").translate(_LETTERS).split())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _surely(text: str) -> bool:
    words = _words(text)
    return _several(words) and _leaning(words) > 0


def _several(words: list[str]) -> bool:
    return len(_GERMAN.intersection(words)) >= _SURE


def _leaning(words: list[str]) -> int:
    """More than 0 for German, less for English, 0 if the words do not tell, as in most headings."""
    return sum(word in _GERMAN for word in words) - sum(word in _ENGLISH for word in words)


def _text(match: re.Match[str], *, german: bool) -> str:
    """A text with its words added; `german` is what it is taken for where it does not tell."""
    text = match.group()
    leaning = _leaning(_words(text))
    german = leaning > 0 or (german and leaning == 0)
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
    """Serverzertifikat, and hidden after it what its ends would be looked for as, such as zertifikat."""
    text = match.group()
    parts: dict[str, None] = {}
    for word in map(str.lower, _WORD.findall(text)):
        if len(word) in _COMPOUND:
            parts |= dict.fromkeys(word[cut.start() :] for cut in _CUT.finditer(word))
        parts[word.translate(_TRANSCRIBED)] = None
        parts.pop(word, None)
    return " ".join([text, *(HIDDEN + part for part in parts)])
