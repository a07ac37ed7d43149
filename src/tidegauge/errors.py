"""
Every error a user can meet. The message says what is wrong and what to do next.

    TidegaugeError                exit 1
    ├── UsageError                exit 2   a word on the command line is not known
    ├── SettingsError             exit 2   a setting or a report file does not hold
    │   └── SetupBroken                    so that no scheduled run can begin
    ├── DataError                 exit 1
    │   ├── UnitMismatch                   two units that cannot be converted
    │   ├── MalformedFile                  a file that is not in the layout it claims
    │   └── NothingKnown                   no data at all on the day asked for
    ├── SourceError               exit 3   one publisher; the others go on
    │   ├── SourceUnavailable              could succeed later: time-out, 429, 5xx
    │   ├── SourceRefused                  will not succeed as asked: 4xx, wrong key
    │   └── SourceChanged                  answered, but not in the shape we know
    ├── StoreError                exit 1   the database cannot be read or written
    ├── RenderError               exit 1   fonts, glyphs, layout
    ├── DeliveryError             exit 1   a message cannot be made or sent
    │   ├── GateClosed                     an issue is not fit to be sent
    │   ├── AlreadySending                 another run holds the outbox
    │   ├── IssueChanged                   the editor decided something while a run was at work
    │   └── HeldAgain                      it is not what was approved
    └── OutputError               exit 1   a folder that cannot be written, a full disk
"""


class TidegaugeError(Exception):
    """The root: caught once, in cli.py, and printed as one sentence."""

    exit_code = 1


class UsageError(TidegaugeError):
    """A word on the command line is not known. The message lists what is."""

    exit_code = 2


class SettingsError(TidegaugeError):
    """A setting, or a file of a report, does not hold. The message names file and field."""

    exit_code = 2


class SetupBroken(SettingsError):
    """The same, found before a scheduled run began: nothing can be due until it is mended."""


class DataError(TidegaugeError):
    """The data cannot be used as they are."""


class UnitMismatch(DataError):
    """Two units between which there is no conversion."""


class MalformedFile(DataError):
    """A file is not in the layout it claims. The message names file and line."""


class NothingKnown(DataError):
    """Not one observation is known on the day asked for."""


class SourceError(TidegaugeError):
    """One publisher could not be collected; the others go on."""

    exit_code = 3


class SourceUnavailable(SourceError):
    """Time-out, 429 or 5xx after all retries. Running again later can help; `reached` says that a server answered."""

    def __init__(self, message: str, *, reached: bool = False) -> None:
        super().__init__(message)
        self.reached = reached


class SourceRefused(SourceError):
    """The publisher refused the request: a wrong key, an unknown series. Retrying will not help."""


class SourceChanged(SourceError):
    """The publisher answered, but not in the shape we know. Retrying will not help."""


class StoreError(TidegaugeError):
    """The database cannot be read or written."""


class RenderError(TidegaugeError):
    """A page could not be made as it must look: fonts, glyphs, layout."""


class DeliveryError(TidegaugeError):
    """A message cannot be made, or not be handed to a server."""


class GateClosed(DeliveryError):
    """An issue is not fit to be sent. The message gives the reasons; readers got nothing."""


class AlreadySending(DeliveryError):
    """Another run holds the outbox. Nothing was done."""


class IssueChanged(DeliveryError):
    """The editor held, noted or withdrew an issue while a run was sending it. The message at hand was not sent."""


class HeldAgain(DeliveryError):
    """An issue is not what was approved; the next run asks the operator again, so this is no failure to tell of."""


class OutputError(TidegaugeError):
    """A file could not be written: a read-only folder, a full disk."""
