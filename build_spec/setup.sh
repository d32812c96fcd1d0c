#!/usr/bin/env bash
# Makes .venv from the lock file and sees to the system libraries that Qt needs.
#   setup.sh window    everything (`make setup`, `make test`, `make run`)
#   setup.sh commands  what commands need, which is no window and none of its libraries (`make demo`)
# Asks for nothing: what it may install it installs; what is missing beyond that it tells in one
# sentence before anything is downloaded.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv
GOAL=${1:-window}
# What QtWidgets of PySide6-Essentials 6.9 links to on Debian and Ubuntu: «library package» (asked of
# ldd on a bare Debian 12; newer ones answer to the same names). Tests need these.
QT_LIBRARIES="libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0"
# Beyond it what its windows under X11 link to; without them tests and commands still work.
X11_LIBRARIES="libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0"

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

# The packages of the libraries on standard input that this machine lacks.
lacking() {
    "$PYTHON_FOUND" -c '
import ctypes, sys
for line in sys.stdin:
    library, package = line.split()
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)'
}

# The Debian package that lets the chosen Python make virtual environments.
venv_package() {
    case $PYTHON_FOUND in
        */* | python3) say python3-venv ;;
        *) say "$PYTHON_FOUND-venv" ;;
    esac
}

# shellcheck disable=SC2046,SC2086
see_to_the_system() {
    local needed="" wanted=""
    "$PYTHON_FOUND" -c 'import ensurepip, venv' 2>/dev/null || needed=$(venv_package)
    if [ "$GOAL" = window ]; then
        needed=$(say $needed $(lacking <<<"$QT_LIBRARIES"))
        wanted=$(say $(lacking <<<"$X11_LIBRARIES"))
    fi
    if [ -z "$needed$wanted" ] || apt_install $needed $wanted; then return; fi
    [ -z "$needed" ] || apt_install $needed ||
        stop "system packages are missing; run: sudo apt-get install $needed"
    [ -z "$wanted" ] || say "To open the window under X11 (tests need it not), run: sudo apt-get install $wanted"
}

make_venv() {
    if "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && suitable "$VENV/bin/python"; then return; fi
    say "Making $VENV with $("$PYTHON_FOUND" --version)"
    rm -rf "$VENV"
    "$PYTHON_FOUND" -m venv "$VENV" || stop "$PYTHON_FOUND cannot make virtual environments here."
}

install_locked() {
    if [ "$VENV/ready" -nt requirements/dev.txt ]; then return; fi
    say "Installing the locked packages (some 200 MB are downloaded the first time)"
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
        --require-hashes --no-deps --only-binary :all: -r requirements/dev.txt ||
        stop "the packages could not be installed; see pip's own words above (network? free space?)."
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
        --no-deps --no-index --no-build-isolation --config-settings editable_mode=compat --editable .
    touch "$VENV/ready"
}

see_that_qt_starts() {
    QT_QPA_PLATFORM=offscreen "$VENV/bin/python" -c '
from PySide6.QtWidgets import QApplication
QApplication([])' || stop "Qt does not start here; its own words stand above."
    touch "$VENV/window"
}

PYTHON_FOUND=$(find_python)
see_to_the_system
make_venv
install_locked
[ "$GOAL" != window ] || see_that_qt_starts
say "Ready: .venv"
