"""What people write instead of a TLP marker: does a text that names TLP read like one, or like a sentence about it?

Everything here takes skeletons (`characters.skeleton`): small Latin letters, plain signs, `FILLER` for what nobody
sees. A sentence is what has words around the name that no marker has. Whatever is not surely one reads like a marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.text.characters import FILLER
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
_MAY_NAME = re.compile(rf"t(?:{FILLER}|[._ *~\\`-])*l(?:{FILLER}|[._ *~\\`-])*p|traffic")
"""What every text has that names it: quick to look for."""

_WITH_LEVEL = re.compile(rf"{_VERSION}[\W_]{{0,4}}{_LEVEL}(?![a-z0-9])")
_COLOUR = (
    r"(?:yellow|orange|purple|black|blue|rot|gelb|grun|weiss|klar|bernstein|rouge|jaune|vert|blanc|ambre|rojo|verde"
    r"|blanco|ambar|rosso|giallo|bianco|ambra)"
)
_WITH_OTHER_LEVEL = re.compile(
    rf"{_VERSION}[*_`]?[:=](?:[*_`]?[^\W\d_]+| [*_`]{{0,2}}(?:{_COLOUR}(?![a-z0-9])|[^\W\d_]+(?=[\W_]*$|[*_`]*[)\]])))"
)
"""A level that does not exist or is in another language: `TLP:YELLOW`, or `TLP: rot` where nothing else follows."""
_SPELLED_OUT = re.compile(r"[\W_]*traffic[ -]light protocol")
_PART = r"(?:report|section|page|text|document|file|incident|postmortem|paragraphs?|part|passage|chapter|list|table)\b"
_TEIL = r"(?:ab(?:schnitt|satz)|text|teil|bericht|kapitel|dokument|seite|liste|tabelle)"
_FROM_HERE = re.compile(
    r"\b(?:from here(?!,)|here on|below this|what follows|all that follows|the following (?:is|are)\b|ab hier|ab jetzt"
    rf"|(?:rest of th(?:is|e)|the following|next(?: \w+)?) {_PART}|{_PART} below|folgende[nrs]? {_TEIL}"
    rf"|th(?:is|ese)(?: (?:next|whole|entire))? {_PART} (?:is|are|stays?|remains?)\b"
    rf"|diese[rs]? {_TEIL}\w* (?:ist|gilt|bleibt)|was (?:nun |jetzt )?folgt"
    r"|d'ici|ce qui suit|de aqui|lo siguiente|lo que sigue|qui in poi|quanto segue)"
    r"|\u3053\u3053\u304b\u3089|\u3053\u3053\u307e\u3067|\u4ee5\u4e0b(?!\u306e[ *_`]*t)"
    r"|\u6b64\u5904|\u8fd9\u91cc\u5f00\u59cb|\uc774\ud558"
    r"|\u3053\u306e(?:\u5831\u544a|\u7bc0|\u6bb5\u843d|\u7ae0|\u90e8\u5206|\u6587\u66f8)[^\u3002]{0,4}\u306f"
)
"""Who says this of a level marks what is there, in a whole sentence too."""
_TITLE = re.compile(r"\s*(?:#{1,6}\s|(?:\*\*|__)[^*]+(?:\*\*|__)\s*$)")
_ENDS_LABEL = re.compile(r"[\s*_`~)\]}>\u3011\u300d\uff09|#:=-]*$")
"""What may stand behind a level that ends its line and no sentence."""
_SIGN_BEFORE = re.compile(r"[(\[{:,;|\u3010\u300c-][\s*_`~]*$|- ?$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)['\"`*_=: ]*$")
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,400}")
_SPLIT = r"t[\W_]*l[\W_]*p"
_IN_COMMENT = re.compile(rf"tlp|(?<![a-z0-9]){_SPLIT}(?![a-z0-9])|t{FILLER}+l|l{FILLER}+p")
_MISSPELLED = re.compile(
    rf"(?<![a-z0-9])(?:[t7][il1|!][pq]|tpl|ltp|lpt|plt|tl|tp|tll?p+|ttlp)[\W_]{{0,3}}{_LEVEL}(?![a-z0-9])"
)
_ONE_LEVEL = re.compile(rf"(?<![a-z0-9]){_LEVEL}(?![a-z0-9])")
_LABELLED_LEVEL = re.compile(
    r"\W*(?:marking|marked|classification|handling|distribution|sensitivity|visibility|audience|restriction"
    rf"|confidentiality|tlp[ _-]?(?:level|marking|class(?:ification)?|label))\W{{1,4}}{_LEVEL}\W*",
    re.IGNORECASE,
)
_BRACKETED_LEVEL = re.compile(
    r"[(\[{\u3010](?:(?i:amber(?:[\W_]{0,3}strict)?)|RED|GREEN|CLEAR|WHITE)[)\]}\u3011][*_`#\s]*$"
)
_TAIL = 60
"""A level behind a word for a level, or in brackets behind a title; signals are red and green in brackets too, but in
lower case."""
_ODD_WORD = re.compile(r"(?<![^\W_])(?=[^\W\d_]*[^\x01-\x7f])(?:[^\W_]|\0){2,12}(?![^\W_])")
_WIDE_LEVEL = re.compile(r"clear|white")
"""Levels that withhold nothing, and words of other comments."""
_NAMED_LEVELS = tuple(dict.fromkeys(level.partition("+")[0] for level in levels()))
_FIRST_WORDS = (*_NAMED_LEVELS, "white")
_LEVELS = (*_FIRST_WORDS, "tlp")
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
_OF_BOUNDARIES = frozenset(
    "tlp begin begins start starts end ends stop stops open opens close closes opening closing from here on to this "  # noqa: SIM905  # words, as one reads them
    "section block passage paragraph part region endregion if endif ifdef anfang beginn ende ab hier bis fin debut "
    "inicio div span".split()
)
"""Words with which people say where a passage begins or ends: TLP and one of these is not a name of anything."""
_GOES_ON_WITH = frozenset(
    "is are was were means meant applies applied has had would will may might must can "  # noqa: SIM905  # words, as one reads them
    "could should and or in as by asks asked allows allowed ist war wurde gilt galt heisst "
    "bedeutet und oder darf".split()
)
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]+")
_LEADS_TO_LEVEL = frozenset(
    "as at is are was were be been to under by with for of from in into and or not than above below beyond"  # noqa: SIM905  # words, as one reads them
    " only it them this that which marked tagged labelled labeled classified rated shared sent says said use used uses"
    " require requires required allow allows mean means via per a an the their our its als unter ist war sind waren mit"
    " fur von zu bis und oder nach eingestuft markiert gekennzeichnet geteilt die der das comme sous est etait como"
    " bajo es era con en".split()
)
"""A level behind one of these words is part of a sentence; behind any other it is the label of what comes before."""
_ENOUGH = 2
MOST_NAMES = 20
"""How often a line may name TLP, or a level, and be looked at: no sentence does it more often."""
_OPENS_COMMENT = re.compile(
    r"<\s*[!?/%#-]|<\s*-|&lt;|\{\s*[#%{<!:.=]|/\*|\(\*|%%|:::|\[//\]|\[\s*comment\s*\]|\]\s*:\s*[<#(]|#\||\|#"
    r"|(?:^|\s)//|!!!|\?\?\?|(?:^|\s)\\[a-z]{2}|\[\s*!|\[\^|\$\{|<<|\(\("
)
_CLOSES_COMMENT = re.compile(r"-\s*-?\s*>|\*/|#\}|%\}|\}\}|%%|:::|\*\)|\?>|%>|\|#")
_FENCE = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+)?(?:```|~~~)")
_BEGINS_LINE = re.compile(r"\s*(?:>\s*)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?[*_]*(['\"`\u00ab\u201c\u201e\u2018] ?)?")
_ITEM = r"\s*(?:>\s*)*(?:[-*+]\s+|\d{1,9}[.)]\s+)?"
_ARTICLE = re.compile(
    rf"{_ITEM}(?:the|an?|our|their|all|share|der|die|das|eine?|les?|la|une?|el|los)"
    r" (?:(?:tag|level|marking|label|marker|comment|class|classification|stufe) )?[`*_]{0,3}"
)
_GOES_ON = re.compile(
    r"( ?['\"`\u00bb\u201c\u201d\u2019])?[*_]*(?:,? +((?![\u3040-\u309f])[^\W\d_]+)| ?[\u3040-\u309f])"
)
_ENDS_SENTENCE = re.compile(r"[.!?;,\u3002][\s)*_\"'\u201d\u2019]*$")
_COLUMNS = 2


def names_tlp(plain: str) -> bool:
    """Whether a text names TLP anywhere."""
    return "tlp" in plain or (_MAY_NAME.search(plain) is not None and NAME.search(plain) is not None)


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
    if _ONE_LEVEL.search(line) is None:
        return False
    if line.count("|") < _COLUMNS and (
        _LABELLED_LEVEL.fullmatch(raw) or ((line[:-_TAIL] or _words(line)) and _BRACKETED_LEVEL.search(raw[-_TAIL:]))
    ):
        return True
    if _words(line):
        return False
    for match in islice(_ONE_LEVEL.finditer(line), MOST_NAMES):
        written = raw[slice(*match.span())]
        in_capitals = written.isupper() and line.count("|") < _COLUMNS
        in_brackets = written.lower() == "amber" and line[: match.start()].endswith(("[", "{"))
        if in_capitals or in_brackets or is_signed(line, *match.span()):
            return True
    return False


def with_level(plain: str) -> Iterator[re.Match[str]]:
    """Every name of TLP that a level follows."""
    return (match for match in NAME.finditer(plain) if _WITH_LEVEL.match(plain, match.end()))


def is_directive(line: str) -> bool:
    """Whether a line has the signs of a comment, a directive or a code block."""
    return _OPENS_COMMENT.search(line) is not None or _FENCE.match(line) is not None


def is_tag_of_level(tag: str) -> bool:
    """Whether a tag says a level and nothing else, as `<div class="amber">` does."""
    return _ONE_LEVEL.search(tag) is not None and not _words(tag)


def pictures(plain: str) -> Iterator[tuple[int, int]]:
    """The text and address of each picture: a badge that names a level is a label, not a link."""
    return (match.span() for match in _PICTURE.finditer(plain))


def names_level(plain: str) -> bool:
    """Whether a text has the name of a level anywhere."""
    return any(level in plain for level in _FIRST_WORDS) and _ONE_LEVEL.search(plain) is not None


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


def is_sentence(line: str, start: int, end: int, *, continued: bool, ends: bool, capital: bool) -> bool:
    """Whether the name of TLP from `start` to `end` of a line is in a sentence, a cell or an item.

    `continued` says that the line goes on with a paragraph, `ends` that no line goes on with it, `capital` that the
    name is in capital letters.
    """
    before, after = line[:start], line[end:]
    level = _WITH_LEVEL.match(after) or _WITH_OTHER_LEVEL.match(after)
    if not level or _SPELLED_OUT.match(after):
        return _names_protocol(before, after)
    rest = after[level.end() :]
    words = _words(before) + _words(rest)
    if _FROM_HERE.search(line) or ((ends or _TITLE.match(line)) and _is_label(line, before, rest)):
        return False
    cells = line.count("|")
    if cells >= _COLUMNS:
        return words > 0
    if _words(before) or (continued and not before.strip()):
        return words >= _ENOUGH or (words > 0 and (continued or _ends_sentence(line) or _is_led_to(before)))
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


def is_bracketed_label(line: str, start: int, end: int) -> bool:
    """Whether the name from `start` to `end` has a level and is in brackets before or after all else there."""
    level = _WITH_LEVEL.match(line, end) or _WITH_OTHER_LEVEL.match(line, end)
    before, rest = line[:start].rstrip(), line[level.end() :] if level else ""
    in_brackets = before.endswith(("(", "[", "{")) and rest.lstrip()[:1] in (")", "]", "}")
    return in_brackets and (_ENDS_LABEL.match(rest) is not None or len(before) == 1)


def _names_protocol(before: str, after: str) -> bool:
    """Whether TLP, without a level of it, is in a sentence, in the name of something, or in a link."""
    named = [word for word in _WORD.findall(f"{before} {after}") if len(word) > 1 and word not in _OF_BOUNDARIES]
    ideographs = _IDEOGRAPHS.search(before) or _IDEOGRAPHS.search(after)
    return after.startswith("](") or (bool(named or ideographs) and not (before.endswith("/") and not _words(before)))


def _is_label(line: str, before: str, rest: str) -> bool:
    """Whether a level that its line ends with is a label of the line: in brackets, behind a sign, or without a verb."""
    if line.count("|") >= _COLUMNS or not _ENDS_LABEL.match(rest):
        return False
    if _SIGN_BEFORE.search(before[-_TAIL:]):
        return True
    word = _WORD_BEFORE.search(before[-_TAIL:])
    return bool(_TITLE.match(line)) or bool(word and word[1].isascii() and not _is_led_to(before))


def _ends_sentence(line: str) -> bool:
    return _ENDS_SENTENCE.search(line) is not None


def _is_led_to(before: str) -> bool:
    """Whether the word before a level makes it part of a sentence."""
    word = _WORD_BEFORE.search(before[-_TAIL:])
    return word is not None and word[1] in _LEADS_TO_LEVEL


def _words(text: str) -> int:
    """How many words there are that no marker has; two ideographs or syllables are as good as one."""
    ideographs = sum(len(run) for run in _IDEOGRAPHS.findall(text))
    others = [word for word in _WORD.findall(_IDEOGRAPHS.sub(" ", text)) if len(word) > 1 and word not in _OF_MARKERS]
    return len(others) + ideographs // 2
