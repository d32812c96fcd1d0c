#!/usr/bin/env bash
# Makes .venv from the lock file and sees to the system libraries that Qt needs. Run by `make setup`.
# Asks for nothing: what it may install it installs, of the rest it tells in one sentence.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv
READY=$VENV/ready
# What PySide6-Essentials' QtWidgets and its offscreen and xcb platforms link to on Debian and Ubuntu.
QT_PACKAGES="libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"

say() { printf '%s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

suitable() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if suitable "$candidate"; then say "$candidate"; return; fi
    done
    stop "Python 3.11, 3.12 or 3.13 is needed; install it, or name it: make setup PYTHON=/path/to/python3."
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Installs Debian packages when that is allowed without a question; fails otherwise.
apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root true 2>/dev/null || return 1
    say "Installing system packages: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null || return 1
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

make_venv() {
    local python
    python=$(find_python)
    if "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && suitable "$VENV/bin/python"; then return; fi
    say "Making $VENV with $("$python" --version)"
    rm -rf "$VENV"
    if "$python" -m venv "$VENV" >/dev/null 2>&1; then return; fi
    rm -rf "$VENV"
    if apt_install python3-venv && "$python" -m venv "$VENV" >/dev/null 2>&1; then return; fi
    rm -rf "$VENV"
    stop "this Python cannot make virtual environments; run: sudo apt-get install python3-venv"
}

install_locked() {
    say "Installing the locked packages (some 200 MB are downloaded the first time)"
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
        --require-hashes --no-deps --only-binary :all: -r requirements/dev.txt
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
        --no-deps --no-index --no-build-isolation --config-settings editable_mode=compat --editable .
}

qt_works() {
    QT_QPA_PLATFORM=offscreen "$VENV/bin/python" -c '
from PySide6.QtWidgets import QApplication
QApplication([])' >/dev/null 2>&1
}

see_to_qt() {
    qt_works && return
    # shellcheck disable=SC2086
    apt_install $QT_PACKAGES && qt_works && return
    stop "Qt lacks system libraries; run: sudo apt-get install $QT_PACKAGES"
}

make_venv
install_locked
see_to_qt
touch "$READY"
say "Ready: .venv"
