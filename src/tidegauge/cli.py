"""The command line: options, commands put together, one handler for every error a user can meet."""

import atexit
import errno
import gc
import logging
import sys
import tempfile
import traceback
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any

import typer
from typer.main import get_command

from tidegauge import __version__, settings, speech
from tidegauge.commands import claims, data, delivery, editor, issues, look, timing
from tidegauge.console import State
from tidegauge.errors import TidegaugeError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Liquidity Weekly: a briefing on US dollar liquidity in Chinese and English, from published data. "
    "Results go to stdout, log and progress to stderr. Exit codes: 0 done, 1 failed, 2 usage, 3 built with late or "
    "missing data.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _told_version(asked: bool) -> None:
    """Print it and end, before a command is missed."""
    if asked:
        print(f"tidegauge {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option("--home", metavar="DIR", help="Your own reports and templates.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no remarks.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print results as JSON.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_told_version)
    ] = False,
) -> None:
    """Options that stand before or after any command."""
    # What is logged goes to stderr as a sentence; retries are told by the source's own line.
    ours = logging.getLogger("tidegauge")
    ours.handlers, ours.propagate = [logging.StreamHandler(sys.stderr)], False
    ours.setLevel(logging.ERROR if quiet else logging.WARNING)
    logging.getLogger("stamina").setLevel(logging.CRITICAL)
    state = State()
    state.quiet, state.json = quiet, as_json
    state.settings = settings.load(home)
    context.obj = state


COMMANDS = (
    ("brief", issues.brief),
    ("collect", data.collect),
    ("import", data.import_),
    ("build", issues.build),
    ("readings", look.readings),
    ("explain", look.explain),
    ("verify", claims.verify),
    ("send", delivery.send),
    ("readers", delivery.readers),
    ("subscribe", delivery.subscribe),
    ("unsubscribe", delivery.unsubscribe),
    ("deliveries", delivery.deliveries),
    ("settle", editor.settle),
    ("edits", editor.edits),
    ("hold", delivery.hold),
    ("approve", delivery.approve),
    ("annotate", delivery.annotate),
    ("withdraw", delivery.withdraw),
    ("correct", delivery.correct),
    ("mail", delivery.mail),
    ("run", timing.run),
    ("alerts", timing.alerts),
    ("schedule", timing.schedule),
    ("archive", delivery.archive),
    ("catalogue", look.catalogue),
    ("status", look.status),
    ("doctor", look.doctor),
    ("init", look.init),
)
"""In the order of --help; names are a contract."""

for name, command in COMMANDS:
    app.command(name=name)(command)

GLOBAL = {"--quiet": 0, "-q": 0, "--json": 0, "--home": 1}
"""Options that may also stand after the command, with the words that follow them."""


YOUNG = 300_000
"""Objects made before garbage is looked for: loading modules and data makes a million that all stay."""


def arranged(arguments: Sequence[str]) -> list[str]:
    """The arguments with global options in front, so that they may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name = word.partition("=")[0]
        if word == "--":
            rest += [word, *words]
        elif name in GLOBAL:
            front.append(word)
            if GLOBAL[name] and "=" not in word:
                front += [following for following in [next(words, None)] if following is not None]
        else:
            rest.append(word)
    return front + rest


def main(arguments: Sequence[str] | None = None) -> None:
    """
    Run a command; never a traceback for what a user can meet.

    Args:
        arguments: Without the program's name; default those of the process.
    """
    sys.excepthook = _unexpected
    gc.set_threshold(YOUNG)
    atexit.register(gc.freeze)  # nothing is looked through when all of it goes
    given = sys.argv[1:] if arguments is None else list(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_flushed(run(given)))


def _flushed(code: int) -> int:
    """The exit code once everything printed has left: a reader that went away or a full disk shows only then."""
    try:
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = None  # or the interpreter tries again, and complains of it
        return 1 if isinstance(error, BrokenPipeError) else _failed(_unprinted(error), 1)
    return code


FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


def _unprinted(error: OSError) -> str:
    return _("What is printed cannot be written ({cause}); send it elsewhere.").format(cause=error.strerror)


USAGE_ERROR: Any = next(one for one in typer.BadParameter.__mro__ if one.__name__ == "UsageError")
"""Typer carries its own copy of click and exports only some of its errors."""


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of ours: one sentence for the user, the details in a file for us."""
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    folder = Path(tempfile.mkdtemp(prefix="tidegauge-"))
    report = folder / "fault.txt"
    report.write_text("".join(traceback.format_exception(kind, error, trace)), encoding="utf-8")
    print(
        f"tidegauge: a fault of the program ({kind.__name__}); nothing stored was lost. Please report it with "
        f"{report}.",
        file=sys.stderr,
    )


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command; errors are one sentence on stderr."""
    try:
        code = _spoken()(args=arranged(arguments), standalone_mode=False, prog_name="tidegauge")
    except TidegaugeError as error:
        return _failed(_said(str(error)), error.exit_code)
    except typer.Exit as done:
        return done.exit_code
    except USAGE_ERROR as error:
        if not arguments:
            print(error.format_message(), file=sys.stderr)
            return 2
        command = error.ctx.command_path if error.ctx else "tidegauge"
        wrong = error.format_message().replace("Value error, ", "").rstrip(".")
        told = _("{wrong}. `{command} --help` shows what it takes.")
        return _failed(told.format(wrong=_said(wrong), command=command), 2)
    except (KeyboardInterrupt, typer.Abort):
        return _failed(_("Interrupted; what was stored is whole. Run the command again to go on."), 130)
    except BrokenPipeError:
        return 1
    except OSError as error:
        if error.errno not in FULL:
            raise
        return _failed(_unprinted(error), 1)
    return code if isinstance(code, int) else 0


def _spoken() -> Any:
    """The commands, with their help in the user's language."""
    if not settings.speaks_chinese():
        return get_command(app)

    def simplify() -> speech.Script:
        from tidegauge.render.convert import Simplifier

        return Simplifier(settings.Home((settings.built_in(),))).text

    speech.install(settings.built_in() / "locale", settings.load(environment={}).cache, simplify)
    return speech.translate(get_command(app))


def _said(wrong: str) -> str:
    """What went wrong, in the user's language."""
    return speech.sentence(wrong, settings.built_in() / "locale") if settings.speaks_chinese() else wrong


def _failed(sentence: str, code: int) -> int:
    print(f"tidegauge: {sentence}", file=sys.stderr)
    return code
