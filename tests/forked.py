"""The command `postmortem` as a program, without the time that Python takes to start and to import the pipeline.

The program hands its arguments, folder, environment, and standard streams to a process that has the pipeline loaded;
that forks, and the fork does the rest. As a script, this is that process.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from tests import example
from tests.needs import ROOT

_PROGRAM = """\
#!{python} -IS
import json, os, socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.connect({address!r})
request = json.dumps([{before!r} + sys.argv[1:], os.getcwd(), dict(os.environ)]).encode() + b"\\n"
sent = socket.send_fds(connection, [request], [0, 1, 2])
connection.sendall(request[sent:])
sys.exit(int(connection.recv(8) or 70))
"""


def write_program(file: Path, address: Path, *before: str) -> None:
    """Write the program, which gives the command these arguments before its own."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_PROGRAM.format(python=sys.executable, address=str(address), before=list(before)))
    file.chmod(0o755)


@contextmanager
def forking(folder: Path) -> Iterator[Path]:
    """The address at which the loaded process answers, in this folder."""
    address = folder / "commands"
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    command = [sys.executable, "-m", "tests.forked", str(address)]
    with subprocess.Popen(command, cwd=ROOT, env=kept, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()  # it is listening
        yield address
        server.terminate()


def load_commands() -> None:
    """Load what commands load when they run, so that a fork of this process has it."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", folder)
        broken = {**example.files(), "incidents/2026-01-01-x/README.md": "---\nstatus: none\n---\n"}
        example.write(Path(folder) / "broken", broken)
        example.write(Path(folder) / "whole")
        for name, command in (("broken", "check"), ("whole", "plan"), ("whole", "review"), ("whole", "run")):
            root = Path(folder) / name
            CliRunner().invoke(main, ["--root", str(root), "--today", "2026-02-10", command])
    gc.collect()
    gc.freeze()  # no fork goes through what it has from here


def _serve(address: str) -> None:
    load_commands()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a fork: its program does
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.write("\n")
        sys.stdout.flush()
        while True:
            connection, _ = listener.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listener.close()
                code = 70
                with suppress(BaseException):
                    code = _run(connection)
                connection.sendall(str(code).encode())
                os._exit(code)
            connection.close()


def _run(connection: socket.socket) -> int:
    request, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    while not request.endswith(b"\n"):
        request += connection.recv(1 << 20)
    arguments, folder, environment = json.loads(request)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ |= environment
    os.chdir(folder)
    Thread(target=_end_with_program, args=[connection], daemon=True).start()
    code = 0
    try:
        main(arguments, prog_name="postmortem")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  # as Python ends a program
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _end_with_program(connection: socket.socket) -> None:
    """Whoever kills the program means what it does."""
    connection.recv(1)
    os._exit(1)


if __name__ == "__main__":
    _serve(sys.argv[1])
