"""What people write instead of a TLP marker: does a text that names TLP read like one, or like a sentence about it?

Everything here takes skeletons (`characters.skeleton`): small Latin letters, plain signs, `FILLER` for what nobody
sees. A sentence is what has words around the name that no marker has. Whatever is not surely one reads like a marker.
"""

from __future__ import annotations

import re

from pipeline.characters import FILLER

_LEVEL = r"(?:amber(?:[\W_]{0,3}strict)?|red|green|clear|white)"
_GAP = rf"(?:{FILLER}|[._ -]){{0,3}}"
_LETTERS = rf"t{_GAP}l{_GAP}p"
NAME = re.compile(
    rf"(?<![a-z0-9]){_LETTERS}(?![a-z0-9])"  # t.l.p
    rf"|t{FILLER}*l{FILLER}*p(?=[\W_]{{0,4}}{_LEVEL}(?![a-z0-9]))"  # xtlp:amber, tlpamber
    rf"|(?<=begin)tlp|(?<=start)tlp|(?<=end)tlp"
    rf"|(?<![a-z0-9])traffic[\W_]{{0,3}}light(?:[\W_]{{0,3}}protocol)?(?=[\W_]{{0,4}}{_LEVEL}(?![a-z0-9]))"
)
"""The name of the Traffic Light Protocol, however it is spelled."""

_WITH_LEVEL = re.compile(rf"[\W_]{{0,4}}{_LEVEL}(?![a-z0-9])")
_IN_COMMENT = re.compile(rf"tlp|(?<![a-z0-9]){_LETTERS}(?![a-z0-9])|t{FILLER}+l|l{FILLER}+p")
_MISSPELLED = re.compile(
    rf"(?<![a-z0-9])(?:[t7][il1|!][pq]|tpl|ltp|lpt|plt|tl|tp|tll?p+|ttlp)[\W_]{{0,3}}{_LEVEL}(?![a-z0-9])"
)
_ONE_LEVEL = re.compile(rf"(?<![a-z0-9]){_LEVEL}(?![a-z0-9])")
_WORD = re.compile(r"[^\W\d_]+")
_OF_MARKERS = frozenset(
    "tlp traffic light protocol amber red green clear white strict begin begins start "  # noqa: SIM905  # words, as one reads them
    "starts end ends stop stops open opens close closes opening closing from here on to "
    "this section block passage paragraph part text content note warning important "
    "attention restricted restriction confidential internal marking marked mark marker "
    "level label classification classified only following below above the is of for until "
    "everything all please treat as do not share anfang beginn ende ab hier bis fin debut "
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
_OPENS_COMMENT = re.compile(
    r"<\s*[!?/%#-]|<\s*-|&lt;|\{\s*[#%{<!:.=]|/\*|\(\*|%%|:::|\[//\]|\[\s*comment\s*\]|\]\s*:\s*[<#(]|#\||\|#"
    r"|(?:^|\s)//|!!!|\?\?\?|\\tlp|\[\s*!|\[\^|\$\{|<<|\(\("
)
_CLOSES_COMMENT = re.compile(r"-\s*-?\s*>|\*/|#\}|%\}|\}\}|%%|:::|\*\)|\?>|%>|\|#")
_FENCE = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+)?(?:```|~~~)")
_BEGINS_LINE = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?[*_]*(['\"`\u00ab\u201c\u201e\u2018] ?)?")
_GOES_ON = re.compile(r"( ?['\"`\u00bb\u201c\u201d\u2019])?[*_]*(?:,? +([^\W\d_]+)|[\u3040-\u309f])")
_ENDS_SENTENCE = re.compile(r"[.!?;,\u3002][\s)*_\"'\u201d\u2019]*$")
_COLUMNS = 2


def names_tlp(plain: str) -> bool:
    """Whether a text names TLP anywhere."""
    return "tlp" in plain or NAME.search(plain) is not None


def reads_like_marker(comment: str) -> bool:
    """Whether a comment names TLP in any way, or is made of the words of a marker."""
    if _IN_COMMENT.search(comment) or NAME.search(comment) or _MISSPELLED.search(comment):
        return True
    return _ONE_LEVEL.search(comment) is not None and not _words(comment)


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
        return rest.startswith("](") or (words > 0 and (_words(before) > 0 or not before.endswith("/")))
    cells = line.count("|")
    if cells >= _COLUMNS:
        return words > 0
    if _words(before) or (continued and not before.strip()):
        return words >= _ENOUGH or (words > 0 and (continued or _ENDS_SENTENCE.search(line) is not None))
    begins, goes_on = _BEGINS_LINE.fullmatch(before), _GOES_ON.match(rest)
    if not (words and capital and begins and goes_on):
        return False
    quoted = begins[1] and goes_on[1]
    return bool(quoted) or goes_on[2] is None or goes_on[2] in _GOES_ON_WITH


def _words(text: str) -> int:
    """How many words there are that no marker has; two ideographs or syllables are as good as one."""
    ideographs = sum(len(run) for run in _IDEOGRAPHS.findall(text))
    others = [word for word in _WORD.findall(_IDEOGRAPHS.sub(" ", text)) if len(word) > 1 and word not in _OF_MARKERS]
    return len(others) + ideographs // 2
