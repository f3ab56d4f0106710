"""Measure each command on incidents that are as hard to read as `check` allows, and fail where one is too slow.

    python -m benchmarks.slow_texts            all; takes half an hour
    python -m benchmarks.slow_texts tables     those whose name has this in it

Seconds are of the processor, in a process that has the pipeline loaded. Where the largest size takes noticeably longer
than the plain example, the same is measured at three smaller ones, and the exponent of the growth is fitted.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.slow_cases import Make, cases
from tests.fuzz.measure import Checker

SECONDS, MEBIBYTES, EXPONENT = 2.0, 300.0, 1.2
COMMANDS = ("check", "plan", "apply", "build")
SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)
NOTICEABLE = 0.4
"""So many seconds more than the plain example's are enough to fit a growth to."""


@dataclass(frozen=True, slots=True)
class Row:
    """One command on one case."""

    case: str
    command: str
    exit_code: int
    seconds: float
    peak: float
    exponent: float | None

    @property
    def too_much(self) -> bool:
        """Whether it is over a limit."""
        return (
            self.seconds > SECONDS
            or self.peak > MEBIBYTES
            or (self.exponent or 0) > EXPONENT
            or self.exit_code not in (0, 1)
        )

    def line(self) -> str:
        """The row of the table."""
        grows = f"{self.exponent:5.2f}" if self.exponent is not None else "     "
        mark = "  !" if self.too_much else ""
        return f"{self.command:6} {self.exit_code:2} {self.seconds:6.2f} {self.peak:5.0f} {grows}  {self.case}{mark}"


class Bench:
    """Runs commands, each in a process of its own, on repositories in a folder."""

    def __init__(self, folder: Path) -> None:  # noqa: D107  # the class says it
        self._folder = folder
        self._checker = Checker(folder / "home")
        plain = next(cases())[1]
        self._plain = {command: min(self._run(plain, 1.0, command)[1] for _ in range(3)) for command in COMMANDS}

    def rows(self, name: str, make: Make) -> Iterator[Row]:
        """Each command on a case."""
        for command in COMMANDS:
            exit_code, seconds, peak = self._run(make, 1.0, command)
            if seconds > SECONDS:  # what else the machine does only adds to it
                seconds = min(seconds, self._run(make, 1.0, command)[1])
            plain = self._plain[command]
            grows = self._exponent(make, command, seconds) if seconds - plain > NOTICEABLE else None
            yield Row(name, command, exit_code, seconds, peak, grows)

    def _exponent(self, make: Make, command: str, largest: float) -> float:
        """The slope, by least squares, of the logarithms of what the case adds to the plain example's time."""
        took = [min(self._run(make, share, command)[1] for _ in range(2)) for share in SHARES[:-1]]
        added = [max(seconds - self._plain[command], NOTICEABLE * SHARES[0]) for seconds in (*took, largest)]
        points = [(log(share), log(seconds)) for share, seconds in zip(SHARES, added, strict=True)]
        middle = tuple(sum(axis) / len(points) for axis in zip(*points, strict=True))
        covariance = sum((x - middle[0]) * (y - middle[1]) for x, y in points)
        return covariance / sum((x - middle[0]) ** 2 for x, _ in points)

    def _run(self, make: Make, share: float, command: str) -> tuple[int, float, float]:
        root = self._folder / "repository"
        shutil.rmtree(root, ignore_errors=True)
        make(root, share)
        found = self._checker.run(root, command)
        return found.exit_code, found.cpu, found.peak

    def close(self) -> None:
        """End the process that runs the commands."""
        self._checker.close()


def main() -> None:
    """Measure, print a table, and exit with 1 where something is over a limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", help="measure the cases whose name has one of these in it")
    names = parser.parse_args().names
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        print("command exit  seconds MB grows  case")
        over = 0
        for name, make in cases():
            if not names or any(part in name for part in names):
                for row in bench.rows(name, make):
                    print(row.line(), flush=True)
                    over += row.too_much
        bench.close()
    print(f"{over} over {SECONDS} s, {MEBIBYTES:.0f} MB, an exponent of {EXPONENT}, or killed")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
