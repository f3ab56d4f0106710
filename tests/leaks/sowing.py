"""Words of their own in lines and in prose: to see, restricted, in a comment, in every kind of block and link."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from pipeline.vocabulary import levels
from tests.leaks.story import Here
from tests.leaks.words import NOBODY, Word, strictest

Choose = Callable[[Sequence[Any]], Any]
_MARKERS = ("<!-- tlp:{} -->", "<!--TLP:{}-->")


class Sower:
    """Makes text of new words, and remembers each with its level. `choose` decides whatever is open.

    `sound` leaves out what `check` refuses: passages that never end, levels that nobody knows.
    """

    def __init__(self, choose: Choose, *, sound: bool = False) -> None:
        self.choose, self.sound = choose, sound
        self.words: list[Word] = []
        self._numbers, self._days = count(), count()

    def word(self, place: str, level: str) -> str:
        number = next(self._numbers)
        return self.keep("zq" + "".join(chr(ord("a") + number // 26**power % 26) for power in range(6)), place, level)

    def keep(self, text: str, place: str, level: str) -> str:
        self.words.append(Word(text, place, level))
        return text

    def day(self, place: str, level: str, first: date = date(2021, 1, 1)) -> str:
        return self.keep((first + timedelta(days=next(self._days))).isoformat(), place, level)

    def text(self, place: str, here: Here) -> str:
        """A line with a word to see, a restricted one within, and a citation."""
        cited = self.choose(here.story.items).id
        return f"{self.word(place, here.level)} {self.passage(place, here.level)} [{cited}]"

    def passage(self, place: str, level: str, between: str = "") -> str:
        own = self.choose(levels())
        begin = self.choose(_MARKERS).format(own)
        hidden = self.word(f"{place}, a passage", strictest(level, own))
        return f"{begin}{between}{hidden}{between}<!-- /tlp -->"

    def url(self, place: str, here: Here) -> str:
        return f"https://{self.word(place, here.level)}.example.org/"

    def prose(self, place: str, here: Here, headings: Sequence[str]) -> Iterator[str]:
        for heading in headings:
            yield f"## {heading}"
            yield self.text(place, here)
            yield f"- {self.text(place, here)}\n- {self.text(place, here)}"
        yield from self._blocks(place, here)
        yield f"### {self.text(f'{place}, a heading', here)}"
        hidden = f"{place}, a passage"
        outer, inner = self.choose(levels()), self.choose(levels())
        yield f"<!-- tlp:{outer} -->\n## {self.word(hidden, strictest(here.level, outer))}"
        yield f"<!-- tlp:{inner} -->\n{self.word(hidden, strictest(here.level, outer, inner))}\n<!-- /tlp -->"
        yield f"{self.word(hidden, strictest(here.level, outer))}\n<!-- /tlp -->"
        if not self.sound:
            yield f"<!-- tlp:purple -->{self.word(hidden, NOBODY)}<!-- /tlp -->"
            yield f"<!-- tlp {self.word(hidden, NOBODY)} -->{self.word(hidden, NOBODY)}<!-- /tlp -->"
            yield f"<!-- tlp:{outer} -->\n\n{self.word(hidden, strictest(here.level, outer))}"

    def _blocks(self, place: str, here: Here) -> Iterator[str]:
        def word(kind: str) -> str:
            return self.word(f"{place}, {kind}", here.level)

        up = "../" if place.startswith("finding") else ""
        story = here.story
        links = [f"{up}{part.path}" for part in (*story.items, *story.findings) if part.path]
        known = [name for other in story.others for name in (other.id, *(() if self.sound else other.aliases))]
        links += [f"{up}../{name}/README.md" for name in known]
        yield f"| {word('a table')} | {word('a table')} |\n|---|---|\n| {self.text(f'{place}, a table', here)} | b |"
        yield f"```\n{word('code')}\n{self.passage(f'{place}, code', here.level, chr(10))}\n```"
        yield f'[{word("a link")}](https://{word("a link")}.example.org/ "{word("a link")}")'
        yield f"[{word('a link')} {self.passage(place, here.level)}](https://example.org/)"
        yield f'<b title="{word("HTML, its title")}">{word("HTML")}</b>'
        yield f"<!-- Somebody wrote {word('a comment')} down here. -->"
        yield f"As in {', '.join(known)}."
        yield f"See {', '.join(part.path for part in (*story.items, *story.findings) if part.path)}."
        for number, link in enumerate(links):
            yield f'[{word("a link inside")}]({link}) ![{word("an image")}]({link} "{word("an image, its title")}")'
            yield f"[{word('a link inside')}][{number}]\n\n[{number}]: {link}"
