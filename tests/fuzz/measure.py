"""Commands in processes of their own, with limits: what each said, and what it took.

As a script: for each repository and command on standard input it forks a process that has the pipeline loaded
already, and prints what became of it. Starting Python a hundred times would take most of the time.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.check.secrets import secrets
from pipeline.cli import main
from tests.forked import load_commands

CPU_SECONDS = 20
WALL_SECONDS = 120
ADDRESS_SPACE = 2 * 1024**3
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one command: seconds of a processor, and at its peak so many MiB of memory."""

    exit_code: int
    cpu: float
    peak: float
    diagnostics: list[dict[str, Any]]
    printed: str
    errors: str

    def rules(self, incident: str) -> set[str]:
        return {item["rule"] for item in self.diagnostics if f"/{incident}" in item["path"]}


class Checker:
    """Checks repositories, or runs other commands on them, one after the other."""

    def __init__(self, home: Path) -> None:
        self._home = home
        # To measure coverage in the process as well would double the time that is measured here.
        own = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        environment = {**own, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(home)}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.measure"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
            text=True,
        )

    def check(self, root: Path) -> Measured:
        """Check the repository at `root`, with nothing known of it."""
        return self.run(root, "check", "--format", "json")

    def run(self, root: Path, *command: str) -> Measured:
        """Run a command on the repository at `root`, with nothing known of an earlier check."""
        shutil.rmtree(self._home, ignore_errors=True)
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(f"{json.dumps([str(root), *command])}\n")
        self._server.stdin.flush()
        exit_code, cpu, peak = json.loads(self._server.stdout.readline())
        printed, errors = (root.with_suffix(end).read_text(errors="replace") for end in (".out", ".err"))
        try:
            diagnostics = json.loads(printed)["diagnostics"]
        except ValueError:
            diagnostics = []
        return Measured(exit_code, cpu, peak, diagnostics, printed, errors)

    def close(self) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()


def _child(root: Path, command: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    signal.alarm(WALL_SECONDS)
    for number, suffix in ((1, ".out"), (2, ".err")):
        os.dup2(os.open(root.with_suffix(suffix), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    main(["--root", str(root), "--today", "2026-02-10", *command])


def _serve() -> None:
    load_commands()
    list(secrets("long" * 10))  # loads the detectors of the library
    for line in sys.stdin:
        root, *command = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                _child(Path(root), command)
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0
            except BaseException:  # noqa: BLE001  # a traceback is what the tests look for
                sys.excepthook(*sys.exc_info())
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        _, status, usage = os.wait4(pid, 0)
        result = [os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]
        sys.stdout.write(f"{json.dumps(result)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
