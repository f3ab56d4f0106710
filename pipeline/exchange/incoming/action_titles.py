"""Action items as written → titles of findings, which say what to do where the source does."""

from __future__ import annotations

import re
from typing import Final

from pipeline.check.titles import judge
from pipeline.exchange.incoming.attributes import AttributeReader, Attributes
from pipeline.exchange.incoming.listed import CODE, says_what_to_do
from pipeline.exchange.incoming.text import label

NO_VERB: Final = "Decide on: "
NOT_SAID: Final = "the title does not begin with what to do"
_LONGEST: Final = 120
_BOLD: Final = re.compile(r"(?:\*\*|__)(?P<words>.+?)(?:\*\*|__)\s*[:：–-]?")
_WE_WILL: Final = re.compile(
    r"(?:also,?\s+)?we(?:['\u2019]ll| will|(?:['\u2019]re| are) going to| plan to| intend to)\s+(?:also\s+)?(?=\w)"
    r"|we(?:['\u2019]re| are)\s+(?:also\s+)?(?=\w+ing\b)",
    re.IGNORECASE,
)
_TICKET_AT_END: Final = re.compile(r"\s+\(?(?:[A-Z]+-\d+|T\d{4,})\)?$")


def action_title(
    content: str, words: str, told: Attributes, attributes: AttributeReader, verbs: frozenset[str]
) -> tuple[str, list[str]]:
    """The title, and what has to be asked about it.

    It is the bold words that an item begins with, or its first sentence, whichever says what to do, without what the
    item `told` of its owner, state and day. `verbs` are those that a team adds to the known ones.
    """
    bold = _BOLD.match(content)
    lines = [label(bold["words"])] if bold else []
    rest = label(content[bold.end() :].split("\n", 1)[0]) if bold else words.split("\n", 1)[0]
    lines += [_without_notes(rest)] if rest else []
    texts = [_plainly(attributes.without(told, line), told, verbs) for line in lines]
    texts = [text for text in texts if text] or ["This item"]
    text = next((one for one in texts if says_what_to_do(one, verbs)), texts[0])
    title = short(text[0].upper() + text[1:])
    problem = judge(title, verbs)
    if problem is None or not problem.sure:
        return title, []
    return short(NO_VERB + title), [NOT_SAID]


def short(text: str) -> str:
    """The text, cut behind a word if it is too long for a title."""
    text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    head, _, _ = text[: _LONGEST - 1].rpartition(" ")
    return f"{head or text[: _LONGEST - 2]}…"


def _plainly(line: str, told: Attributes, verbs: frozenset[str]) -> str:
    """A line without the marks around it, and from its verb on: `We're hardening the parser` → `harden the parser`."""
    line = CODE.sub("", line)
    line = _TICKET_AT_END.sub("", line) if told.tracker else line
    line = re.sub(r"^(?:[-*\W]+)(?=\w)", "", line.replace("@", "")).strip(" :：,、;–—-").rstrip(".。 ")
    begun = _WE_WILL.match(line)
    after = _in_base_form(line[begun.end() :] if begun else line, verbs)
    return after if says_what_to_do(after, verbs) else line


def _in_base_form(line: str, verbs: frozenset[str]) -> str:
    first, _, rest = line.partition(" ")
    problem = judge(line, verbs) if first.endswith("ing") else None
    return f"{problem.verb} {rest}" if problem and problem.verb else line


def _without_notes(line: str) -> str:
    """The first sentence of an item, without addresses and without an empty pair of brackets."""
    line = re.sub(r"\s*\(?https?://[^\s)]+\)?", "", line)
    line = re.sub(r"\s*[(\[]\s*[)\]]", "", line)
    sentence = re.match(r"(.{20,}?[^.][.。!])(?:\s|$)", line)
    return (sentence[1] if sentence and len(line) > _LONGEST else line).rstrip(" .。")
