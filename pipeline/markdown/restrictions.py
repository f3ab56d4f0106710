"""What people write who mean that a passage is restricted, without TLP: `internal only`, `vertraulich`.

Everything here takes skeletons (`characters.skeleton`).
"""

from __future__ import annotations

import re

from pipeline.text.characters import FILLER

_SPREAD = r"(?:publish|publici[sz]e|share|disclose|distribute|release|forward|show|spread|copy)"
_CLEAR = re.compile(
    r"\b(?:restrict(?:ed|ion)|(?:strictly )?confidential|classified\b|embargo|withh(?:o|e)ld"
    r"|need[ -]to[ -]know|noforn\b|(?:non-?|not )public\b|(?:your |our )?eyes only\b"
    r"|internal(?: use)? only\b|only (?:for )?internal|for internal|private (?:section|passage|part|paragraph)"
    r"|vertraulich|geheim\b|nur (?:fur |zur )?(?:den |die |das )?(?:intern|dienst)|vs-?nfd\b|verschlusssache"
    r"|nicht (?:zu |zur )?(?:ver)?offentlich|nicht weitergeben|unter verschluss"
    r"|confidenti?el|confidencial|riservato|ne pas (?:publier|diffuser)|no (?:publicar|difundir))"
)
_OF_CLEAR = (
    *("restrict", "confiden", "classified", "embargo", "withh", "to know", "to-know", "noforn", "nonpublic", "-public"),
    *("not public", "eyes only", "internal", "private ", "vertraulich", "geheim", "nur ", "nfd", "verschluss"),
    *("ffentlich", "weitergeben", "riservato", "ne pas ", "publicar", "difundir"),
)
"""What every text has one of in which that is found: three times as quick to look for."""
_OF_SPREAD = ("publi", "share", "disclos", "distribut", "release", "forward", "show", "spread", "copy")
_NOT_TO_SPREAD = re.compile(
    rf"(?:do not|don.?t|must not|never|not to be|not for|not be) {_SPREAD}|not for (?:publication|release|distribution)"
)
"""At the beginning of a word, which a pattern that begins with letters does not look for first: that takes longer."""
_FOR_SOME_ONLY = re.compile(r"\bfor (?:the |our )?[\w-]+(?: [\w-]+)? (?:team |members? |staff )?only\b")
_CLEAR_IDEOGRAPHS = re.compile(
    "\u793e\u5916\u79d8|\u6a5f\u5bc6|\u90e8\u5916\u79d8|\u6975\u79d8|\u975e\u516c\u958b|\u95a2\u4fc2\u8005|\u53d6\u6271\u6ce8\u610f"
    "|\u516c\u958b(?:\u3057\u306a\u3044|\u4e0d\u53ef|\u7981\u6b62)|\u5185\u90e8|\u673a\u5bc6|\u4fdd\u5bc6|\u5bf9\u5916|\ub300\uc678\ube44|\uae30\ubc00"
)
"""The same in scripts without spaces between words."""
_OF_PUBLISHING = re.compile(
    r"\b(?:public(?:ly)?\b|publish|not for\b|only\W*$|offentlich|veroffentlich|keep (?:this )?out of\b)"
    "|\u516c\u958b|\u9650\u5b9a|\u793e\u5185"
)
"""Words that restrict, or speak of it, in a comment."""
_PERHAPS = re.compile(
    r"\b(?:internal|intern[ae]?[nrs]?|private?|privat|secret|hidden|hide|sensitive|sensib(?:el|le)|protected|limited|redacted)\b"
)
"""Words that restrict where nothing else is said."""
_OF_PERHAPS = ("intern", "privat", "secret", "hid", "sensi", "protected", "limited", "redacted")
"""What every text has one of that has such a word."""
_WORDS = ("restricted", "confidential", "internal", "private", "classified", "vertraulich", "secret", "embargoed")
_ODD_WORD = re.compile(r"(?<![^\W_])(?=[^\W\d_]*[^\x01-\x7f])(?:[^\W_]|\0){5,16}(?![^\W_])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BESIDE = frozenset(
    "begin begins start starts end ends stop from here on this the is are of for to only section block"  # noqa: SIM905  # words, as one reads them
    " passage paragraph part text content note level audience visibility classification sensitivity data information"
    " material comment region endregion if endif div span class id style title strictly use customers our us team nur"
    " fur den die das streng anfang ende ab hier abschnitt".split()
)
"""Words that stand beside one that restricts, and change nothing."""
_ALONE = re.compile(
    r"[\W_]*(?:(?:this is |the following is |strictly |streng |company |highly |business )?"
    r"(?:restricted|confidential|vertraulich|classified)"
    r"(?: (?:section|information|material|part|content|passage|begins?|starts?|ends?))?"
    r"|(?:for )?internal(?: use)? only|not for (?:publication|release|distribution)|do not (?:publish|share|distribute)"
    r"|nur (?:intern|fur den internen gebrauch)|nicht veroffentlichen"
    "|\u793e\u5916\u79d8|\u90e8\u5916\u79d8|\u6a5f\u5bc6|\u975e\u516c\u958b)[\\W_]*"
)
_IN_BRACKETS = r"[(\[](?:restricted|(?:strictly )?confidential|internal(?: use)? only|vertraulich|nur intern)[)\]]"
_AT_START = re.compile(rf"\W{{0,8}}{_IN_BRACKETS} *\w")
_AT_END = re.compile(rf"\w\W{{0,4}} {_IN_BRACKETS}\W{{0,4}}$")
_TAIL = 80
_PLACEHOLDER = re.compile(r"</?[^\W\d_]+>")
_SENTENCE_ENDS = re.compile(r"[.!?][\s)\]*_]*$")
_ITEM_OR_CELL = re.compile(r"\s*(?:[-+] |\* |\d|\|)")


