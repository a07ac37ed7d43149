"""
The outbox: each prepared delivery is handed over at most once, and what became of it is written down.

    prepared ──> sending ──> sent
       │  ^         ├──────> refused      the server said no
       │  └─────────┤ later               the server said "try later"
       │            └──────> uncertain    nobody knows; never resent by itself
       └───────────────────> suppressed   on the list of those who want nothing
"""

from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidegauge.deliver.messages import Message
from tidegauge.deliver.smtp import Answer, Outcome, Post, ServerAway
from tidegauge.errors import DeliveryError, OutputError, StoreError
from tidegauge.store.deliveries import Delivery, Sending
from tidegauge.store.ledger import Ledger

Clock = Callable[[], datetime]
Sleep = Callable[[float], None]
Compose = Callable[[Delivery], Message]

STATES = {
    Answer.ACCEPTED: Sending.SENT,
    Answer.REFUSED: Sending.REFUSED,
    Answer.UNCERTAIN: Sending.UNCERTAIN,
    Answer.LATER: Sending.PREPARED,
}
AWAY_TRIES = 4
WINDOW = 50
"""Readers forced to the disk at a time: so many are uncertain after a power cut."""


@dataclass(frozen=True, slots=True)
class Pace:
    """
    How fast, and how patient.

    Attributes:
        per_minute: Messages; 0 for no limit.
        waits: Seconds before the second try, the third, and so on; after the last one the delivery is refused.
        patience: Seconds a run waits for deliveries that are to be tried later; then it ends and another goes on.
    """

    per_minute: float = 0.0
    waits: tuple[float, ...] = (60, 300, 900, 3600, 4 * 3600, 8 * 3600)
    patience: float = 900.0


@dataclass(frozen=True, slots=True)
class Tally:
    """
    Deliveries of a revision by state when a run ended.

    Attributes:
        counts: By state.
        sent_now: In this run.
        next_try: When the next one that waits may be tried.
    """

    counts: Mapping[Sending, int]
    sent_now: int
    next_try: datetime | None

    @property
    def open(self) -> int:
        """Not yet sent, and still to be."""
        return self.counts.get(Sending.PREPARED, 0)

    @property
    def told(self) -> str:
        """In words: ``198 sent, 1 refused, 1 uncertain``."""
        told = (f"{count} {state.value}" for state, count in sorted(self.counts.items()))
        return ", ".join(told) or "nobody to send to"

    @property
    def exit_code(self) -> int:
        """0 when everyone has it; 3 when some wait; 1 when some were refused or are uncertain."""
        if self.counts.get(Sending.REFUSED, 0) or self.counts.get(Sending.UNCERTAIN, 0):
            return 1
        return 3 if self.open else 0


class Outbox:
    """
    Sends the deliveries of one revision.

    Args:
        ledger: Its sole_sender() is held by the caller.
        post: To the server.
        pace: See Pace.
        clock, sleep: The time, and waiting for it.
        boot: Of this machine, see Settings; where it is not told, each message waits for the disk.
    """

    def __init__(self, ledger: Ledger, post: Post, pace: Pace, clock: Clock, sleep: Sleep, boot: str = "") -> None:
        self._ledger = ledger
        self._post = post
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._boot = boot
        self._window = WINDOW if boot else 1
        self._decided: int | None = None

    def send(
        self,
        issue: str,
        revision: int,
        compose: Compose,
        only: Container[str] | None = None,
        decided: int | None = None,
    ) -> Tally:
        """
        Hand over what is prepared, until nothing is or patience ends.

        Args:
            only: Readers; None for all.
            decided: By the editor when the letters were made, see Ledger.decided; asked before each body leaves.

        Raises:
            IssueChanged: the editor has decided something since; the message at hand was not sent.
            ServerAway, ServerUnusable: the server cannot be used; what is left stays prepared.
            StoreError, OutputError: the state could not be recorded; the message at hand was not sent, or is uncertain.
        """
        self._decided = decided
        give_up = self._clock() + timedelta(seconds=self._pace.patience)
        sent = 0
        try:
            while True:
                sent += self._round(issue, revision, compose, only)
                again = None if only is not None else self._ledger.next_try(issue, revision)
                if again is None or again > give_up:
                    return Tally(self._ledger.counts(issue, revision), sent, again)
                self._sleep(max(0.0, (again - self._clock()).total_seconds()))
        finally:
            with suppress(StoreError, OutputError):  # the states are on record; this only says that nobody is next
                self._ledger.begin((), self._boot)

    def _round(self, issue: str, revision: int, compose: Compose, only: Container[str] | None) -> int:
        """Each delivery whose time has come, once; how many were sent."""
        sent, after = 0, ""
        while batch := self._ledger.waiting(issue, revision, self._clock(), after):
            for number, one in enumerate(batch):
                after = one.reader
                if number % self._window == 0:
                    self._ledger.begin(batch[number : number + self._window], self._boot)
                if only is not None and one.reader not in only:
                    continue
                if self._ledger.is_suppressed(one.reader):
                    self._ledger.mark(one, Sending.SUPPRESSED, self._clock(), "on the suppression list")
                    continue
                began = self._clock()
                sent += self._one(one, compose(one))
                self._keep_pace(began)
        return sent

    def _one(self, one: Delivery, message: Message) -> bool:
        outcome = self._handed(one, message)
        state, again = STATES[outcome.answer], None
        if state is Sending.PREPARED:
            if one.attempts >= len(self._pace.waits):
                state = Sending.REFUSED
                outcome = Outcome(Answer.REFUSED, f"given up after {one.attempts + 1} tries: {outcome.reply}")
            else:
                again = self._clock() + timedelta(seconds=self._pace.waits[one.attempts])
        self._ledger.mark(one, state, self._clock(), outcome.reply, again)
        return state is Sending.SENT

    def _handed(self, one: Delivery, message: Message) -> Outcome:
        """Handed over; a server that is away is asked a few times more."""
        for wait in (*self._pace.waits[: AWAY_TRIES - 1], None):
            try:
                return self._post.hand_over(message, lambda: self._leaving(one))
            except ServerAway:
                if wait is None or wait > self._pace.patience:
                    raise
                self._sleep(wait)
        raise DeliveryError("The mail server cannot be reached; run the same command again.")

    def _leaving(self, one: Delivery) -> None:
        self._ledger.mark(one, Sending.SENDING, self._clock(), "handed over", decided=self._decided)

    def _keep_pace(self, began: datetime) -> None:
        if self._pace.per_minute:
            rest = 60 / self._pace.per_minute - (self._clock() - began).total_seconds()
            if rest > 0:
                self._sleep(rest)
