"""
Time and memory of each stage against its budget: `make bench`.

Each stage is a process of its own; CPU and peak memory are what the system counted for it and its children. Times are
the best of five runs. With recorded data (TIDEGAUGE_SHARED) the issue is a real week, else the sample.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAM = str(Path(sys.executable).parent / "tidegauge")
DAY = "2025-11-14"
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """
    One command line and what it may cost.

    Attributes:
        name: As printed.
        words: Of the command line.
        seconds: CPU budget.
        megabytes: Peak memory budget.
        fresh: Begins with an empty cache: fonts are cut.
    """

    name: str
    words: tuple[str, ...]
    seconds: float
    megabytes: int
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds of processor and of the clock, megabytes at the peak, exit code."""

    cpu: float
    wall: float
    peak: float
    code: int


def stages(data: Path, out: Path) -> tuple[Stage, ...]:
    """The table of what is measured."""
    given = ("--as-of", DAY, "--from", str(data))
    issue = ("build", *(given if data.is_dir() else ("--as-of", DAY, "--sample")), "--out", str(out))
    formats = ("--format", "pdf", "--format", "html", "--format", "json")
    readings = (Stage("readings", ("readings", *given), 2.0, 200),) if data.is_dir() else ()
    return (
        Stage("--help", ("--help",), 0.3, 80),
        *readings,
        Stage("issue: json", (*issue, "--format", "json"), 3.0, 250),
        Stage("issue: html", (*issue, "--format", "html"), 5.0, 300),
        Stage("issue: pdf, html, json", (*issue, *formats), 6.0, 350),
        Stage("the same, fonts not yet cut", (*issue, *formats), 25.0, 900, fresh=True),
    )


def _environment(cache: Path) -> dict[str, str]:
    """As a reader's machine has it: modules are compiled once, not anew in each run."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"TIDEGAUGE_CACHE": str(cache)}


def run(words: Sequence[str], cache: Path) -> Cost:
    """One run in a child process."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [PROGRAM, *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(cache),
    )
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    if code not in (0, 3):
        sys.exit(f"tidegauge {' '.join(words)} ended with {code}:\n{said.decode(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, code)


def measured(stage: Stage, cache: Path) -> Cost:
    """The cheapest of a few runs; one where the cache must be empty."""
    if stage.fresh:
        shutil.rmtree(cache, ignore_errors=True)
        return run(stage.words, cache)
    costs = [run(stage.words, cache) for _ in range(ROUNDS)]
    return Cost(*(min(getattr(cost, name) for cost in costs) for name in ("cpu", "wall", "peak")), code=costs[0].code)


def main() -> None:
    """Print the table."""
    data = Path(os.environ.get("TIDEGAUGE_SHARED", "../shared")).resolve() / "data"
    print(f"{'stage':<30}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}   budget")
    with tempfile.TemporaryDirectory() as folder:
        cache, out = Path(folder) / "cache", Path(folder) / "output"
        table = stages(data, out)
        run(next(stage for stage in table if stage.fresh).words, cache)
        for stage in table:
            cost = measured(stage, cache)
            kept = cost.cpu <= stage.seconds and cost.peak <= stage.megabytes
            budget = f"{stage.seconds:g} s, {stage.megabytes} MB: {'ok' if kept else 'over'}"
            print(f"{stage.name:<30}{cost.cpu:>8.2f}{cost.wall:>8.2f}{cost.peak:>9.0f}   {budget}", flush=True)


if __name__ == "__main__":
    main()
