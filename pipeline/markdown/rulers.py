"""markdown-it's lists of rules, by the character that each rule's syntax begins with: the others are not asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

RuleFunction = Callable[..., bool]

_BLOCKS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
_WITHIN = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "www_address": "w",
    "web_address": ":",
    "mail_address": "@",
}
"""What the rules of these names begin with; a rule of another name is always asked."""


class BlockRuler(Ruler[RuleFunction]):
    """The rules for blocks, as one rule that asks those of them that can match the line at hand."""

    def __compile__(self) -> None:  # noqa: D105  # as markdown-it calls it
        super().__compile__()
        self.__cache__ = {chain: [self._one(chain)] for chain in self.__cache__ or {}}

    def _one(self, chain: str) -> RuleFunction:
        by_character, others = _sorted_out(self, chain, _BLOCKS)

        def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls rules
            begin = state.bMarks[start] + state.tShift[start]
            for one in by_character.get(state.src[begin : begin + 1], others):  # noqa: SIM110  # in half the time of `any`
                if one(state, start, end, silent):
                    return True
            return False

        return rule


class InlineRuler(Ruler[RuleFunction]):
    """The rules for what is within a block, as one rule that asks those of them that can match at a place."""

    def __compile__(self) -> None:  # noqa: D105  # as markdown-it calls it
        super().__compile__()
        self.__cache__ = {chain: [self._one(chain)] for chain in self.__cache__ or {}}

    def _one(self, chain: str) -> RuleFunction:
        by_character, others = _sorted_out(self, chain, _WITHIN)

        def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # as markdown-it calls rules
            for one in by_character.get(state.src[state.pos], others):  # noqa: SIM110  # as above
                if one(state, silent):
                    return True
            return False

        return rule


def _sorted_out(
    ruler: Ruler[RuleFunction], chain: str, begins: Mapping[str, str]
) -> tuple[dict[str, tuple[RuleFunction, ...]], tuple[RuleFunction, ...]]:
    """The rules of a chain that may match by the character there, and those for every other character."""
    rules: list[tuple[RuleFunction, Any]] = [
        (rule.fn, begins.get(rule.name))
        for rule in ruler.__rules__
        if rule.enabled and (not chain or chain in rule.alt)
    ]
    characters = {character for known in begins.values() for character in known}
    by_character = {
        character: tuple(function for function, known in rules if known is None or character in known)
        for character in characters
    }
    return by_character, tuple(function for function, known in rules if known is None)
