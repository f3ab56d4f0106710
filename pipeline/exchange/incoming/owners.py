"""Whom an action item names as its owner: behind a label, in brackets, as a mention, or in parentheses at its end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.check.titles import known_verb
from pipeline.exchange.incoming.house import House, bare

_LABELLED: Final = re.compile(
    r"(?:[(\[（]|\s[–—-]\s)?(?<!\w)"
    r"(?:owner|assignee|assigned to|dri|responsible|lead|verantwortlich|responsable|担当)"
    r"\s*[:：=]\s*@?(?P<who>(?:[^,;·•()\[\]|（）、.]|\.(?=\S)){2,60})[)\]）]?",
    re.IGNORECASE,
)
_MENTION: Final = re.compile(r"`?(?<![\w.])@(?P<who>[^\W\d_](?:[\w/-]|\.(?=\w)){1,60})`?")
_MORE_OF_NAME: Final = re.compile(r" (?P<word>[^\W\d_a-z][^\W\d_]*[^\W\d_A-Z])(?![\w-])")
"""What may follow a mention's first word: `@Kerstin Lund`, but not `@kerstin Move the hosts`."""
_AT_END: Final = re.compile(r"[(（](?P<who>[^()（）\[\]\d:：]{1,30})[)）][\s.。]*$")
_FULL_NAME: Final = re.compile(r"[^\W\d_a-z][\w.'-]*(?: [^\W\d_a-z][\w.'-]*){1,2}")
_NO_LATIN: Final = re.compile(r"[^\x00-\x7f]{2,12}")
_ENOUGH: Final = 2
_LONGEST_NAME: Final = 3


class OwnerReader:
    """Reads whom action items name."""

    def __init__(self, house: House, teams: Mapping[str, str], verbs: frozenset[str]) -> None:
        """`teams` are the teams' names in `bare` form, and `verbs` those that a team adds to the known ones."""
        self._teams, self._verbs = teams, verbs
        self._nobody = house.no_answer
        self._no_name = house.done | house.no_answer | house.no_owner | frozenset(house.priorities)

    def of(self, words: str) -> str:
        """The owner that an item names, "" for none; `words` is its first line."""
        labelled = _LABELLED.search(words)
        if labelled:
            return self.named(labelled["who"])
        mention = _MENTION.search(words)
        return f"{mention['who']}{self._rest_of_name(words[mention.end() :])}" if mention else ""

    def is_name(self, text: str) -> bool:
        """Whether a text by itself is taken for somebody's name: a mention, a team, a full name, or not Latin."""
        if _MENTION.fullmatch(text) or bare(text) in self._teams:
            return True
        if text.startswith("`") and text.endswith("`"):
            return len(text.split()) <= _LONGEST_NAME
        return bool(_FULL_NAME.fullmatch(text.removeprefix("@")) or _NO_LATIN.fullmatch(text))

    def named(self, who: str) -> str:
        """Who is meant by the value of a label or a column, "" if it says that it is nobody."""
        name = who.strip("`@ .")
        return "" if bare(name) in self._nobody else name

    def of_list(self, items: Sequence[str]) -> list[str]:
        """The names in parentheses with which items of a list end; none of them, unless half of the items do.

        One word in parentheses may be anything: `(jhk)`, `(optional)`.
        """
        names = [self._at_end(item) for item in items]
        count = sum(map(bool, names))
        return names if count >= _ENOUGH and count * 2 >= len(items) else [""] * len(items)

    def without(self, owner: str, words: str) -> str:
        """The words of an item without its owner, where that is not part of a sentence."""
        words = _LABELLED.sub("", words)
        if not owner:
            return words
        first, *others = map(re.escape, owner.split())
        name = rf"`?@?{' '.join([f'{first}`?', *others])}`?"
        words = re.sub(rf"^{name}\s*(?:[:：,–—-]|(?:to|will)\s)?\s*(?=\S)", "", words)
        return re.sub(rf"\s*(?:[(（]\s*{name}\s*[)）]|(?:[-–—→·]|=>)\s*{name})(?=[\s.。]|$)", "", words)

    def _at_end(self, words: str) -> str:
        match = _AT_END.search(words)
        who = match["who"].strip(" `@") if match else ""
        return "" if bare(who) in self._no_name or len(who.split()) > _LONGEST_NAME else who

    def _rest_of_name(self, behind: str) -> str:
        match = _MORE_OF_NAME.match(behind)
        return "" if match is None or known_verb(match["word"], self._verbs) else match.group()
