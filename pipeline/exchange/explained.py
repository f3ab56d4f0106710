"""What imports and exports know, as text for `postmortem explain`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import fill

from pipeline.exchange.incoming.house import SECTIONS, House
from pipeline.exchange.timelines.csv_file import ALSO, KEYS, TIMESKETCH
from pipeline.report import field_docs

_WIDTH = 100

_FINDINGS = {"actions": "findings/", "plans": "findings/, from lists, tables and plans"}
_BECOMES: Mapping[str, str] = {
    **{role: f"## {heading}" for role, heading in SECTIONS.items()},
    **_FINDINGS,
    "timeline": "timeline.md",
    "references": "`references` in README.md",
}


def of_import(house: House, styles: Iterable[str]) -> str:
    """The words by which `import` reads reports; `styles` names the house styles that they come from."""
    return "\n".join(_import(house, styles))


def _import(house: House, styles: Iterable[str]) -> Iterator[str]:
    yield "postmortem import reads reports by house styles. A file in house-styles/ adds words of your own."
    yield f"House styles: {', '.join(styles)}"
    yield from ("", "Headings, and where the text below them goes (`headings`):")
    for role, target in _BECOMES.items():
        yield _line(f"{role} → {target}", (word for word, meaning in house.headings.items() if meaning == role))
    yield from ("", "Other headings that contain these words (`heading_words`):")
    yield from (_line(role, words) for role, words, _ in house.heading_words)
    yield from ("", "Labels and keys of front matter (`fields`):")
    yield from _by_meaning(house.fields)
    yield from ("", "Columns of tables (`columns`):")
    yield from (_line(meaning, words) for meaning, words in house.columns.items())
    for key, words in (("severities", house.severities), ("priorities", house.priorities)):
        yield from ("", f"{key.capitalize()} (`{key}`):")
        yield from _by_meaning(words)
    yield from ("", "Time zones (`zones`):")
    yield _wrapped(", ".join(f"{name} {zone}" for name, zone in sorted(house.zones.items())))


def of_timeline() -> str:
    """The columns and keys that `timeline` knows."""
    return "\n".join(_timeline())


def of_export() -> str:
    """The formats that `export` writes."""
    return "\n".join(_export())


def _timeline() -> Iterator[str]:
    described = {field.name: field.meaning for field in field_docs.fields()}
    yield "postmortem timeline import reads, and timeline export writes, these columns of CSV and keys of JSON:"
    for key in KEYS:
        others = [name for name in ALSO.get(key, ()) if name != key]
        also = f" Also called: {', '.join(others)}." if others else ""
        yield _wrapped(f"{key}: {described[f'timeline.events.{key}']}{also}")
    yield f"For Timesketch, CSV also has {', '.join(TIMESKETCH)}."
    yield "Read a column with another name with `--column KEY=NAME`."


def _export() -> Iterator[str]:
    yield "postmortem export writes what the audience may see of one incident, unless it is a draft:"
    yield "  html, md: one file to read; it loads nothing"
    yield "  docx: by python-docx, `pip install 'postmortem-pipeline[documents]'`"
    yield "  pdf: by Chromium, Chrome or Edge on this machine, or the program that CHROMIUM names"
    yield "  stix, veris: for programs; indicators are not defanged"


def _by_meaning(words: Mapping[str, str]) -> Iterator[str]:
    for meaning in dict.fromkeys(words.values()):
        yield _line(meaning, (word for word, known in words.items() if known == meaning))


def _line(name: str, words: Iterable[str]) -> str:
    return _wrapped(f"{name}: {', '.join(sorted(words))}")


def _wrapped(text: str) -> str:
    return fill(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False)


TEXTS: Mapping[str, Callable[[], str]] = {"timeline": of_timeline, "export": of_export}
"""What commands know that need no house style, by their names."""
