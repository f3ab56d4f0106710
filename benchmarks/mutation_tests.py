"""The tests that reach a change, run on a copy of the repository that has it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from queue import Empty
from xml.etree import ElementTree as ET

from benchmarks.mutations import ROOT, Mutant, mutated

TESTS = (
    "tests/analysis",
    "tests/check",
    "tests/documents",
    "tests/filing",
    "tests/fuzz",
    "tests/leaks",
    "tests/redaction",
    "tests/report",
    "tests/tracking",
    "tests/validation",
)
LATE_TESTS = {
    "pipeline/check/": "tests/check/test_mutations.py::"
    "test_each_is_caught_where_it_is_meant_by_a_message_that_says_so_and_nothing_else_is_said",
    "pipeline/redaction/": "tests/leaks/test_redacted_again.py::test_after_each_edit_the_same_is_withheld",
}
"""By what is changed, a test that takes long and tries all of it: it runs last, where none of the others noticed."""
SECONDS = 15.0
"""How long the tests of one mutant may take, by how long they took before."""
PATIENCE_SECONDS = 180.0
PRELOADED = (
    *("click.testing", "cryptography.x509", "detect_secrets.core.scan", "github", "hypothesis", "jinja2", "jsonschema"),
    *("jsonschema_rs", "lxml.etree", "markdown_it", "openapi_core", "pytest", "referencing", "requests", "yaml"),
)
"""What the tests load beside the pipeline; loaded once a worker instead of once a mutant."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: killed, timeout, survived, or reached by no test."""

    mutant: Mutant
    verdict: str
    tests: int
    before: str
    after: str


def copy(folder: Path) -> Path:
    """A copy of what Git knows here, as it is now; modules are loaded by what they hold, not by their time."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    for name in listed.stdout.decode().splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    modules = ROOT / "tests" / "node" / "node_modules"
    if modules.is_dir() and not (folder / "tests/node/node_modules").exists():
        (folder / "tests/node/node_modules").symlink_to(modules.resolve())
    by_hash = ["compileall", "-q", "--invalidation-mode", "checked-hash", "pipeline"]
    subprocess.run([sys.executable, "-m", *by_hash], cwd=folder, check=True)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """The copy's modules come before the installed ones, in processes that the tests start too."""
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def measure(folder: Path, workers: int) -> None:
    """Run the tests once; what each one reaches is in .coverage then, and how long it takes in report.xml."""
    print("the tests, once, to see what each one reaches", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "--numprocesses", str(workers), *TESTS]
    options = ["--cov", "--cov-context=test", "--cov-report=", "--junitxml=report.xml", "-o", "junit_family=xunit1"]
    keeps = {**environment(folder), "PYTHONDONTWRITEBYTECODE": ""}  # what pytest makes of the tests
    subprocess.run([*command, *options], cwd=folder, env=keeps, check=False)


def reach(folder: Path) -> tuple[dict[str, dict[int, set[str]]], dict[str, float]]:
    """By file and line the tests that run it; and how many seconds each test that passes takes."""
    seconds = {}
    for case in ET.parse(folder / "report.xml").iter("testcase"):  # noqa: S314  # pytest wrote it
        if not len(case):
            seconds[f"{case.get('file')}::{case.get('name')}"] = float(case.get("time", "0"))
    coverage = import_module("coverage").CoverageData(str(folder / ".coverage"))
    coverage.read()
    lines: dict[str, dict[int, set[str]]] = {}
    for file in coverage.measured_files():
        if not Path(file).resolve().is_relative_to(folder.resolve()):
            continue  # a copy that a test installed
        contexts = coverage.contexts_by_lineno(file)
        path = Path(file).resolve().relative_to(folder.resolve()).as_posix()
        lines[path] = {line: {name.partition("|")[0] for name in names if name} for line, names in contexts.items()}
    return lines, seconds


def chosen(mutant: Mutant, lines: dict[str, dict[int, set[str]]], seconds: dict[str, float]) -> list[str]:
    """The tests that reach the change, the quickest first; of what runs at import all that reach the file."""
    known = lines.get(mutant.path, {})
    names = set().union(*(known.get(line, ()) for line in range(mutant.first_line, mutant.last_line + 1)))
    names = names or set().union(*known.values())
    late = [test for part, test in LATE_TESTS.items() if mutant.path.startswith(part) and test in seconds]
    quickest = sorted((seconds[name], name) for name in names if name in seconds and name not in LATE_TESTS.values())
    until = accumulate(max(takes, 0.01) for takes, _ in quickest)
    return [name for (_, name), total in zip(quickest, until, strict=True) if total <= SECONDS] + late


def work(
    folder: Path, todo: multiprocessing.Queue[tuple[Mutant, list[str]]], done: multiprocessing.Queue[Outcome]
) -> None:
    """Take mutants as long as there are any, each in a process of its own that begins with everything else loaded."""
    os.nice(5)
    os.chdir(folder)
    os.environ |= environment(folder)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    for name in PRELOADED:
        with suppress(ImportError):
            import_module(name)
    controlled = False
    while True:
        try:
            mutant, tests = todo.get(timeout=1)
        except Empty:
            return
        if not controlled and tests:
            controlled = judge(folder, tests) == "survived"
            if not controlled:
                raise RuntimeError(f"tests fail without any change: {tests}")
        file = folder / mutant.path
        original = file.read_text(encoding="utf-8")
        changed = mutated(folder, mutant) or original
        file.write_text(changed, encoding="utf-8")
        try:
            verdict = judge(folder, tests) if tests else "reached by no test"
        finally:
            file.write_text(original, encoding="utf-8")
        done.put(Outcome(mutant, verdict, len(tests), *difference(original, changed)))


def difference(before: str, after: str) -> tuple[str, str]:
    """The first line that differs, as it was and as it is."""
    for old, new in zip(before.splitlines(), after.splitlines(), strict=False):
        if old != new:
            return old.strip(), new.strip()
    return "", ""


def judge(folder: Path, tests: list[str]) -> str:
    """Whether one of the tests fails."""
    end = time.monotonic() + PATIENCE_SECONDS + 5 * SECONDS
    child = os.fork()
    if child == 0:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        options = ["-x", "-q", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
        options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # plugins are among what is loaded already
        code = 3
        try:
            code = import_module("pytest").main([*options, f"--basetemp={folder}/.tmp", *tests])
        finally:
            os._exit(int(code))
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"


def run(mutants: list[Mutant], folder: Path, workers: int, measured: Path | None) -> Iterator[Outcome]:
    """The outcomes, as they come."""
    spawn = multiprocessing.get_context("spawn")
    todo, done = spawn.Queue(), spawn.Queue()
    copies = [copy(folder / str(number)) for number in range(workers)]
    if measured is None:
        measure(copies[0], workers)
    measured = measured or copies[0]
    lines, seconds = reach(measured)
    for other in copies:  # with what pytest keeps of the tests
        if other != measured:
            ignored = shutil.ignore_patterns("node")
            shutil.copytree(measured / "tests", other / "tests", dirs_exist_ok=True, ignore=ignored)
    for mutant in mutants:
        todo.put((mutant, chosen(mutant, lines, seconds)))
    running = [spawn.Process(target=work, args=(copy, todo, done)) for copy in copies]
    for process in running:
        process.start()
    for _ in mutants:
        yield done.get()
    for process in running:
        process.join()
