"""What a cold check cannot do without in Python, step by step, in milliseconds of processor time an incident.

    python benchmarks/generate.py 1000 /tmp/incidents
    python benchmarks/floor.py /tmp/incidents

Each figure is the least of the runs: what else the machine does can only add to it.
"""

from __future__ import annotations

import gc
import hashlib
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from pipeline.check.incident import check_incident
from pipeline.check.other_incidents import Repository
from pipeline.documents.fast_yaml import read_fast
from pipeline.documents.strict_yaml import read_fully
from pipeline.markdown.dialect import parse
from pipeline.operations.workspace import Workspace
from pipeline.repository.corpus import incident_names, read_folder, sop_names
from pipeline.validation.fast_validator import is_valid

RUNS = 7
KINDS = {"README.md": "incident", "timeline.md": "timeline", "evidence.md": "evidence"}


def events(text: str) -> None:
    """Every event of libyaml as a Python object, and nothing made of it."""
    loader = yaml.CSafeLoader(text)
    while not isinstance(loader.get_event(), yaml.StreamEndEvent):
        pass
    loader.dispose()


def read(path: str) -> bytes:
    """A file's bytes."""
    with open(path, "rb") as file:  # noqa: PTH123  # as fast as it can be
        return file.read()


def milliseconds(action: Callable[[Any], object], items: Iterable[Any], incidents: int) -> float:
    """The least processor time that the action took on all items, for one incident."""
    taken = []
    for _ in range(RUNS):
        gc.collect()
        start = time.process_time()
        for item in items:
            action(item)
        taken.append(time.process_time() - start)
    return min(taken) * 1000 / incidents


def main() -> None:
    """Read everything once, then measure each step on what is in memory."""
    root = Path(sys.argv[1])
    names, _ = incident_names(root)
    files = [str(path) for path in root.glob("incidents/**/*") if path.is_file()]
    texts = [(Path(path).name, read(path).decode()) for path in files if path.endswith(".md")]
    fronts = [(KINDS.get(name, "finding"), text.split("---\n", 2)[1]) for name, text in texts]
    bodies = [text.split("---\n", 2)[2] for _, text in texts]
    data = [(kind, read_fast(front)) for kind, front in fronts]
    today = datetime.now(UTC).date()
    config, sops, repository = Workspace(root, today).config, sop_names(root), Repository(root, names)
    gc.freeze()
    steps: dict[str, tuple[Callable[[Any], object], Iterable[Any]]] = {
        "read": (read, files),
        "read and hash": (lambda path: hashlib.sha256(read(path)).digest(), files),
        "libyaml's events": (lambda item: events(item[1]), fronts),
        "YAML, cleared": (lambda item: read_fast(item[1]), fronts),
        "YAML, explained, with places": (lambda item: read_fully(item[1]), fronts),
        "jsonschema-rs": (lambda item: is_valid(*item), data),
        "Markdown": (parse, bodies),
        "a folder read, all told": (lambda name: read_folder(root, name), names),
        "an incident checked, all told": (
            lambda name: check_incident(read_folder(root, name), config, sops, repository, today),
            names,
        ),
    }
    for step, (action, items) in steps.items():
        print(f"{step:32} {milliseconds(action, items, len(names)):6.3f}")


if __name__ == "__main__":
    main()
