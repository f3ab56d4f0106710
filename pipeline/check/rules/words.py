"""Rules about wording: texts that blame people, and titles that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.check.rule import Example, Problem, RuleContext, at, rule
from pipeline.check.texts import texts
from pipeline.check.titles import known_verb
from pipeline.diagnostic import Severity
from pipeline.model import Incident
from pipeline.repository.config import Wording

_ADVICE = "describe what happened, why it made sense at the time, and what needs to change"
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?")


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", body="## What happened\n\nThe engineer should have checked the image.\n"),
    passes=Example("README.md", body="## What happened\n\nNothing in the build compared the image with its source.\n"),
)
def nobody_is_blamed(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """No text blames a person: what people did made sense to them, and the next person would have done the same.

    To change the phrases, edit `words` in postmortem.yml.
    """
    phrases = _phrases(context.config.words)
    if not any(phrases.may_be_in(document.source.text) for document in context.documents.values()):
        return
    for text in texts(incident, context, phrases.pattern):
        for match in phrases.pattern.finditer(text.text):
            hint = phrases.advice[int(str(match.lastgroup).removeprefix("p"))]
            yield Problem(text.located(match.start(), match.group()), f"`{_shown(match)}` blames somebody", hint)


@rule(
    severity=Severity.WARNING,
    fails=Example("README.md", front="title: Security incident of 3 March"),
    passes=Example("README.md", front="title: A token of the identity service was readable in a public image"),
)
def title_says_something(incident: Incident, context: RuleContext) -> Iterator[Problem]:
    """A title says who or what was affected and how, not just that an incident happened, when, or in which service.

    To change the words that say nothing, edit `words` in postmortem.yml.
    """
    empty = context.config.words.empty_titles | {word for service in incident.services for word in _words(service)}
    if incident.title and not _says_something(_words(incident.title), empty):
        hint = "write a title that an outsider understands: `A token of the build was readable in a public image`"
        yield Problem(at(incident.readme, "title"), f"`{incident.title}` does not say what happened", hint)
    for finding in incident.findings:
        verb, *rest = _words(finding.title) or [""]
        if rest and known_verb(verb, context.config.words.verbs) and not _says_something(rest, empty):
            hint = "write what to change, and how: `Expire tokens after 30 days`"
            yield Problem(at(finding.path, "title"), f"`{finding.title}` does not say what to change", hint)


def _says_something(words: list[str], empty: frozenset[str]) -> bool:
    return any(word not in empty and not _NUMBER.fullmatch(word) for word in words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases that blame, as one pattern, with the advice for each.

    `marks` has one word of each phrase, and `heads` each phrase up to its first `*`: quick ways to rule a text out.
    """

    marks: tuple[str, ...]
    heads: tuple[str, ...]
    pattern: re.Pattern[str]
    advice: tuple[str, ...]

    def may_be_in(self, text: str) -> bool:
        lowered = text.lower()
        if not any(mark in lowered for mark in self.marks):
            return False
        line = " ".join(lowered.replace("\u2019", "'").split())
        return any(head in line for head in self.heads)


@lru_cache(maxsize=8)
def _phrases(words: Wording) -> _Phrases:
    phrases = [phrase for phrase, _ in words.blame]
    parts = []
    for number, phrase in enumerate(phrases):
        escaped = r"\s+".join(
            re.escape(word).replace(r"\*", r"\w*").replace("'", "['\u2019]") for word in phrase.split()
        )
        parts.append(rf"(?P<p{number}>(?<!\w){escaped}(?!\w))")
    return _Phrases(
        marks=tuple({max(re.split(r"[\s*']+", phrase), key=len) for phrase in phrases}),
        heads=tuple({phrase.partition("*")[0].strip() for phrase in phrases}),
        pattern=re.compile("|".join(parts) or r"(?!)", re.IGNORECASE),
        advice=tuple(advice or _ADVICE for _, advice in words.blame),
    )


def _shown(match: re.Match[str]) -> str:
    return " ".join(match.group().split())
