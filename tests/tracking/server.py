"""A GitHub on this machine (emulate), seeded with the organisation that the tests file issues in."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

TOKEN = "token-of-the-tests"  # noqa: S105  # opens nothing but a server on this machine
_TOKENS = {
    "pipeline": [TOKEN, *(f"{TOKEN}-{number}" for number in range(1000))],
    "dana": [f"{TOKEN}-of-dana-{number}" for number in range(1000)],
}
_REQUESTS_A_TOKEN = 4000
"""The server takes 5,000 requests an hour of each token, as GitHub does."""
PUBLIC = ("package-index",)
PRIVATE = (
    "security-response",
    "identity",
    "infrastructure",
    "build",
    "cloud-platform",
    "communications",
    "legal",
    "service-operations",
)
APP_ID = 4711
INSTALLED = {"example-org": "write", "example-lab": "write", "example-readers": "read", "dana": "write"}
"""Where the App is installed, and what it may do with issues there; example-elsewhere is an organisation without it."""


@cache
def app_key() -> str:
    """The App's private key, as GitHub gives it to whoever makes an App."""
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


class Server:
    """A running server. Its state is in memory."""

    def __init__(self, port: int, orders: IO[str], answers: IO[str]) -> None:
        self.port = port
        self._orders, self._answers = orders, answers
        self.url = f"http://127.0.0.1:{port}"
        self._names, self._requests = count(1), count()

    def authorization(self, login: str = "pipeline") -> str:
        """What a request of this account is to carry so that the limit of requests is never reached."""
        return f"token {_TOKENS[login][next(self._requests) // _REQUESTS_A_TOKEN]}"

    def reset(self) -> None:
        """Forget everything since the start."""
        self._orders.write("reset\n")
        self._orders.flush()
        assert self._answers.readline() == "reset\n"

    def new_repository(self, *, public: bool = False) -> str:
        """Make a repository without issues; its full name."""
        name = f"team-{next(self._names)}"
        self.request("POST", "/orgs/example-org/repos", {"name": name, "private": not public})
        return f"example-org/{name}"

    def new_pull_request(self, repository: str, base: str = "main") -> str:
        """Open the pipeline's first pull request in a repository without commits; the commit that it would merge."""
        contents = {"message": "Begin", "content": "QQ=="}
        self.request("PUT", f"/repos/{repository}/contents/README.md", contents, "pipeline")
        asked = {"title": "A postmortem", "head": "branch", "base": base}
        return str(self.request("POST", f"/repos/{repository}/pulls", asked, "pipeline")["head"]["sha"])

    def request(self, method: str, path: str, body: Any = None, login: str = "dana") -> Any:
        """One request past the tracker and the proxy, as somebody of the team would make it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Authorization": self.authorization(login), "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            answer = response.read()
            assert response.status < 300, f"{method} {path}: {response.status} {answer!r}"
            return json.loads(answer) if answer else None
        finally:
            connection.close()


@contextmanager
def serve(command: list[str], directory: Path) -> Iterator[Server]:
    """Start the server, with its files in `directory`, and stop it at the end."""
    seed, log = directory / "seed.json", directory / "server.log"
    seed.write_text(json.dumps(_seed()))
    port = _free_port()
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [*command, str(port), str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdin
        assert process.stdout
        try:
            if process.stdout.readline() != "listening\n":
                raise AssertionError(f"the GitHub test server did not start: {log.read_text(errors='replace')}")
            yield Server(port, process.stdin, process.stdout)
        finally:
            process.kill()


def _seed() -> dict[str, Any]:
    people = [{"login": "pipeline", "role": "admin"}, {"login": "dana", "role": "member"}]
    return {
        "tokens": {
            token: {"login": login, "scopes": ["repo", "admin:org"]}
            for login, tokens in _TOKENS.items()
            for token in tokens
        },
        "github": {
            "users": [{"login": person["login"]} for person in people],
            "orgs": [
                {"login": login, "members": people}
                for login in ("example-org", "example-lab", "example-readers", "example-elsewhere")
            ],
            "repos": [
                {"owner": owner, "name": name, "private": name in PRIVATE, "auto_init": False}
                for owner, names in (("example-org", PUBLIC + PRIVATE), ("example-lab", ("identity",)))
                for name in names
            ],
            "apps": [
                {
                    "app_id": APP_ID,
                    "slug": "postmortem",
                    "name": "Postmortem",
                    "private_key": app_key(),
                    "permissions": {"metadata": "read", "issues": "write", "contents": "write"},
                    "installations": [
                        {
                            "installation_id": number,
                            "account": account,
                            "permissions": {"metadata": "read", "issues": issues, "contents": "write"},
                        }
                        for number, (account, issues) in enumerate(INSTALLED.items(), start=1)
                    ],
                }
            ],
        },
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
