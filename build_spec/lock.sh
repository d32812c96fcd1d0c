#!/usr/bin/env bash
# Rewrites the lock files: one resolution for Python 3.11–3.13 on Windows and Linux, with hashes.
# Why this way: docs/decisions/0001-locks.md. `make lock` keeps what is locked; `make lock UPGRADE=1` moves on.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-build \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command "make lock" ${UPGRADE:+--upgrade} pyproject.toml "$@"
}

compile --output-file requirements/run.txt
compile --group dev --constraint requirements/run.txt --output-file requirements/dev.txt
