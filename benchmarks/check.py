"""How long `check` takes, beside what it can be compared with, all on the same incidents in the same run.

    npm ci --prefix benchmarks/peers
    .venv/bin/python benchmarks/check.py --incidents 10000 --runs 3

Each figure is the median of the runs, in seconds of wall time; memory is the largest process's peak.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generate import Incidents

HERE = Path(__file__).parent
SCHEMAS = HERE.parent / "schemas"
KINDS = {"incident": "README.md", "timeline": "timeline.md", "evidence": "evidence.md", "finding": "findings/*.md"}

READ = """
import hashlib, os, sys
total = 0
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        total += len(data)
        if len(sys.argv) > 2:
            hashlib.sha256(data).digest()
print(total)
"""


class Bench:
    """The measured commands, each run on the same repository."""

    def __init__(self, root: Path, work: Path) -> None:
        """Measure on `root`; `work` is for what the peers need."""
        self.root, self.work = root, work
        # A tool that is installed is compiled once.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.environment = {**environment, "XDG_CACHE_HOME": str(work / "cache")}

    def run(self, *command: str) -> None:
        """Run a command; its output is thrown away, its failure is not."""
        subprocess.run(command, check=True, env=self.environment, stdout=subprocess.DEVNULL)

    def check(self, *arguments: str) -> None:
        """Our check."""
        self.run(sys.executable, "-m", "pipeline", "--root", str(self.root), "check", *arguments)

    def cold(self) -> None:
        """Our check with nothing known from before."""
        shutil.rmtree(self.work / "cache", ignore_errors=True)
        self.check()

    def since(self) -> None:
        """Our check of the one incident that changed since the last commit, with all others known."""
        self.check("--since", "HEAD")

    def read(self, *how: str) -> None:
        """Read every file of the incidents."""
        self.run(sys.executable, "-c", READ, str(self.root / "incidents"), *how)

    def ajv(self) -> None:
        """The front matter through js-yaml and ajv, in Node."""
        self.run("node", str(HERE / "peers/ajv.js"), str(self.root), str(SCHEMAS))

    def check_jsonschema(self) -> None:
        """The front matter, written out beforehand, through check-jsonschema, a run a schema."""
        for kind in KINDS:
            files = sorted(str(path) for path in (self.work / kind).iterdir())
            listed = self.work / f"{kind}.txt"
            listed.write_text("\n".join(files))
            tool = Path(sys.executable).with_name("check-jsonschema")
            command = [str(tool), "--schemafile", str(SCHEMAS / f"{kind}.schema.json")]
            for start in range(0, len(files), 10_000):
                self.run(*command, *files[start : start + 10_000])

    def extract(self) -> None:
        """Write the front matter out for check-jsonschema, which reads YAML files only."""
        for kind, pattern in KINDS.items():
            (self.work / kind).mkdir()
            for number, path in enumerate(self.root.glob(f"incidents/*/{pattern}")):
                front = path.read_text(encoding="utf-8").split("---\n", 2)[1]
                (self.work / kind / f"{number}.yaml").write_text(front, encoding="utf-8")

    def commit(self) -> None:
        """Make the repository one of Git's, and change one incident."""
        identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
            self.run("git", "-C", str(self.root), *identity, *arguments)
        readme = next(iter(sorted(self.root.glob("incidents/*/README.md"))))
        readme.write_text(readme.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")


def seconds(action: Callable[[], None], runs: int) -> float:
    """The median wall time."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak_megabytes(action: Callable[[], None]) -> float:
    """The peak memory of the largest process that the action starts; asked in a process of its own."""
    child = os.fork()
    if child == 0:
        action()
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        os._exit(min(255, used // 4096))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) * 4.0


def main() -> None:
    """Generate, measure, report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--incidents", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--peer-runs", type=int, default=1, help="of check-jsonschema, which takes minutes")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        bench = Bench(work / "repository", work)
        Incidents(bench.root).write(chosen.incidents)
        bench.extract()
        figures = {
            "read": seconds(bench.read, chosen.runs),
            "read and hash": seconds(lambda: bench.read("hash"), chosen.runs),
            "check, cold": seconds(bench.cold, chosen.runs),
            "check, nothing changed": seconds(bench.check, chosen.runs),
            "ajv and js-yaml": seconds(bench.ajv, chosen.runs),
        }
        if chosen.peer_runs:
            figures["check-jsonschema"] = seconds(bench.check_jsonschema, chosen.peer_runs)
        bench.commit()
        bench.check()
        figures["check --since, one changed"] = seconds(bench.since, chosen.runs)
        memory = peak_megabytes(bench.cold)
    for name, figure in figures.items():
        print(f"{name:28} {figure:8.2f} s   cold check / this {figures['check, cold'] / figure:6.2f}")
    print(f"nothing changed / read and hash {figures['check, nothing changed'] / figures['read and hash']:.2f}")
    print(f"peak memory of a cold check {memory:.0f} MB, {chosen.incidents} incidents")


if __name__ == "__main__":
    main()
