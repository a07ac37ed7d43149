"""
A run of 200 readers killed at random moments and started again: nobody gets two, nobody is lost without a record.

`make test` kills ten times; `make soak` two hundred (TIDEGAUGE_KILLS).
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.deliver.sender import ISSUE
from tests.deliver.server import Script, running

from tidegauge.store.deliveries import Sending
from tidegauge.store.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
READERS = 200
KILLS = int(os.environ.get("TIDEGAUGE_KILLS", "10"))
A_ROUND = 10
"""Kills within one run of 200 readers."""


def run(store: Path, port: int, kill_after: float | None) -> bool:
    """One process; whether it was killed before its end."""
    command = [sys.executable, "-m", "tests.deliver.sender", str(store), str(port), str(READERS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        if kill_after is None:
            assert process.wait(60) == 0, process.stderr.read()
            return False
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        time.sleep(kill_after)
        process.send_signal(signal.SIGKILL)
        return process.wait(60) == -signal.SIGKILL


@pytest.mark.parametrize("seed", range(max(1, KILLS // A_ROUND)))
def test_killed_and_started_again(tmp_path: Path, seed: int) -> None:
    """At most one message each at the server; every reader sent or uncertain, and sent ones were truly accepted."""
    chance = random.Random(seed)
    store, script = tmp_path / "tidegauge.sqlite3", Script()
    with running(script):
        kills = sum(run(store, script.port, chance.uniform(0, 0.25)) for _ in range(A_ROUND))
        run(store, script.port, None)
    with Ledger(store, read_only=True) as ledger:
        state = {one.address: one.state for one in ledger.deliveries(ISSUE)}
    assert kills > A_ROUND / 2
    assert max(script.handed.values()) == 1 and max(map(script.readers.count, script.readers)) == 1
    assert len(state) == READERS and set(state.values()) <= {Sending.SENT, Sending.UNCERTAIN}
    sent = {address for address, one in state.items() if one is Sending.SENT}
    assert sent <= set(script.readers)
    assert READERS - len(sent) <= kills
