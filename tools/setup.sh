#!/bin/sh
# Prepare a fresh machine: system libraries and fonts, then .venv with the pinned Python packages.
#
#   tools/setup.sh run     what `make brief` needs
#   tools/setup.sh test    that, and what the tests need
#
# TIDEGAUGE_SKIP_SYSTEM=1 leaves the system packages alone (they are there under another name, or in a home folder).
# PYTHON=/path/to/python3 names the Python to build .venv with.
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd)
VENV="$ROOT/.venv"

RUN_APT="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
RUN_DNF="pango harfbuzz google-noto-sans-cjk-fonts google-noto-serif-cjk-fonts"
RUN_BREW="pango harfbuzz font-noto-sans-cjk font-noto-serif-cjk"
TEST_APT="poppler-utils qpdf openssl systemd"
TEST_DNF="poppler-utils qpdf openssl systemd chromium"
TEST_BREW="poppler qpdf chromium"

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

find_python() {
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "none")
    fail "Tidegauge needs Python 3.11 or newer; found: $found. Install one, or name it: make brief PYTHON=/path/to/python3"
}

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

missing_apt() {
    for package in $1; do
        installed "$package" || printf '%s ' "$package"
    done
}

# Debian and Ubuntu keep the module that makes virtual environments in a package of its own.
missing_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null || printf '%s ' "python3-venv"
}

may_install() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

ask_for_packages() {
    say "Some system packages are missing, and installing them needs an administrator. Nothing was changed. Run one of"
    say "  apt:  sudo apt-get install --no-install-recommends $1"
    say "  dnf:  sudo dnf install $2"
    say "  brew: brew install $3"
    fail "and then the same make command again. (TIDEGAUGE_SKIP_SYSTEM=1 skips this check.)"
}

# Where there is no apt: are the libraries there under whatever name, and can CJK fonts be found?
has_libraries() {
    "$1" - <<'PY'
import sys
from ctypes.util import find_library
from pathlib import Path

libraries = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
folders = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "~/Library/Fonts", "~/.local/share/fonts", "~/.fonts")
fonts = (font for folder in folders for font in Path(folder).expanduser().rglob("Noto*CJK*"))
sys.exit(not (all(map(find_library, libraries)) and next(fonts, None)))
PY
}

system_packages() {
    kind=$1
    python=$2
    apt=$RUN_APT dnf=$RUN_DNF brew=$RUN_BREW
    if [ "$kind" = test ]; then
        apt="$apt $TEST_APT" dnf="$dnf $TEST_DNF" brew="$brew $TEST_BREW"
    fi
    if ! command -v apt-get >/dev/null 2>&1; then
        has_libraries "$python" || ask_for_packages "$apt" "$dnf" "$brew"
        return
    fi
    missing="$(missing_apt "$apt")$(missing_venv "$python")"
    if [ -n "$missing" ]; then
        may_install || ask_for_packages "$missing" "$dnf" "$brew"
        say "Installing $missing"
        as_root apt-get update -q >&2 || say "apt-get update failed; trying with the lists that are there."
        # shellcheck disable=SC2086  # a list of words
        apt_install $missing
    fi
    [ "$kind" != test ] || browser
}

# Ubuntu has Chromium only as a snap; the tests that need it are skipped without it.
browser() {
    command -v chromium >/dev/null 2>&1 || installed chromium && return
    may_install && apt_install chromium || say "Chromium could not be installed; tests marked browser will be skipped."
}

python_packages() {
    kind=$1
    python=$2
    [ -x "$VENV/bin/python" ] || "$python" -m venv "$VENV"
    "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$VENV holds a Python older than 3.11. Remove the folder and run the same make command again."
    what=$ROOT
    [ "$kind" != test ] || what="$ROOT[dev]"
    say "Installing the pinned Python packages into .venv"
    PIP_BUILD_CONSTRAINT="$ROOT/constraints.txt" PIP_DISABLE_PIP_VERSION_CHECK=1 \
        "$VENV/bin/python" -m pip install -q -c "$ROOT/constraints.txt" -e "$what" >&2
    # pip compiles what it installs, but not a checkout; where Python may not do so itself, each run would compile anew.
    env -u PYTHONDONTWRITEBYTECODE "$VENV/bin/python" -m compileall -q "$ROOT/src" >&2 || true
}

main() {
    kind=${1:-run}
    case $kind in run | test) ;; *) fail "usage: tools/setup.sh run|test" ;; esac
    python=$(find_python)
    [ -n "${TIDEGAUGE_SKIP_SYSTEM:-}" ] || system_packages "$kind" "$python"
    python_packages "$kind" "$python"
    : >"$VENV/.ready-to-run"
    [ "$kind" != test ] || : >"$VENV/.ready-to-test"
}

main "$@"
