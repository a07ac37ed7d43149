"""
Write constraints.txt from what is installed here: the runtime first, then what each extra adds.

Run with the interpreter of an environment that holds every extra: `make pins`. No addresses: the versions hold on any
package index.
"""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

OUT = Path(__file__).resolve().parents[1] / "constraints.txt"
EXTRAS = ("", "mail", "web", "dask", "dev")
HEADS = {"": "The program", "dev": "Tests and tools"}


def normal(name: str) -> str:
    """One spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(name: str, extra: str, seen: set[tuple[str, str]]) -> dict[str, str]:
    """Version by name of everything `name[extra]` needs, itself included; without what is not installed."""
    if (normal(name), extra) in seen:
        return {}
    seen.add((normal(name), extra))
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return {}
    pins = {normal(name): found.version}
    for line in found.requires or ():
        need = Requirement(line)
        if need.marker is None or need.marker.evaluate({"extra": extra}):
            for one in ("", *need.extras):
                pins |= closure(need.name, one, seen)
    return pins


def main() -> None:
    """Write the file; what an earlier part names is not named again."""
    known: set[str] = {"tidegauge"}
    parts = []
    for extra in EXTRAS:
        pins = {name: version for name, version in closure("tidegauge", extra, set()).items() if name not in known}
        known |= set(pins)
        if pins:
            lines = [f"{name}=={version}" for name, version in sorted(pins.items())]
            parts.append("\n".join((f"# {HEADS.get(extra, f'Extra: {extra}')}", *lines)))
    OUT.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
