"""
`tidegauge send` to 200 readers, killed at random moments and started again: nobody gets two, nobody is lost.

`make test` kills it ten times; `make soak` two hundred (TIDEGAUGE_KILLS).
"""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.deliver.program import Program, with_one_paragraph, with_readers
from tests.deliver.server import Script, running

READERS = 200
KILLS = int(os.environ.get("TIDEGAUGE_KILLS", "10"))
A_ROUND = 10
"""Kills within one run of 200 readers."""
EARLY = 0.2
"""Share of kills while the issue is made; the others fall while letters leave."""
LETTERS = 28
"""Most that leave before such a kill: ten kills find some readers left, however fast the machine."""


def killed(process: "subprocess.Popen[str]", script: Script, chance: random.Random) -> bool:
    """Whether a process was killed before its end."""
    before, until = len(script.readers), time.monotonic() + 900
    if chance.random() < EARLY:
        time.sleep(chance.uniform(0, 1.5))
    else:
        enough = before + chance.randint(0, LETTERS)
        while len(script.readers) <= enough and process.poll() is None and time.monotonic() < until:
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.005))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=300)
    return process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("seed", range(max(1, KILLS // A_ROUND)))
def test_killed_and_started_again(tmp_path: Path, shared: Path, seed: int) -> None:
    """At most one message each at the server; every reader sent or uncertain, and sent ones were truly accepted."""
    chance, script = random.Random(seed), Script()
    with_one_paragraph(tmp_path)
    names = with_readers(tmp_path, READERS, ("zh-Hant", "en"), "none")
    with running(script):
        program = Program(tmp_path, shared / "data" / "series", script.port)
        kills = sum(killed(program.start(*program.send()), script, chance) for _ in range(A_ROUND))
        code, _, said = program.run(*program.send())
        rows = program.deliveries()
    state = {one["address"]: one["state"] for one in rows}
    uncertain = [name for name, one in state.items() if one == "uncertain"]
    assert code == (1 if uncertain else 0), said
    assert kills > A_ROUND / 2
    assert max(script.handed.values()) == 1 and max(map(script.readers.count, script.readers)) == 1
    assert sorted(state) == names and set(state.values()) <= {"sent", "uncertain"}
    assert {name for name, one in state.items() if one == "sent"} <= set(script.readers)
    assert len(uncertain) <= kills
    assert all("before the answer was recorded" in one["reply"] for one in rows if one["state"] == "uncertain")