def names_restriction(plain: str) -> bool:
    """Whether a text has a word that may restrict, anywhere."""
    perhaps = any(mark in plain for mark in _OF_PERHAPS) and _PERHAPS.search(plain) is not None
    return perhaps or _says_clearly(plain)


def tag_restricts(tag: str) -> bool:
    """Whether a tag says that something is restricted; one such as `<secret>` may stand in for a value."""
    return _is_clear(tag) or (_PLACEHOLDER.fullmatch(tag) is None and restricts(tag))


def comment_restricts(comment: str) -> bool:
    """Whether an HTML comment says that something is restricted, or not for the public."""
    return restricts(comment) or _OF_PUBLISHING.search(comment) is not None


def restricts(comment: str) -> bool:
    """Whether a directive, or another language's comment, says that something is restricted."""
    if _is_clear(comment):
        return True
    rest, count = _PERHAPS.subn(" ", comment)
    return count > 0 and all(word in _BESIDE for word in _WORD.findall(rest))


def _is_clear(text: str) -> bool:
    return _says_clearly(text) or any(_is_nearly_word(match[0]) for match in _ODD_WORD.finditer(text))


def _says_clearly(text: str) -> bool:
    return bool(
        (any(mark in text for mark in _OF_CLEAR) and _CLEAR.search(text))
        or (
            any(mark in text for mark in _OF_SPREAD)
            and any(not _is_in_word(text, match.start()) for match in _NOT_TO_SPREAD.finditer(text))
        )
        or (" only" in text and _FOR_SOME_ONLY.search(text))
        or (not text.isascii() and _CLEAR_IDEOGRAPHS.search(text))
    )


def _is_in_word(text: str, place: int) -> bool:
    return place > 0 and (text[place - 1].isalnum() or text[place - 1] == "_")


def is_restriction_alone(line: str) -> bool:
    """Whether a line says that something is restricted, and nothing else; what is listed or in a table may say it."""
    if _ITEM_OR_CELL.match(line):
        return False
    tail = line[-_TAIL:]
    labelled = _AT_START.match(line) or _AT_END.search(tail)
    return bool(_ALONE.fullmatch(line) or (labelled and not _SENTENCE_ENDS.search(tail)))


def _is_nearly_word(word: str) -> bool:
    """Whether a word is one that restricts, but for letters of other scripts and what nobody sees."""
    seen = word.replace(FILLER, "")
    return any(
        len(seen) == len(wanted)
        and sum(char == letter for char, letter in zip(seen, wanted, strict=True)) > len(wanted) // 2
        and all(char == letter or not char.isascii() for char, letter in zip(seen, wanted, strict=True))
        for wanted in _WORDS
    )
