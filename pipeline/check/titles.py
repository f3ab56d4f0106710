"""Whether a finding's title says what to do: English, by lists of words in `data/`.

A title that starts with the base form of a verb that is nothing else is right. One that starts with a word that is
certainly not a verb is wrong. In between are words that the lists cannot decide: an unknown one, or `Log retention`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_MENTION = re.compile(r"@[\w/-]+")
_NOT_ENGLISH = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
"""Letters of languages whose sentences do not begin with a verb."""
_NOUN = re.compile(r".{2,}(?:tions?|sions?|ments?|ness|ity|ities|ance|ence|ship|ism)")
_PREFIX = re.compile(r"^(?:re|un|de)(?=.{4})")
_ENDINGS = ("s", "es", "ed", "d", "ing")
_TAKEN_OFF = 2


@dataclass(frozen=True, slots=True)
class TitleProblem:
    """What is wrong with a title, and whether that is certain.

    `verb` is one that it could begin with, "" if there is none; `otherwise` says what to do where it is right.
    """

    message: str
    sure: bool
    verb: str = ""
    otherwise: str = ""


def judge(title: str, own: frozenset[str]) -> TitleProblem | None:
    """What is wrong with a finding's title; None for nothing. `own` are verbs that a team adds."""
    if not title[:1].isalpha():
        called = _MENTION.match(title)
        begins = f"begins with a mention, `{called.group()}`" if called else "does not begin with a word"
        return TitleProblem(f"the title {begins}", sure=True)
    if _NOT_ENGLISH.search(title):
        return None
    words = _WORD.findall(title.replace("\u2019", "'"))
    while len(words) > 1 and _is_adverb(words[0].lower()):
        words = words[1:]
    first, *rest = words
    kind = _kind(first.lower(), own)
    if not kind:
        return _no_verb(first, own) if first.isascii() else None  # the lists are English
    if not rest and title.rstrip(" .!").endswith(first):
        return TitleProblem(f"the title is only one word, `{first}`", sure=True)
    if kind == "ambiguous" and _names_a_thing([word.lower() for word in rest]):
        otherwise = f"add an article: `{first} the {rest[0]}`"
        return TitleProblem(f"`{first} {rest[0]}` reads as the name of a thing", sure=False, otherwise=otherwise)
    return None


def known_verb(word: str, own: frozenset[str]) -> bool:
    """Whether the lists hold the word as a verb in its base form."""
    return _kind(word.lower(), own) != ""


def _no_verb(first: str, own: frozenset[str]) -> TitleProblem:
    word, message = first.lower(), f"the title begins with `{first}`, which is not a verb"
    base = next((base for base in _bases(word) if _kind(base, own)), "")
    if base:
        return TitleProblem(f"the title begins with `{first}`, which does not say what to do", sure=True, verb=base)
    if word in _section("first") or _NOUN.fullmatch(word):
        return TitleProblem(message, sure=True)
    otherwise = f"add it to postmortem.yml: `words: {{verbs: {{{word}: true}}}}`"
    return TitleProblem(f"the title begins with `{first}`, which is not a known verb", sure=False, otherwise=otherwise)


def _kind(word: str, own: frozenset[str]) -> str:
    """`verb`, `ambiguous` (a noun or adjective as well), or "" for neither."""
    if word in own or word in ("don't", "do"):
        return "verb"
    is_ambiguous = _verbs().get(word)
    if is_ambiguous is None and "-" in word:
        is_ambiguous = _verbs().get(word.rpartition("-")[2])  # re-check, double-check, access-log
    elif is_ambiguous is None and _verbs().get(_PREFIX.sub("", word)) is False:
        is_ambiguous = False  # retell
    return "" if is_ambiguous is None else "ambiguous" if is_ambiguous else "verb"


def _names_a_thing(rest: list[str]) -> bool:
    """Whether `Log`, `Test` and the like are followed by what makes them a noun."""
    if not rest or rest[0] in _section("question"):
        return False
    told = any(word in _section("fact") for word in rest[:2]) or rest[-1] in _section("state")
    return told or rest[0] in _section("second")


def _is_adverb(word: str) -> bool:
    return word in _section("adverb") or (word.endswith("ly") and word not in _verbs())


def _bases(word: str) -> Iterator[str]:
    """The verbs that a word may be a form of: monitoring, tests, rotated, planned, tidied."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _TAKEN_OFF:
            continue
        yield stem
        yield f"{stem}e"
        if stem[-1] == stem[-2]:
            yield stem[:-1]
        if stem.endswith("i"):
            yield f"{stem[:-1]}y"


@cache
def _verbs() -> dict[str, bool]:
    """Each verb, and whether it is a noun or an adjective as well."""
    lines = (line for line in _lines("verbs.txt") if line)
    return {line.removesuffix("*"): line.endswith("*") for line in lines}


@cache
def _section(name: str) -> frozenset[str]:
    sections: dict[str, list[str]] = {}
    section: list[str] = []
    for line in _lines("titles.txt"):
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), [])
        else:
            section.extend(line.split())
    return frozenset(sections[name])


def _lines(name: str) -> list[str]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
