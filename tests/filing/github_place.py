"""GitHub, as people use it beside the pipeline, and as it fails."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.tracking.tracker import Edit, Tracker
from tests.filing.authors import PUBLIC
from tests.filing.places import ALL_TEAMS, IssueView, Ref
from tests.tracking.conftest import github_tracker
from tests.tracking.proxy import DROP_AFTER, DROP_BEFORE, Fault, Proxy, after, instead
from tests.tracking.server import Server


class GitHubPlace:
    """A GitHub, with repositories of its own for each place, behind a proxy.

    It cannot delete an issue: who plays people takes everything out of it instead. So a transfer is one made again.
    """

    transfers_comments = False

    def __init__(
        self, server: Server, proxy: Proxy, teams: Iterable[str] = ALL_TEAMS, public: Iterable[str] = PUBLIC
    ) -> None:
        self.names = {team: server.new_repository(public=team in public) for team in teams}
        self.waited: list[float] = []
        self._server, self._proxy = server, proxy

    def snapshot(self) -> dict[Ref, IssueView]:
        return {
            (repository, issue["number"]): IssueView(
                issue["title"],
                issue["body"] or "",
                frozenset(label["name"] for label in issue["labels"]),
                (issue["state_reason"] or "completed") if issue["state"] == "closed" else None,
                tuple(person["login"] for person in issue["assignees"]),
                issue["comments"],
            )
            for repository in set(self.names.values())
            for issue in self._server.request("GET", f"/repos/{repository}/issues?state=all&per_page=100")
        }

    def run(self) -> Tracker:
        return github_tracker(
            self._proxy.url, pause=lambda seconds, _: self.waited.append(seconds), longest_wait_seconds=3600
        )

    def fail(self, fault: str, request: int) -> None:
        at = len(self._proxy.requests) + request

        def count(_: str) -> None:
            if len(self._proxy.requests) == at:
                self._proxy.fail("", GITHUB_FAULTS[fault])
            elif len(self._proxy.requests) > at and fault.startswith("cut off"):
                self._proxy.fail("", DROP_BEFORE)

        self._proxy.on_request = count

    def mend(self) -> None:
        self._proxy.on_request = lambda _: None
        self._proxy.mend()

    def edit(self, ref: Ref, edit: Edit) -> None:
        path = f"/repos/{ref[0]}/issues/{ref[1]}"
        if edit.add_labels:
            self._server.request("POST", f"{path}/labels", {"labels": sorted(edit.add_labels)})
        for label in edit.remove_labels:
            self._server.request("DELETE", f"{path}/labels/{label}")
        changes = {"title": edit.title, "body": edit.body, "state": edit.state and "closed", "state_reason": edit.state}
        changes |= {"state": "open", "state_reason": "reopened"} if edit.state == "open" else {}
        self._server.request("PATCH", path, {name: value for name, value in changes.items() if value is not None})

    def open_issue(self, repository: str, title: str, body: str, labels: frozenset[str]) -> Ref:
        new = {"title": title, "body": body, "labels": sorted(labels)}
        return repository, self._server.request("POST", f"/repos/{repository}/issues", new)["number"]

    def delete(self, ref: Ref) -> None:
        seen = self.snapshot()[ref]
        self.edit(ref, Edit("gone", "", "not_planned", remove_labels=seen.labels))

    def transfer(self, ref: Ref, repository: str) -> Ref:
        seen = self.snapshot()[ref]
        there = self.open_issue(repository, seen.title, seen.body, seen.labels)
        if seen.closed_as:
            self.edit(there, Edit(state=seen.closed_as))  # type: ignore[arg-type]  # GitHub knows no other reason
        self.delete(ref)
        return there

    def talk(self, ref: Ref) -> None:
        path = f"/repos/{ref[0]}/issues/{ref[1]}"
        self._server.request("POST", f"{path}/assignees", {"assignees": ["dana"]})
        self.say(ref, "We look into it.")

    def say(self, ref: Ref, text: str) -> None:
        self._server.request("POST", f"/repos/{ref[0]}/issues/{ref[1]}/comments", {"body": text})

    def close(self) -> None:
        """The server ends with the test."""


WAIT: dict[str, str] = {"Retry-After": "2"}
GITHUB_FAULTS: dict[str, Fault] = {
    "dropped before": DROP_BEFORE,
    "dropped after": DROP_AFTER,
    "cut off before": DROP_BEFORE,
    "cut off after": DROP_AFTER,
    "502 before": instead(502),
    "502 after": after(502),
    "403 wait": instead(403, {"message": "You have exceeded a secondary rate limit"}, WAIT),
    "429 wait": instead(429, {"message": "Too many requests"}, WAIT),
    "401": instead(401, {"message": "Bad credentials"}),
    "403": instead(403, {"message": "Resource not accessible by personal access token"}),
    "404": instead(404, {"message": "Not Found"}),
    "410": instead(410, {"message": "This issue was deleted"}),
    "422": instead(422, {"message": "Validation Failed"}),
}
