"""Incidents at the limits of what `check` accepts, generated to be slow: hard texts, and every list of the schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from pipeline.documents.document import MAX_BODY, sizes
from pipeline.repository.corpus import MAX_ARTEFACT_BYTES
from pipeline.vocabulary import schema
from tests import example as repository
from tests.from_schema import Part, Route, example, lists, put, resolved
from tests.fuzz.bodies import BODIES
from tests.fuzz.hostile import fitting
from tests.hostile.long_texts import UNITS, filled
from tests.markdown.test_hostile import TEXTS

FOLDER = f"incidents/{repository.INCIDENT}"
Make = Callable[[Path, float], None]
"""Writes the repository, with a share of what the case has at its limit."""

HARD = (
    *("a", "\u00e4", "\u6f0f", "\n", " ", "<", "<!--", "<!-- tlp", "tlp ", "tlp:amber ", "t\u2060", "&", "&lt;tlp;"),
    *("t l ", "[E1] ", "TLP:AMBER\n", "<a\n", "<!-- tlp:red --><!-- /tlp -->", "\u200d", "\U0001f469\u200d"),
    *("a\u6f0f", "```tlp\n", "https://a.b/", "(", "(amber ", "# a (", "> > - ", ">\na\n", "> " * 20 + "a\nb\n"),
)
"""What a text is made of that repeats it to the limit."""
SECRETS = {
    "web tokens": "eyJ",
    "web tokens in parts": "eyJ.",
    "web tokens of one part": "eyJhbGciOi.eyJ ",
    "products": "artif",
    "products and passwords": "artif\nAP6hQ9ZtL2vX\n",
    "keys and spaces": "key" + " " * 400,
    "base64": "Ab1/",
    "addresses": "://a:b",
    "addresses with passwords": "://a:b@",
    "headers": "BEGIN RSA PRIVATE KEY-----AAAAAAAAAAA",
    "headers alone": "-----BEGIN PRIVATE KEY-----\n",
    "dots": "abcdefghijklmnopqrstuvwx.",
    "clouds": "aws key token ",
    "chats": "xoxb-1-2-3-",
    "packages": "_authToken",
    "digits": "0",
    "letters and signs": "MTIzNDU2Nzg5MDEyMzQ1Njc4.",
    "more clouds": "cloudant_api_key = ",
    "backslashes": "\\",
    "terminals": "PuTTY-User-Key-File-2: a\n",
    "log lines": "2026-01-10T09:00:00Z INFO request 4711 from 192.0.2.17 took 23 ms, key=none\n",
}
"""What an artefact repeats to its limit."""
_KEY_ID = f"{'AKIA'}QYLPMN5HHHFPZAM2\n"
"""A secret: where there is one, each text is searched by itself."""


def cases() -> Iterator[tuple[str, Make]]:
    """Every case, by its name."""
    yield "nothing", lambda root, _share: _write(root)
    for name in UNITS:
        yield f"text: {name}", _text(lambda share, name=name: filled(name, share))  # type: ignore[misc]  # a default binds it
    for unit in HARD:
        yield f"text: {unit!r}", _text(lambda share, unit=unit: _repeated(unit, share))  # type: ignore[misc]  # as above
    for name, text in BODIES.items():
        fits = _within(fitting(text))
        yield f"body: {name}", _text(lambda share, fits=fits: fits[: int(len(fits) * share)])  # type: ignore[misc]  # as above
    for name, make in TEXTS.items():
        yield f"Markdown: {name}", _text(lambda share, make=make: _within(make(int(MAX_BODY["characters"] * share))))  # type: ignore[misc]  # as above
    for name, unit in SECRETS.items():
        yield f"artefact: {name}", _artefact(unit)
    for name in ("base64", "letters and signs", "log lines", "web tokens in parts"):
        yield f"text: a secret and {name}", _text(lambda share, unit=SECRETS[name]: _KEY_ID + _repeated(unit, share))  # type: ignore[misc]  # as above
    for kind in ("incident", "timeline", "evidence", "finding"):
        for route, part in lists(kind):
            yield f"list: {kind} {'.'.join(map(str, route))}", _list(kind, route, part)
    yield "times: of no named zone", _times
    yield "files: findings", _findings
    yield "files: artefacts", _artefacts


def _write(root: Path, changes: dict[str, str] | None = None) -> None:
    repository.write(root, {**repository.files(), **(changes or {})})


def _repeated(unit: str, share: float) -> str:
    some = sizes(unit * 100)
    times = min(MAX_BODY[kind] * 100 // size for kind, size in some.items() if size)
    return unit * int(times * 0.98 * share)


def _within(text: str) -> str:
    """The longest beginning of a text that a body may have."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = all(size < 0.98 * MAX_BODY[kind] for kind, size in sizes(text[:middle]).items())
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low]


def _text(text: Callable[[float], str]) -> Make:
    """The report has the text, and the finding as much of it as an issue may have."""

    def make(root: Path, share: float) -> None:
        body = text(share)
        finding = body[: int(50_000 * share)]
        changes = {
            f"{FOLDER}/README.md": f"{repository.README}\n## More\n\n{body}\n",
            f"{FOLDER}/{repository.FINDING_PATH}": f"{repository.FINDING}\n## More\n\n{finding}\n",
        }
        _write(root, changes)

    return make


def _artefact(unit: str) -> Make:
    def make(root: Path, share: float) -> None:
        _write(root, {f"{FOLDER}/evidence/dump.txt": unit * int(MAX_ARTEFACT_BYTES * share * 0.98 / len(unit))})

    return make


def _findings(root: Path, share: float) -> None:
    _write(root, {f"{FOLDER}/findings/{n:02}-a.md": repository.FINDING for n in range(2, int(999 * share))})


def _artefacts(root: Path, share: float) -> None:
    _write(root, {f"{FOLDER}/evidence/a-{n}.txt": "a" for n in range(int(5_000 * share))})


def _times(root: Path, share: float) -> None:
    """A timeline in which every event begins and ends at another time, of a zone that nobody names."""
    start = datetime(2025, 1, 1)  # noqa: DTZ001  # as clocks showed it
    most = int(schema("timeline")["properties"]["events"]["maxItems"] * share)
    times = [(start + timedelta(minutes=6 * n)).isoformat(timespec="minutes") for n in range(2 * most)]
    pairs = zip(times[::2], times[1::2], strict=True)
    events = [{"at": at, "ended": ended, "what": "It went on."} for at, ended in pairs]
    front = {"timezone": "unknown", "events": events}
    _write(root, {f"{FOLDER}/timeline.md": f"---\n{yaml.safe_dump(front, sort_keys=False)}---\n"})


FILES = {
    "incident": "README.md",
    "timeline": "timeline.md",
    "evidence": "evidence.md",
    "finding": repository.FINDING_PATH,
}
_MOST = 2_000
"""As many items as a list gets that has no limit of its own."""


def _list(kind: str, route: Route, part: Part) -> Make:
    def make(root: Path, share: float) -> None:
        path = f"{FOLDER}/{FILES[kind]}"
        _, front, body = repository.files()[path].split("---\n", 2)
        data = yaml.load(front, yaml.BaseLoader)  # noqa: S506  # keeps `on` and `01` as text
        number = int(part.schema.get("maxItems", _MOST) * share)
        put(data, resolved(kind, schema(kind)), route, [example(part.inner(0), at) for at in range(number)])
        _write(root, {path: f"---\n{yaml.safe_dump(data, sort_keys=False, allow_unicode=True)}---\n{body}"})

    return make
