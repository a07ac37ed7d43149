#!/bin/sh
# Build the wheel, install it alone into a clean environment with the pinned packages, and build a sample issue there.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
PLACE=$(mktemp -d)
trap 'rm -rf "$PLACE"' EXIT

cd "$ROOT"
rm -rf dist
PIP_BUILD_CONSTRAINT="$ROOT/constraints.txt" .venv/bin/python -m build --wheel --outdir dist .
.venv/bin/python -m venv "$PLACE/venv"
"$PLACE/venv/bin/python" -m pip install -q --disable-pip-version-check -c constraints.txt dist/*.whl

cd "$PLACE"
code=0
./venv/bin/tidegauge build --sample --as-of 2026-08-21 --out issue || code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 3 ] || { echo "The wheel alone does not build an issue (exit $code)." >&2; exit 1; }
find issue -type f | sort
echo "The wheel builds an issue alone."
