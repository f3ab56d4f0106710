"""Which other generators build the site's tree, how long they take, and which words of a page they change.

    python -m benchmarks.generators --properdocs properdocs --zensical path/to/zensical

Builds the tree of this repository's incidents once with MkDocs, and again with each generator that is named. Zensical
runs no plugins, and would write an index of its own where its search is on, so that is switched off for it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from lxml import html

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print a line for each generator, and the words in which its pages differ from those of MkDocs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--properdocs", metavar="COMMAND")
    parser.add_argument("--zensical", metavar="COMMAND")
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        tree = _tree(Path(scratch))
        seconds, expected = _build("mkdocs", tree)
        print(f"mkdocs: {seconds:.1f} s, {len(expected)} pages")
        for name in ("properdocs", "zensical"):
            command = getattr(options, name)
            if command:
                seconds, pages = _build(command, _for_zensical(tree) if name == "zensical" else tree)
                print(f"{name}: {seconds:.1f} s, {len(expected.keys() & pages.keys())} pages of {len(expected)}")
                for words, count in Counter(_changed(expected, pages)).most_common():
                    print(f"  {count} pages: {words}")


def _tree(scratch: Path) -> Path:
    """The tree of this repository's incidents, as `postmortem build` leaves it."""
    shutil.copytree(ROOT, scratch / "repository", ignore=shutil.ignore_patterns(".*", "node_modules", "site"))
    command = [sys.executable, "-m", "pipeline", "--root", str(scratch / "repository"), "build"]
    subprocess.run([*command, "--output", str(scratch / "site")], check=True, stdout=subprocess.DEVNULL)
    return scratch / "repository" / ".postmortem" / "site"


def _for_zensical(tree: Path) -> Path:
    copied = tree.with_name("zensical")
    shutil.copytree(tree, copied)
    config = yaml.safe_load((copied / "mkdocs.yml").read_text(encoding="utf-8"))
    config["plugins"] = [{"search": {"enabled": False}}]
    (copied / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return copied


def _build(command: str, tree: Path) -> tuple[float, dict[str, list[str]]]:
    """The seconds that a build takes, and the words of each page by its path."""
    begun = time.perf_counter()
    subprocess.run([command, "build", "-f", str(tree / "mkdocs.yml")], check=True, capture_output=True, cwd=tree)
    seconds = time.perf_counter() - begun
    site = tree / "site"
    pages = {path.relative_to(site).as_posix(): _words(path) for path in site.rglob("*.html")}
    shutil.rmtree(site)
    return seconds, pages


def _words(page: Path) -> list[str]:
    body = html.parse(page).getroot().find("body")
    for element in body.iter("script", "style"):
        element.text = ""
    return str(body.text_content()).split()


def _changed(expected: dict[str, list[str]], pages: dict[str, list[str]]) -> Iterator[str]:
    for path, words in expected.items():
        other = pages.get(path, [])
        changed = [
            line for line in unified_diff(words, other, n=0, lineterm="") if line[:3] not in ("---", "+++", "@@ ")
        ]
        if changed and path in pages:
            yield " ".join(dict.fromkeys(changed))


if __name__ == "__main__":
    main()
