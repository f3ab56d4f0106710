"""GitHub as it once answered: exchanges that Octokit recorded, played again by a server on this machine."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.needs import octokit
from tests.tracking.proxy import Answer, Fault, Proxy

_GITHUB = "https://api.github.com"
_OF_THE_CONNECTION = frozenset({"connection", "content-length", "date"})


class Recording(Proxy):
    """Answers as GitHub did in a scenario of @octokit/fixtures; a proxy with the recorded exchanges behind it.

    An address that GitHub gave, by a repository's id, has to come back with its query. The tracker's own
    requests ask for more on a page than Octokit did, so they are found by their path. Whatever was not
    recorded is a 404. Addresses in answers are those of this server.
    """

    def __init__(self, scenario: str) -> None:
        file = octokit("fixtures") / "scenarios" / "api.github.com" / scenario / "normalized-fixture.json"
        self.recorded: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        super().__init__(port=0)  # nothing listens behind it

    def answer(self, place: int) -> Answer:
        """What GitHub answered to the scenario's request at `place`, from 0."""
        exchange = self.recorded[place]
        headers = {name: str(value) for name, value in exchange["headers"].items() if name not in _OF_THE_CONNECTION}
        here = json.dumps([exchange["response"], headers]).replace(_GITHUB, self.url)
        body, headers = json.loads(here)
        return Answer(exchange["status"], body, headers)

    def instead(self, place: int) -> Fault:
        """The same, as the answer to another request."""
        return Fault(forward=False, answer=self.answer(place))

    def _forward(self, handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
        del body  # the scenario says what is answered, whatever is sent
        asked = f"{handler.command} {handler.path}"
        for place, exchange in enumerate(self.recorded):
            if _same(asked, f"{exchange['method'].upper()} {exchange['path']}"):
                return self.answer(place)
        return Answer(404, {"message": "Not Found"})


def _same(asked: str, recorded: str) -> bool:
    (line, query), (recorded_line, recorded_query) = (urlsplit(text)[2:4] for text in (asked, recorded))
    return line == recorded_line and ("/repositories/" not in line or parse_qs(query) == parse_qs(recorded_query))
