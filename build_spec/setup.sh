#!/usr/bin/env bash
# Makes .venv from the lock file and sees to the system libraries that Qt needs. Run by `make setup`.
# Asks for nothing: what it may install it installs, of the rest it tells in one sentence.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv
READY=$VENV/ready
# What QtWidgets of PySide6-Essentials 6.9 links to on Debian and Ubuntu, and beyond it what its windows
# under X11 do (asked of ldd on a bare Debian 12). Tests and the demo need only the first line.
QT_PACKAGES="libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
X11_PACKAGES="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"

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
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >/dev/null 2>&1 || return 1
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null 2>&1
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

windows_work() {
    local plugin
    plugin=$(echo "$VENV"/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so)
    [ ! -e "$plugin" ] || ! command -v ldd >/dev/null || ! ldd "$plugin" | grep -q 'not found'
}

# shellcheck disable=SC2086
see_to_qt() {
    if ! qt_works || ! windows_work; then apt_install $QT_PACKAGES $X11_PACKAGES || true; fi
    qt_works || stop "Qt lacks system libraries; run: sudo apt-get install $QT_PACKAGES"
    windows_work || say "To open the window under X11, run: sudo apt-get install $X11_PACKAGES"
}

make_venv
install_locked
see_to_qt
touch "$READY"
say "Ready: .venv"
