"""Times a redaction under way: until nothing restricted is readable, at a proxy in front of the GitHub test server.

python -m benchmarks.redaction [--refuse SECONDS]

The findings of one incident, filed in private repositories and on the site, become red. GitHub refuses every write for
a while, another incident has an error, and one of the repositories has turned public, all together. `postmortem run` is
repeated, as a workflow is, until it succeeds or nothing is left to do.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from benchmarks.filing import REPOSITORIES, configure
from benchmarks.generate import Incidents
from tests.needs import ROOT, emulate
from tests.tracking.proxy import Proxy, instead
from tests.tracking.server import TOKEN, Server, serve

WORD = "QUOKKA"
INCIDENTS = 10
MOST_RUNS = 10


def main() -> None:
    """Print what was readable after each run, with the time and the requests so far."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--refuse", type=float, default=60, help="For how many seconds GitHub refuses writes.")
    refuse = parser.parse_args().refuse
    with (
        TemporaryDirectory() as scratch,
        serve(emulate(), Path(scratch)) as server,
        Proxy(server.port, authorization=server.authorization) as proxy,
    ):
        measure(Path(scratch) / "incidents", server, proxy, refuse)


def measure(root: Path, server: Server, proxy: Proxy, refuse: float) -> None:
    """File and publish, then redact."""
    repositories = [server.new_repository() for _ in range(REPOSITORIES)]
    Incidents(root).write(INCIDENTS)
    configure(root, repositories)
    path = root / "postmortem.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["site"]["audience"] = "amber"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    redacted, broken, *_ = sorted((root / "incidents").iterdir())
    findings = sorted(redacted.glob("findings/*.md"))
    for finding in findings:
        change(finding, "tlp: amber", f"title: Rotate {WORD} keys")
    run(root, proxy)
    filed = [name for name in repositories if WORD in issues(server, name)]
    print(f"before: {len(findings)} findings in {len(filed)} repositories, on {len(pages(root))} files of the site")
    del config["github"]
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    for finding in findings:
        change(finding, "tlp: red")
    report = broken / "README.md"
    report.write_text(report.read_text(encoding="utf-8").replace("---\n", "---\nstatus: [\n", 1), encoding="utf-8")
    server.request("PATCH", f"/repos/{filed[0]}", {"private": False, "visibility": "public"})
    limit = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
    for method in ("PATCH", "POST", "DELETE", "PUT"):
        proxy.fail(method, instead(403, limit, {"Retry-After": "15"}), times=1000)
    proxy.requests.clear()
    started = time.monotonic()
    timer = threading.Timer(refuse, proxy.mend)
    timer.start()
    threading.Thread(target=watch_site, args=(root, started), daemon=True).start()
    for number in range(1, MOST_RUNS + 1):
        code = run(root, proxy)
        left = [name for name in repositories if WORD in issues(server, name)]
        seconds, asked = time.monotonic() - started, len(proxy.requests)
        print(f"run {number}: exit code {code}, {seconds:.0f} s, {asked} requests ({len(proxy.writes())} writes):")
        print(f"  readable in {len(left)} repositories and {len(pages(root))} files of the site", flush=True)
        if not left and not pages(root):
            break
    timer.cancel()


def watch_site(root: Path, started: float) -> None:
    """Say when the last file of the site is without the word."""
    while pages(root):
        time.sleep(0.2)
    print(f"the site is clean after {time.monotonic() - started:.0f} s", flush=True)


def change(path: Path, *lines: str) -> None:
    """Put these keys into the front matter of a file, in place of their old values."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    names = tuple(f"{line.partition(':')[0]}:" for line in lines)
    kept = [line for line in front.splitlines() if not line.startswith(names)]
    path.write_text("---\n{}\n---\n{}".format("\n".join([*kept, *lines]), body), encoding="utf-8")


def issues(server: Server, repository: str) -> str:
    """All that somebody reads in the issues of a repository."""
    return json.dumps(server.request("GET", f"/repos/{repository}/issues?state=all&per_page=100"))


def pages(root: Path) -> list[Path]:
    """The files of the site that have the word."""
    site = root / "site"
    try:
        return [path for path in site.rglob("*") if path.is_file() and WORD.encode() in path.read_bytes()]
    except OSError:
        return [site]  # it is being exchanged


def run(root: Path, proxy: Proxy) -> int:
    """Run the command as a workflow does; its exit code."""
    environment = {**os.environ, "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": proxy.url}
    arguments = ["--root", str(root), "--today", "2026-11-24", "--tracker", "github", "run"]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments], env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        print("  " + "\n  ".join(done.stderr.splitlines()[-4:]))
    return done.returncode


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
