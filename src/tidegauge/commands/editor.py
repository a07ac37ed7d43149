"""Commands of the editor's log: what was decided by whom, and what became of deliveries nobody knew of."""

from typing import Annotated

import typer

from tidegauge.commands.delivery import By, OneIssue, key_of, office, when, who
from tidegauge.console import ListShape, Shape, State, print_rows, say

EDIT_COLUMNS = ("issue", "revision", "action", "who", "when", "zh", "en")


def settle(
    context: typer.Context,
    issue: OneIssue,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="A", help="This reader; without, all refused ones.")
    ] = None,
    again: Annotated[bool, typer.Option("--again/--arrived", help="Send it again, or take it as arrived.")] = True,
    by: By = "",
) -> None:
    """
    Say what became of an uncertain delivery, or have refused ones tried again; `send` sends them.

    Example: tidegauge settle --issue 2025-W46 --to chan@example.com --arrived
    """
    from tidegauge.issuing import editing
    from tidegauge.issuing.editing import Words

    readers = [key_of(one) for one in to or ()]
    names = editing.settle(office(context.obj), issue, readers, again=again, words=Words(who(by)))
    for one in names:
        print(f"{one}: {'is tried again by the next run' if again else 'is taken as arrived'}.")


def edits(
    context: typer.Context,
    issue: Annotated[str, typer.Option("--issue", metavar="I", help="Only this issue.")] = "",
    format: ListShape = Shape.TABLE,
) -> None:
    """
    List what the editor did: issue, revision, action, who, when, and the words in each language.

    Example: tidegauge edits --issue 2025-W46 --format csv
    """
    from tidegauge.issuing.office import day_of_issue
    from tidegauge.store.ledger import Ledger

    state: State = context.obj
    if issue:
        day_of_issue(issue)
    rows = []
    if state.settings.store.is_file():
        with Ledger(state.settings.store) as ledger:
            found = ledger.edits(issue or None)
        cells = ((one.issue, one.revision, one.action, one.who, when(one.at), one.zh, one.en) for one in found)
        rows = [dict(zip(EDIT_COLUMNS, one, strict=True)) for one in cells]
    shape = Shape.JSON if state.json else format
    if rows or shape is Shape.JSON:
        print_rows(rows, shape)
    elif shape is Shape.CSV:
        print(",".join(EDIT_COLUMNS))
    else:
        say(state, "The editor has done nothing yet.")
