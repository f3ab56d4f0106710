"""What an action item says of itself at its end, in brackets or behind dashes: `… (Data, by 2024-03-01) - High`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.exchange.incoming.house import House, bare
from pipeline.exchange.incoming.owners import OwnerReader
from pipeline.exchange.incoming.times import TimeReader

_BRACKETS: Final = re.compile(r"\s*[(（\[【](?P<held>[^()（）\[\]【】]{1,80})[)）\]】](?![(\[:])[\s.。]*$")
_BEHIND: Final = re.compile(r"\s+(?:[·|•–—→-]|=>)\s+(?P<held>(?:(?!\s[·|•–—→-]\s|=>).){1,60}?)[\s.。]*$")
_APART: Final = re.compile(r"\s*[,;、·|]\s*|\s+[–—-]\s+")
_LABELLED: Final = re.compile(r"(?P<name>[^:：]{2,30})\s*[:：]\s*(?P<value>\S.*)")
_DUE: Final = re.compile(
    r"(?:due(?: date| by| on)?|eta|deadline|by|until|before|target|bis(?: zum)?|avant(?: le)?|antes del?)"
    r"\s+(?P<when>.+)|(?P<until>.+?)\s*まで",
    re.IGNORECASE,
)
_MOST: Final = 4
_LONGEST_NAME: Final = 3
_LAST: Final = re.compile(r"(?P<before>[】）)\]])\s*(?P<held>\S{1,12}まで)[\s.。]*$")


class EndingReader:
    """Reads what items say at their ends."""

    def __init__(self, house: House, times: TimeReader, owners: OwnerReader) -> None:
        """Read as this house writes."""
        self._house, self._times, self._owners = house, times, owners

    def read(self, words: str) -> tuple[str, dict[str, str]]:
        """The words of an item without what it says of itself, and that by the names of columns."""
        told: dict[str, str] = {}
        last = _LAST.search(words)
        if last and (meant := self._meant(last["held"])):
            told[meant[0]], words = meant[1], words[: last.end("before")]
        for _ in range(_MOST):
            match = _BRACKETS.search(words) or _BEHIND.search(words)
            if match is None:
                break
            mark = match.group().strip()[0]
            found = dict(self._all(match["held"], sure=mark in "(（[【" or bool(told), is_name=mark in "[【"))
            if not found:
                break
            told, words = found | told, words[: match.start()]
        return words, told

    def _all(self, held: str, *, sure: bool, is_name: bool) -> Iterator[tuple[str, str]]:
        """What each piece means, if all mean something; one of several may be a name that is not known.

        `is_name` is whether a single one may be, too, and `sure` whether a full name is more than a thing's.
        """
        is_day = self._day(held) is not None  # Dec 6, 2023 is not two pieces
        pieces = [held] if is_day else [piece for piece in _APART.split(held) if piece.strip()]
        meant = [self._meant(piece) for piece in pieces]
        unknown = [piece for piece, one in zip(pieces, meant, strict=True) if one is None]
        if unknown and (
            len(unknown) > 1 or (len(pieces) == 1 and not is_name) or len(unknown[0].split()) > _LONGEST_NAME
        ):
            return
        yield from (("owner", piece) for piece in unknown)
        known = [one for one in meant if one is not None]
        if sure or any(key != "owner" for key, _ in known) or held.startswith(("`", "@")):
            yield from known

    def _meant(self, piece: str) -> tuple[str, str] | None:
        labelled = _LABELLED.fullmatch(piece)
        column = self._house.column(labelled["name"]) if labelled else ""
        if labelled and column not in ("", "action", "date", "time"):
            return column, labelled["value"]
        word = bare(piece)
        if word in self._house.priorities and not word.isdigit():
            return "priority", piece
        if word in self._house.done | self._house.no_owner:
            return "status", piece
        day = self._day(piece)
        if day is not None:
            return "due", day
        if word in self._house.no_answer or self._owners.is_name(piece):
            return "owner", piece
        return None

    def _day(self, text: str) -> str | None:
        """The day that a text is, with or without a word such as `by` before it."""
        due = _DUE.fullmatch(text)
        when = (due["when"] or due["until"]) if due else text
        read = self._times.read(when)
        return when if read and read[0].has_date and not read[1] else None
