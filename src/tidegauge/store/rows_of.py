"""Rows of the ledger as values."""

import json
from datetime import date
from typing import cast

from tidegauge.model.judgement import Level
from tidegauge.store.appending import instant_of
from tidegauge.store.database import Row
from tidegauge.store.deliveries import Delivery, Look, Sending


def look(row: Row) -> Look:
    """A day that was looked at."""
    report, day, levels, fired, state, at, told = map(str, row)
    pairs = {
        name: (Level(now), None if before is None else Level(before))
        for name, (now, before) in json.loads(levels).items()
    }
    return Look(report, date.fromisoformat(day), pairs, tuple(json.loads(fired)), state, instant_of(at), told)


def delivery(row: Row) -> Delivery:
    """One issue to one reader."""
    issue, revision, reader, address, variant, state, at, reply, attempts, again = row
    return Delivery(
        str(issue),
        cast("int", revision),
        str(reader),
        str(address),
        str(variant),
        Sending(str(state)),
        instant_of(str(at)),
        str(reply),
        cast("int", attempts),
        instant_of(str(again)) if again else None,
    )
