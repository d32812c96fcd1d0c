# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup demo test run bench soak lint lock

PYTHON_IN_VENV := .venv/bin/python
COMMANDS := .venv/ready
READY := .venv/window

help:                ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

setup: $(READY)      ## .venv from the lock files, system libraries for Qt (a second call is instant)

$(READY): requirements/dev.txt build_spec/setup.sh
	@bash build_spec/setup.sh window

$(COMMANDS): requirements/dev.txt
	@bash build_spec/setup.sh commands

demo: $(COMMANDS)    ## the whole main job on the example district, into demo/
	@$(PYTHON_IN_VENV) -m app demo demo

run: $(READY)        ## the window
	@$(PYTHON_IN_VENV) -m app

lint: $(READY)       ## style, types, import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

test: lint           ## lint and every test but the soak
	.venv/bin/pytest -n 2

bench: $(READY)      ## the table of PERFORMANCE goals with today's figures
	@$(PYTHON_IN_VENV) -m benchmarks

soak: $(READY)       ## long tests: all, or one part of at most 40 minutes (PART=NAME, the file tests/soak/test_NAME.py)
	@.venv/bin/pytest -m soak -rs $(if $(PART),tests/soak/test_$(PART).py)

lock: $(READY)       ## rewrite the lock files (UPGRADE=1 moves to newer versions)
	@bash build_spec/lock.sh
