"""Attack: a text within the size limits that keeps a command busy, or fills the memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import log
from pathlib import Path

import pytest

from pipeline.characters import invisible, skeleton
from pipeline.corpus import read_corpus
from pipeline.document import MAX_BODY
from pipeline.markdown.restricted import for_audience, markers
from pipeline.redaction import redact
from pipeline.site.search.text import searchable
from tests.example import FINDING_PATH
from tests.hostile.putting_out import TODAY, Attack, put_out, said

GERMAN = "der die das und nicht wurde "
UNITS = {
    "references to issues": "#1 ",
    "emphasis": "*a",
    "nested lists": None,
    "links": "[a](b)",
    "one word": "Zugriffsschl\u00fcssel",
    "German words": f"{GERMAN}Zugriffsschl\u00fcsselverwaltung ",
    "Japanese": "\u6f0f\u3048\u3044\u3057\u305f\u9375\u306e\u7ba1\u7406",
    "markers": "<!-- tlp:green -->[E1]<!-- /tlp -->",
    "what reads like markers": "TLP:AMBER\n",
    "sentences about TLP in one line": "it was tlp:amber for them ",
    "levels in one line": "amber ",
    "tags that are not closed": "<tlp ",
    "entities": "&lt;tlp",
    "tokens": "eyJ",
    "headings": "a\n=\n",
    "tables": "a|b\n-|-\n",
}


def filled(name: str, share: float) -> str:
    """The largest text of that kind that a body may hold, or a share of it."""
    unit = UNITS[name]
    if unit is None:
        return "\n".join(f"{' ' * (2 * level)}- a" for level in range(int(500 * share**0.5)))
    least = {"headings": 2, "marks of Markdown": 12, "table cells": 2, "lines": 5}
    size = min(MAX_BODY["characters"], *(MAX_BODY[kind] * len(unit) // most for kind, most in least.items())) * 0.95
    return unit * int(size * share / len(unit))


@pytest.mark.parametrize("name", UNITS)
def test_a_body_at_its_limits(name: str, tmp_path: Path) -> None:
    text = f"\n## More\n\n{filled(name, 1)}\n"
    root = Attack(added={"README.md": text, FINDING_PATH: text}).write(tmp_path)
    for command in (said, put_out):
        begun = time.process_time()
        command(root)
        assert time.process_time() - begun < 4  # two texts of the largest size, and a machine that does other things


READERS: dict[str, Callable[[str], object]] = {
    "markers": markers.__wrapped__,
    "passages": lambda text: for_audience(text, "clear"),
    "characters": lambda text: list(invisible(text)),
    "skeletons": skeleton,
    "search": lambda text: searchable(f"<p>{GERMAN}{text}</p>"),
}
HARD = [
    *(
        "a",
        "\u00e4",
        "\u6f0f",
        "\n",
        " ",
        "<",
        "<!--",
        "<!-- tlp",
        "tlp ",
        "tlp:amber ",
        "t\u2060",
        "&",
        "&lt;tlp;",
        "t l ",
        "[E1] ",
    ),
    *(
        "TLP:AMBER\n",
        "<a\n",
        "<!-- tlp:red --><!-- /tlp -->",
        "\u200d",
        "\U0001f469\u200d",
        "a\u6f0f",
        "```tlp\n",
        "https://a.b/",
    ),
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("unit", HARD)
def test_each_reader_takes_a_time_that_grows_with_the_text(reader: str, unit: str) -> None:
    read = READERS[reader]
    spent = {}
    for size in (20_000, 40_000, 80_000, 160_000):
        text = unit * (size // len(unit))
        begun = time.process_time()
        read(text)
        spent[size] = time.process_time() - begun
    assert spent[160_000] < 1
    if spent[20_000] > 0.005:
        assert log(spent[160_000] / spent[20_000]) / log(8) < 1.35


def test_a_long_word_is_not_cut_up_without_end() -> None:
    page = searchable(f"<p>{GERMAN}{'zugriffsschluessel' * 20_000}</p>")
    assert len(page) < 2_000_000


def test_spaces_before_a_citation_are_looked_at_once(tmp_path: Path) -> None:
    root = Attack(added={"README.md": f"\n{' ' * 200_000}[E1]\n"}).write(tmp_path)
    corpus = read_corpus(root)
    begun = time.process_time()
    redact(corpus, "clear", TODAY)
    assert time.process_time() - begun < 0.5
