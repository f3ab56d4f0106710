"""Asks the library for secrets in every file of a folder, line by line, and says what becomes of its answers.

python -m benchmarks.found_secrets FOLDER…    fails if an answer is dropped without a reason that can be named
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

from pipeline.check import secrets as ours

DETECTORS = {kind.__name__: kind for kind in get_mapping_from_secret_type_to_class().values()}
USED = frozenset(name for _, name, _ in ours._DETECTORS)  # noqa: SLF001  # the same ones
PASSWORDS = "BasicAuthDetector"
"""The library's detector for passwords in addresses, which `check` has its own pattern for."""
NOT_USED = {
    "Base64HighEntropyString": "guesses from entropy",
    "HexHighEntropyString": "guesses from entropy",
    "KeywordDetector": "guesses from a word such as password",
}
"""Why `check` asks none of these."""


def main() -> int:
    """Print the figures for the folders; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path)
    files = sorted({path for folder in parser.parse_args().folders for path in folder.rglob("*") if path.is_file()})
    detectors = [(name, kind()) for name, kind in DETECTORS.items()]
    reasons: Counter[str] = Counter()
    unexplained = []
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace")
        found = defaultdict(list)
        for secret in ours.secrets(text):
            found[len((text[: secret.start] + ".").splitlines())].append(secret.value)
            reasons["found by check"] += 1
        for number, line in enumerate(text.splitlines(), 1):
            for name, reason in _answers(line, detectors, found[number]):
                reasons[f"{name}: {reason or 'DROPPED WITHOUT A REASON'}"] += 1
                if not reason:
                    unexplained.append(f"{path}:{number}: {name}")
    print(f"{len(files)} files, {len(unexplained)} answers of the library dropped without a reason")
    for what, count in sorted(reasons.items()):
        print(f"{count:6} {what}")
    print("\n".join(unexplained))
    return 1 if unexplained else 0


def _answers(line: str, detectors: list[tuple[str, Any]], found: list[str]) -> Iterator[tuple[str, str]]:
    """Each answer about a line: the detector's name, and why `check` has it too, or why not; "" for no reason."""
    for name, detector in detectors:
        for value in detector.analyze_string(line):
            clean = value.strip().strip("\"'=:")
            if any(clean in one or one in clean for one in found):
                yield name, "found by check too"
            elif name == PASSWORDS:
                yield name, _why_no_password(line, clean)
            else:
                yield name, ours.why_none(detector.secret_type, clean) if name in USED else NOT_USED.get(name, "")


def _why_no_password(line: str, value: str) -> str:
    addresses = [match for match in ours._IN_ADDRESS.finditer(line) if value in match[0]]  # noqa: SLF001  # the same one
    return "its password or host stands in for one" if addresses else "not between :// and @ of one address"


if __name__ == "__main__":
    sys.exit(main())
