"""How a language that is set as English is set writes numbers and dates: data, so that a home can bring its own."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from tidegauge.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Manner:
    """
    The words around numbers; {n} is the number, dates are patterns of Unicode's LDML as Babel reads them.

    Digits are the same in every edition, a point before decimals and a comma between thousands, so that tables line up
    and charts are drawn once.

    Attributes:
        locale: Whose names of months.
        day, day_year, month, month_year: A date within the issue's year, and with its year.
        quarter: Of {year} and {n}.
        bp, trillion, billion, million, zero: Basis points, amounts of dollars.
        dollars, barrel: Other dollars.
        ordinals: First to tenth, with spaces between; beyond them `beyond`.
        beyond: An ordinal above ten; empty for 11th, 22nd.
        counts: None to ten, with spaces between.
    """

    locale: str = "en"
    day: str = "d MMMM"
    day_year: str = "d MMMM y"
    month: str = "MMMM"
    month_year: str = "MMMM y"
    quarter: str = "{year} Q{n}"
    bp: str = "{n} bp"
    trillion: str = "${n} trillion"
    billion: str = "${n} billion"
    million: str = "${n} million"
    zero: str = "zero"
    dollars: str = "${n}"
    barrel: str = "${n} a barrel"
    ordinals: str = "first second third fourth fifth sixth seventh eighth ninth tenth"
    beyond: str = ""
    counts: str = "no one two three four five six seven eight nine ten"

    def ordinal(self, rank: int) -> str:
        """``fourth``; ``22nd`` beyond ten."""
        if rank <= 10:
            return self.ordinals.split()[rank - 1]
        if self.beyond:
            return self.beyond.format(n=rank)
        ending = {1: "st", 2: "nd", 3: "rd"}.get(rank % 10 if rank % 100 not in (11, 12, 13) else 0, "th")
        return f"{rank}{ending}"

    def count(self, value: int) -> str:
        """``three`` up to ten, digits beyond."""
        return str(value) if value > 10 else self.counts.split()[value]


ENGLISH = Manner()


def skeleton(tag: str) -> str:
    """The table [manner] of a new language's words file: English, with the language's names of months."""
    lines = [
        f'{one.name} = "{tag.replace("-", "_") if one.name == "locale" else one.default}"' for one in fields(Manner)
    ]
    return (
        "\n# The words around numbers and dates; what is left out is as in English.\n[manner]\n"
        + "\n".join(lines)
        + "\n"
    )


def read(table: Mapping[str, str], file: str) -> Manner:
    """
    A language's [manner] of its words file; what it leaves out is as in English.

    Raises:
        SettingsError: a key is unknown, or a list of words has not as many as it needs.
    """
    known = {one.name for one in fields(Manner)}
    if unknown := sorted(set(table) - known):
        raise SettingsError(f"{file}, [manner] has no {unknown[0]!r}; it knows {', '.join(sorted(known))}.")
    made = Manner(**table)
    for name, needed in (("ordinals", 10), ("counts", 11)):
        if (found := len(getattr(made, name).split())) != needed:
            raise SettingsError(f"{file}, [manner] {name} has {found} words; it needs {needed}, with spaces between.")
    return made
