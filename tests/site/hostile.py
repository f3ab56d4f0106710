"""A repository of hostile incidents: each has one text of injections.json in every field that the format has."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipeline.host.characters import harmless
from pipeline.repository.config import build_config
from pipeline.repository.corpus import read_corpus
from pipeline.site.data import SiteData, visible
from pipeline.tracking.lifecycle import finding_state
from pipeline.vocabulary import schema
from tests import example

TODAY = date(2026, 3, 1)
INJECTIONS: Mapping[str, str] = json.loads(Path(__file__).with_name("injections.json").read_text(encoding="utf-8"))
PLAIN = "plain"
"""The name of the incident whose text is harmless: what the others' pages are compared with."""
_TEXTS = {PLAIN: "plain words", **INJECTIONS}

BODY = """\
{text}

## {line}

It leaked [E1]. {text}

### {line} again

- {line}
  {line}

1. [ ] {line}

| {line} | b |
|---|---|
| [{line}]({line}) | {line} |

> {text}

`{line}` ``{line}`` **{line}** <{line}>

[{line}](<https://example.org/{line}> "{line}") ![{line}](evidence/log.txt "{line}") [{line}][{line}]

[{line}]: https://example.org/ "{line}"

    {line}

```{line}
{text}
```

The last words.
"""

_GIVEN = {
    "when": "2026-01-02",
    "length": "PT1H",
    "number": 3,
    "short-name": "thing",
    "tlp": "clear",
    "team": "team",
    "incident": f"2026-01-01-{PLAIN}",
    "evidence-id": "E1",
    "finding-number": "01",
    "date": "2026-02-01",
    "moment": "2026-01-10T09:00Z",
}
"""What stands for a definition of the schemas that other files or pages hang on."""

_LEFT_OUT = {"duplicate_of", "disclose_after", "waivers", "due", "aliases", "timezone"}
"""What would take the finding or the incident off the page, or is not text on it."""


def incident_id(name: str) -> str:
    return f"2026-01-01-{name}"


def line(text: str) -> str:
    """The text in one line, as a heading, a title or a file's name has it."""
    return " ".join(text.split())


def write(root: Path) -> None:
    """Write the repository below `root`."""
    for name, text in _TEXTS.items():
        _write(root / "incidents" / incident_id(name), name, text)


def site(root: Path) -> SiteData:
    """The site of the repository that was written below `root`."""
    config = build_config(
        {
            "security_response": {"team": f"team-{PLAIN}", "repository": "example-org/response"},
            "teams": {f"team-{name}": _planted("config", text, "teams") for name, text in _TEXTS.items()},
            "priorities": {"p0": 7},
            "regimes": {text: _regime(text) for text in _TEXTS.values()},
            "site": {"name": _TEXTS["script-closes-title"], "url": "https://example.org/postmortems/"},
        }
    )
    corpus = visible(read_corpus(root), "clear", TODAY)
    issue = example.issue(url="https://example.org/7")
    finding_states = {key.key: finding_state(key, issue, today=TODAY, priorities={"p0": 7}) for key in corpus.findings}
    return SiteData(corpus, finding_states, config, "clear", TODAY)


def _regime(text: str) -> dict[str, Any]:
    return {"title": text, "provision": text, "steps": {text: {"title": text}}}


def _write(folder: Path, name: str, text: str) -> None:
    (folder / "evidence").mkdir(parents=True)
    (folder / "findings").mkdir()
    artefact = f"evidence/{file_name(text)}.txt"
    (folder / artefact).write_text(text, encoding="utf-8")
    own = {"team": f"team-{name}", "title": line(text), "path": artefact}
    # A file with a control character in it is not read at all; front matter has them as escapes.
    written = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text)
    body = BODY.format(text=written, line=line(written))
    documents = {
        "README.md": (_planted("incident", text), body),
        "timeline.md": (_planted("timeline", text), body),
        "evidence.md": (_planted("evidence", text), body),
        f"findings/01-{file_name(text)}.md": (_planted("finding", text), body),
    }
    for path, (data, prose) in documents.items():
        front = yaml.safe_dump(_with(data, own), sort_keys=False)
        (folder / path).write_text(f"---\n{front}---\n{prose}", encoding="utf-8", newline="")


def file_name(text: str) -> str:
    """The text as near as the name of a file can come to it: a name with an invisible character is not read at all."""
    return harmless(line(text)).replace("/", "_").encode()[:120].decode(errors="ignore") or "x"


def _with(data: Any, own: Mapping[str, str]) -> Any:
    """The data with this incident's own team, title and artefact."""
    if isinstance(data, list):
        return [_with(item, own) for item in data]
    if not isinstance(data, dict):
        return own["team"] if data == _GIVEN["team"] else data
    return {key: own[key] if key in ("title", "path") else _with(value, own) for key, value in data.items()}


def _planted(name: str, text: str, *route: str) -> Any:
    """An object with every property that the schema has, and the text in every string that has no fixed words."""
    here = schema(name)
    for key in route:
        here = here["properties"][key]["additionalProperties"]
    return _filled(name, here, text)


def _filled(name: str, here: dict[str, Any], text: str) -> Any:
    while "$ref" in here:
        file, _, pointer = here["$ref"].partition("#/")
        name, definition = file.removesuffix(".schema.json") or name, pointer.rpartition("/")[2]
        if definition in _GIVEN:
            return _GIVEN[definition]
        here = schema(name)["$defs"][definition]
        if definition == "url":
            return f"https://example.org/{text}"
    if "enum" in here:
        return next((word for word in here["enum"] if word in ("published", "accepted", "sev1")), here["enum"][0])
    if here["type"] == "array":
        return [_filled(name, here["items"], text)]
    if here["type"] == "object":
        kept = {key: value for key, value in here.get("properties", {}).items() if key not in _LEFT_OUT}
        return {key: _filled(name, value, text) for key, value in kept.items()}
    return {"boolean": True, "integer": 1, "string": text}[here["type"]]
