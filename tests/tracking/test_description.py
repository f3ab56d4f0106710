"""Where GitHub's description is silent or strict: that a wrong exchange fails, and what the tracker may rely on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from pipeline.tracking.github.connection import Connection
from pipeline.tracking.github.credentials import credentials_from
from pipeline.tracking.github.rate_limit import RateLimiter
from pipeline.tracking.github.tracker import GitHubTracker
from pipeline.tracking.tracker import Edit, LostAnswer, NewIssue, TrackerError
from tests.tracking.description import DEVIATIONS, Description
from tests.tracking.proxy import Answer, Exchange, Proxy, instead
from tests.tracking.server import APP_ID, Server, app_key
from tests.tracking.test_reviews import reviews_at

ISSUES = "/repos/example-org/identity/issues"
NEW = NewIssue("Expire tokens", "A token lived for ever.", frozenset({"postmortem"}))


@pytest.mark.parametrize(
    ("method", "target", "body", "problem"),
    [
        ("GET", "/repos/example-org/identity/isues", "", "Path not found"),
        ("PUT", ISSUES, "", "Operation put not found"),
        ("GET", f"{ISSUES}?sate=all", "", "the query has sate"),
        ("GET", f"{ISSUES}?state=every", "", "'every' is not one of"),
        ("GET", f"{ISSUES}?per_page=many", "", "Failed to cast"),
        ("GET", f"{ISSUES}/first", "", "Failed to cast"),
        ("POST", ISSUES, '{"body": "A token lived for ever."}', "'title' is a required property"),
        ("POST", ISSUES, '{"title": "Expire tokens", "label": ["postmortem"]}', "'label' was unexpected"),
        ("POST", ISSUES, '{"title": "Expire tokens", "assignees": "dana"}', "'dana' is not of type 'array'"),
        ("POST", ISSUES, '{"title": ', "Failed to deserialize"),
        ("PATCH", f"{ISSUES}/1", '{"state": "closed", "state_reason": "wontfix"}', "'wontfix' is not one of"),
        ("POST", f"{ISSUES}/1/labels", '{"names": ["postmortem"]}', "is not valid under any of the given schemas"),
    ],
)
def test_a_wrong_request_fails(description: Description, method: str, target: str, body: str, problem: str) -> None:
    with pytest.raises(AssertionError, match=problem):
        description.hold_against([Exchange(method, target, body)])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"state": None}, r"\$\.state: None is not of type 'string'"),
        ({"closed_at": "yesterday"}, r"\$\.closed_at: 'yesterday' is not a 'date-time'"),
        ({"labels": [{"name": 1}]}, r"\$\.labels\[\]"),
    ],
)
def test_a_new_deviation_fails(description: Description, server: Server, change: dict[str, Any], problem: str) -> None:
    repository = server.new_repository()
    issue = server.request("POST", f"/repos/{repository}/issues", {"title": "Expire tokens"})
    answer = Answer(200, {**issue, **change}, {"Content-Type": "application/json"})

    with pytest.raises(AssertionError, match=problem):
        description.hold_against([Exchange("GET", f"/repos/{repository}/issues/1", "", answer)])


def test_an_answer_that_github_does_not_give_fails(description: Description) -> None:
    answer = Answer(418, {}, {"Content-Type": "application/json"})

    with pytest.raises(AssertionError, match="418"):
        description.hold_against([Exchange("GET", f"{ISSUES}/1", "", answer)])


def test_each_deviation_listed_is_still_there(
    description: Description, github: GitHubTracker, proxy: Proxy, server: Server
) -> None:
    target = server.new_repository()
    settings = {"GITHUB_APP_ID": str(APP_ID), "GITHUB_APP_PRIVATE_KEY": app_key()}
    connection = Connection(proxy.url)
    credentials = credentials_from(settings, connection, write=True)
    app = GitHubTracker(connection, credentials, RateLimiter(0), longest_wait_seconds=60)
    github.repository(target)
    app.create(target, replace(NEW, body=target))
    github.events(target, 1)
    github.search("example-org", target)
    for without in ("example-elsewhere", "example-readers"):  # an installation, the permission to write
        with pytest.raises(TrackerError, match=without):
            app.create(f"{without}/identity", NEW)
    app.close()
    reviews = reviews_at(proxy.url)
    reviews.pull_request(target, server.new_pull_request(target))
    reviews.close()

    found = description.deviations(proxy.exchanges)
    assert [known for known in DEVIATIONS if not any(re.fullmatch(known, line) for line in found)] == []


# What GitHub promises


def promised(description: Description, exchange: Exchange) -> dict[str, Any]:
    """The answer's body without each key that GitHub may leave out, but for two that it always sends.

    `body` is missing only where a request asks for it as text or HTML, and the tracker does not;
    `author_association` has been in every answer since it was introduced.
    """
    assert exchange.answer is not None
    answer, known = exchange.answer, description.in_answer(exchange)
    kept: dict[str, Any] = json.loads(answer.encoded())
    for key in kept.keys() - {"body", "author_association"}:
        less = {name: value for name, value in kept.items() if name != key}
        if description.in_answer(replace(exchange, answer=replace(answer, body=less))) == known:
            kept = less
    return kept


@pytest.mark.parametrize("edit", [Edit(), Edit(state="completed")], ids=["open", "closed"])
def test_an_issue_is_read_from_what_github_promises(
    description: Description, github: GitHubTracker, proxy: Proxy, server: Server, edit: Edit
) -> None:
    target = server.new_repository()
    github.create(target, NEW)
    made = github.edit(target, 1, edit)
    body = promised(description, proxy.exchanges[-1])
    proxy.fail("GET", instead(200, body))
    proxy.fail("GET", instead(200, [body]))
    proxy.fail("PATCH", instead(200, body))

    assert github.issue(target, 1) == made
    assert github.issues(target) == [made]
    assert github.edit(target, 1, Edit(title=NEW.title)) == made


def test_a_repository_is_read_from_what_github_promises(
    description: Description, github: GitHubTracker, proxy: Proxy, server: Server
) -> None:
    target = server.new_repository()
    found = github.repository(target)
    proxy.fail("GET", instead(200, promised(description, proxy.exchanges[-1])))

    assert github.repository(target) == found


def test_a_body_that_is_left_out_is_not_taken_for_an_empty_one(
    description: Description, github: GitHubTracker, proxy: Proxy, server: Server
) -> None:
    target = server.new_repository()
    github.create(target, NEW)
    body = promised(description, proxy.exchanges[-1])
    del body["body"]
    proxy.fail("GET", instead(200, [body]))
    proxy.fail("POST", instead(201, body))

    with pytest.raises(TrackerError, match="did not respond as GitHub does"):
        github.issues(target)
    with pytest.raises(LostAnswer):
        github.create(target, NEW)
