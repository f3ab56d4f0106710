"""What people write instead of a TLP marker: does a text that names TLP read like one, or like a sentence about it?

Everything here takes skeletons (`characters.skeleton`): small Latin letters, plain signs, `FILLER` for what nobody
sees. A sentence is what has words around the name that no marker has. Whatever is not surely one reads like a marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.characters import FILLER
from pipeline.vocabulary import levels

_LEVEL = r"(?:amber(?:[\W_]{0,3}strict)?|red|green|clear|white)"
_GAP = rf"(?:{FILLER}|[._ *~\\`-]){{0,4}}"
_LETTERS = rf"t{_GAP}l{_GAP}p"
_BEFORE = r"(?:(?<![a-z0-9])|(?<=%[0-9a-f]{2}))"
_VERSION = r"(?:\W?v?[12](?:\.0)?|'?s)?"
NAME = re.compile(
    rf"{_BEFORE}{_LETTERS}(?![a-z0-9])"  # t.l.p, %20tlp
    rf"|t{FILLER}*l{FILLER}*p(?={_VERSION}[\W_]{{0,4}}{_LEVEL}(?![a-z0-9]))"  # xtlp:amber, tlpamber, tlpv2:amber
    rf"|(?<=begin)tlp|(?<=start)tlp|(?<=end)tlp|(?<![a-z0-9])tlp(?=begin|start|end)"
    rf"|(?<![a-z0-9])traffic[\W_]{{0,3}}light(?:[\W_]{{0,3}}protocol)?(?=[\W_]{{0,4}}{_LEVEL}(?![a-z0-9]))"
)
"""The name of the Traffic Light Protocol, however it is spelled."""

_WITH_LEVEL = re.compile(rf"{_VERSION}[\W_]{{0,4}}{_LEVEL}(?![a-z0-9])")
_WITH_OTHER_LEVEL = re.compile(r"[ *_`]{0,3}[:=][ *_`]{0,3}[^\W\d_]+")
_PART = r"(?:report|section|page|text|document|file|incident|paragraphs?|part|passage)\b"
_FROM_HERE = re.compile(
    r"\b(?:from here(?!,)|here on|below this|what follows|all that follows|the following (?:is|are)\b|ab hier|ab jetzt"
    rf"|(?:rest of th(?:is|e)|the following|next(?: \w+)?) {_PART}|{_PART} below|folgende[nrs]? (?:abs|text|teil)"
    r"|d'ici|ce qui suit|de aqui|lo siguiente|lo que sigue|qui in poi|quanto segue)"
    r"|\u3053\u3053\u304b\u3089|\u3053\u3053\u307e\u3067|\u4ee5\u4e0b|\u6b64\u5904|\u8fd9\u91cc\u5f00\u59cb|\uc774\ud558"
)
"""Who says this of a level marks what stands there, in a whole sentence too."""
_TITLE = re.compile(r"\s*(?:#{1,6}\s|(?:\*\*|__)[^*]+(?:\*\*|__)\s*$)")
_ENDS_TITLE = re.compile(r"[\W_]*$")
_BRACKET_OR_DASH = re.compile(r"[(\[{:|-]\s*$")
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,400}")
_SPLIT = r"t[\W_]*l[\W_]*p"
_IN_COMMENT = re.compile(rf"tlp|(?<![a-z0-9]){_SPLIT}(?![a-z0-9])|t{FILLER}+l|l{FILLER}+p")
_MISSPELLED = re.compile(
    rf"(?<![a-z0-9])(?:[t7][il1|!][pq]|tpl|ltp|lpt|plt|tl|tp|tll?p+|ttlp)[\W_]{{0,3}}{_LEVEL}(?![a-z0-9])"
)
_ONE_LEVEL = re.compile(rf"(?<![a-z0-9]){_LEVEL}(?![a-z0-9])")
_ODD_WORD = re.compile(r"(?<![^\W_])(?=[^\W\d_]*[^\x01-\x7f])(?:[^\W_]|\0){2,12}(?![^\W_])")
_WIDE_LEVEL = re.compile(r"clear|white")
"""Levels that withhold nothing, and words of other comments."""
_NAMED_LEVELS = tuple(dict.fromkeys(level.partition("+")[0] for level in levels()))
_LEVELS = (*_NAMED_LEVELS, "white", "tlp")
_WITHIN = r"[\W_]{0,2}"
_SPACED_LEVEL = re.compile("|".join(rf"(?<![a-z0-9]){_WITHIN.join(name)}(?![a-z0-9])" for name in _NAMED_LEVELS))
_WORD = re.compile(r"[^\W\d_]+")
_OF_MARKERS = frozenset(
    "tlp traffic light protocol amber red green clear white strict begin begins start "  # noqa: SIM905  # words, as one reads them
    "starts end ends stop stops open opens close closes opening closing from here on to "
    "this section block passage paragraph part text content note warning important "
    "attention restricted restriction confidential internal marking marked mark marker "
    "level label classification classified only following below above the is of for until "
    "everything all please if ifdef endif region endregion audience sensitivity visibility "
    "classification block content details information material "
    " treat as do not share anfang beginn ende ab hier bis fin debut "
    "inicio div span class data id style title meta comment tag".split()
)
"""Levels, and the words of which people make a marker: whatever a line has beside these makes it a sentence."""
_GOES_ON_WITH = frozenset(
    "is are was were means meant applies applied has had would will may might must can "  # noqa: SIM905  # words, as one reads them
    "could should and or in as by asks asked allows allowed ist war wurde gilt galt heisst "
    "bedeutet und oder darf".split()
)
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]+")
_ENOUGH = 2
MOST_NAMES = 20
"""How often a line may name TLP, or a level, and be looked at: no sentence does it more often."""
_OPENS_COMMENT = re.compile(
    r"<\s*[!?/%#-]|<\s*-|&lt;|\{\s*[#%{<!:.=]|/\*|\(\*|%%|:::|\[//\]|\[\s*comment\s*\]|\]\s*:\s*[<#(]|#\||\|#"
    r"|(?:^|\s)//|!!!|\?\?\?|\\tlp|\[\s*!|\[\^|\$\{|<<|\(\("
)
_CLOSES_COMMENT = re.compile(r"-\s*-?\s*>|\*/|#\}|%\}|\}\}|%%|:::|\*\)|\?>|%>|\|#")
_FENCE = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+)?(?:```|~~~)")
_BEGINS_LINE = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?[*_]*(['\"`\u00ab\u201c\u201e\u2018] ?)?")
_ITEM = r"\s*(?:>\s*)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?"
_ARTICLE = re.compile(rf"{_ITEM}(?:the|an?|our|their|all|share|der|die|das|eine?|les?|la|une?|el|los) [`*_]{{0,3}}")
_GOES_ON = re.compile(
    r"( ?['\"`\u00bb\u201c\u201d\u2019])?[*_]*(?:,? +((?![\u3040-\u309f])[^\W\d_]+)| ?[\u3040-\u309f])"
)
_ENDS_SENTENCE = re.compile(r"[.!?;,\u3002][\s)*_\"'\u201d\u2019]*$")
_COLUMNS = 2


def names_tlp(plain: str) -> bool:
    """Whether a text names TLP anywhere."""
    return "tlp" in plain or NAME.search(plain) is not None


def reads_like_marker(comment: str) -> bool:
    """Whether a comment names TLP in any way, or is made of the words of a marker."""
    if _IN_COMMENT.search(comment) or NAME.search(comment) or _MISSPELLED.search(comment):
        return True
    if "amber" in comment:  # no other level is a word that a comment has for other reasons
        return True
    rest, count = _SPACED_LEVEL.subn(" ", comment)
    named = count or any(_is_nearly_level(word[0]) for word in _ODD_WORD.finditer(comment))
    most = 0 if _WIDE_LEVEL.search(comment) else 1
    return bool(named) and _words(rest) <= most


def is_level_alone(line: str, raw: str) -> bool:
    """Whether a line has nothing but a level: in the signs of a comment or directive, in capitals or brackets."""
    if _ONE_LEVEL.search(line) is None or _words(line):
        return False
    for match in islice(_ONE_LEVEL.finditer(line), MOST_NAMES):
        written = raw[slice(*match.span())]
        in_capitals = written.isupper() and line.count("|") < _COLUMNS
        in_brackets = written.lower() == "amber" and line[: match.start()].endswith(("[", "{"))
        if in_capitals or in_brackets or is_signed(line, *match.span()):
            return True
    return False


def is_tag_of_level(tag: str) -> bool:
    """Whether a tag says a level and nothing else, as `<div class="amber">` does."""
    return _ONE_LEVEL.search(tag) is not None and not _words(tag)


def pictures(plain: str) -> Iterator[tuple[int, int]]:
    """The text and address of each picture: a badge that names a level is a label, not a link."""
    return (match.span() for match in _PICTURE.finditer(plain))


def names_level(plain: str) -> bool:
    """Whether a text has the name of a level anywhere."""
    return _ONE_LEVEL.search(plain) is not None


def _is_nearly_level(word: str) -> bool:
    """Whether a word has letters of a level, and for the rest of them others that are no Latin letters."""
    return any(
        len(word) == len(name)
        and any(char.isascii() and char.isalpha() for char in word)
        and all(char in (wanted, FILLER) or not char.isascii() for char, wanted in zip(word, name, strict=True))
        for name in _LEVELS
    )


def is_signed(line: str, start: int, end: int) -> bool:
    """Whether the signs of some comment, directive or code block stand around a part of a line."""
    before, after = _OPENS_COMMENT.search(line, 0, start), _CLOSES_COMMENT.search(line, end)
    return before is not None or after is not None or _FENCE.match(line) is not None


def is_sentence(line: str, start: int, end: int, *, continued: bool, capital: bool) -> bool:
    """Whether the name of TLP from `start` to `end` of a line stands in a sentence, a cell or an item.

    `continued` says that the line goes on with a paragraph, `capital` that the name is in capital letters.
    """
    before, after = line[:start], line[end:]
    level = _WITH_LEVEL.match(after)
    rest = after[level.end() :] if level else after
    words = _words(before) + _words(rest)
    if not level:
        return _names_protocol(before, after)
    if _FROM_HERE.search(line) or _ends_title(line, before, rest):
        return False
    cells = line.count("|")
    if cells >= _COLUMNS:
        return words > 0
    if _words(before) or (continued and not before.strip()):
        return words >= _ENOUGH or (words > 0 and (continued or _ENDS_SENTENCE.search(line) is not None))
    if _ARTICLE.fullmatch(before):
        return words >= _ENOUGH
    return capital and words > 0 and _begins_sentence(before, rest)


def _begins_sentence(before: str, rest: str) -> bool:
    """Whether a level that a line begins with is what its sentence is about."""
    begins, goes_on = _BEGINS_LINE.fullmatch(before), _GOES_ON.match(rest)
    if not (begins and goes_on):
        return False
    quoted = begins[1] and goes_on[1]
    return bool(quoted) or goes_on[2] is None or goes_on[2] in _GOES_ON_WITH


def _names_protocol(before: str, after: str) -> bool:
    """Whether TLP, without a level of it, stands in a sentence or in a link."""
    words = _words(before) + _words(after)
    enough = words >= (_ENOUGH if _WITH_OTHER_LEVEL.match(after) else 1)
    return after.startswith("](") or (enough and (_words(before) > 0 or not before.endswith("/")))


def _ends_title(line: str, before: str, rest: str) -> bool:
    """Whether a level stands behind a heading, in brackets or after a dash."""
    return bool(_TITLE.match(line) and _ENDS_TITLE.match(rest) and _BRACKET_OR_DASH.search(before))


def _words(text: str) -> int:
    """How many words there are that no marker has; two ideographs or syllables are as good as one."""
    ideographs = sum(len(run) for run in _IDEOGRAPHS.findall(text))
    others = [word for word in _WORD.findall(_IDEOGRAPHS.sub(" ", text)) if len(word) > 1 and word not in _OF_MARKERS]
    return len(others) + ideographs // 2
