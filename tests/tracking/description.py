"""GitHub's own OpenAPI description, and what in an exchange with the tracker it does not allow."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from tests.tracking.proxy import Answer, Exchange

DEVIATIONS = {
    r"GET /repos/[^/]+/[^/]+: \$\.owner: '(\w+_url|gravatar_id)' is a required property": "an owner is cut short",
    r"GET /repos/[^/]+/[^/]+/pulls\S+ \$\S*\.(owner|user): '(\w+_url|gravatar_id)' is a required property": "so here",
    r"GET /repos/[^/]+/[^/]+/pulls/\d+/commits\S+ \$\[\]\.(author|committer): None .+": "who committed is not said",
    r"GET /repos/[^/]+/[^/]+/pulls/\d+/commits\S+ \$\[\]\.commit\.tree: 'url' is a required .+": "a tree is cut short",
    r"GET /repos/[^/]+/[^/]+: \$: '(network|subscribers)_count' is a required property": "two counts are missing",
    r"GET /repos/[^/]+/[^/]+: \$\.pushed_at: None .+": "a repository without a commit was never pushed to",
    r"GET /repos/.+/issues/\d+/events\?.+: \$\[\]: .+ is not valid under any of .+": "no App is named",
    r"GET /search/issues\?.+: \$\.items\[\]: 'score' is a required property": "how well an issue matches is not said",
    r"GET /search/issues\?.+: \$: 'search_type' is a required property": "there is one kind of search",
    r"GET /(orgs|users)/[^/]+/installation: \$\.account: .+": "an account is cut short",
    r"GET /(orgs|users)/[^/]+/installation: \$: 'target_id' is a required property": "the account has the same id",
    r"GET /(orgs|users)/[^/]+/installation: Unknown .+ 404": "GitHub does not describe its own 404",
    r"POST /app/installations/\d+/access_tokens: \$: 'documentation_url' is a required .+": "it has no documentation",
    r".+: \$\S*\.user\.\w*url: '.+\[bot\].*' is not a 'uri'": "an App's login is not escaped in addresses",
}
"""What the GitHub test server answers otherwise than GitHub describes, and how; the tracker reads none of it."""


class Description:
    """The description in the file at `path`: REST's paths, what may be sent there and what is answered."""

    def __init__(self, path: Path) -> None:
        described = json.loads(path.read_text(encoding="utf-8"))
        _allow_null(described)
        # The description is not itself valid: some of its defaults are not of their own format.
        unchecked = Config(spec_validator_cls=None)  # type: ignore[arg-type]  # None is documented, and not typed
        self._answers = OpenAPI.from_dict(described, config=unchecked)
        # A misspelt key is no error in JSON Schema unless the schema says so, and GitHub's do not.
        self._requests = OpenAPI.from_dict(
            described, config=replace(unchecked, additional_properties_default_policy="forbid")
        )

    def hold_against(self, exchanges: Collection[Exchange]) -> None:
        """Fail, naming each exchange, where a request is not allowed or an answer deviates in a way not known."""
        requests = {(exchange.method, exchange.target, exchange.body): exchange for exchange in exchanges}.values()
        wrong = [_line(exchange, problem) for exchange in requests for problem in self.in_request(exchange)]
        wrong += [
            line for line in self.deviations(exchanges) if not any(re.fullmatch(known, line) for known in DEVIATIONS)
        ]
        assert not wrong, "\n".join(["GitHub's description says otherwise:", *wrong])

    def deviations(self, exchanges: Collection[Exchange]) -> list[str]:
        """What is wrong with the answers, known or not."""
        return [_line(exchange, problem) for exchange in exchanges for problem in sorted(self.in_answer(exchange))]

    def in_request(self, exchange: Exchange) -> Iterator[str]:
        """What is wrong with the request: method, path, query or body."""
        request = _request(exchange)
        understood = self._requests.unmarshal_request(request)
        for error in understood.errors:
            yield from _problems(error)
        if not understood.errors:
            for name in request.parameters.query.keys() - understood.parameters.query.keys():
                yield f"the query has {name}, which is not described"

    def in_answer(self, exchange: Exchange) -> set[str]:
        """What is wrong with the answer: status, type or body. Nothing where there was none."""
        if exchange.answer is None:
            return set()
        errors = self._answers.iter_response_errors(_request(exchange), _response(exchange.answer))
        return {problem for error in errors for problem in _problems(error)}


def _line(exchange: Exchange, problem: str) -> str:
    return f"{exchange.method} {exchange.target}: {problem}"


def _request(exchange: Exchange) -> MockRequest:
    address = urlsplit(exchange.target)
    return MockRequest(
        "https://api.github.com",
        exchange.method,
        address.path,
        args=parse_qs(address.query, keep_blank_values=True),
        data=exchange.body.encode(),
    )


def _response(answer: Answer) -> MockResponse:
    kind = next((value for name, value in answer.headers.items() if name.lower() == "content-type"), "")
    return MockResponse(answer.encoded(), answer.status, dict(answer.headers), kind)


def _problems(error: Exception) -> Iterator[str]:
    """An error in words; where a schema was broken, one for each place, whichever item of a list it is in."""
    broken = list(getattr(error.__cause__, "schema_errors", ()))
    yield from (f"{re.sub(r'[0-9]+', '', place.json_path)}: {place.message}" for place in broken)
    if not broken:
        yield f"{error}: {error.__cause__}" if error.__cause__ else str(error)


def _allow_null(described: Any) -> None:
    """Let null be among the values where it is allowed: OpenAPI 3.0.3 asks for both, GitHub says only the first."""
    if isinstance(described, list):
        for item in described:
            _allow_null(item)
    elif isinstance(described, dict):
        if described.get("nullable") is True and isinstance(described.get("enum"), list):
            described["enum"].append(None)
        for item in described.values():
            _allow_null(item)
