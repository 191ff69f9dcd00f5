# Two commands for a fresh machine with Python 3.11 or later, git and make:
#   make demo    sets itself up, then opens the program on a realistic network
#   make check   sets itself up, then runs all that CI runs
#
# Everything is installed into .venv from the locks in requirements/, hash by hash.

SHELL := /bin/sh
VENV  := .venv
BIN   := $(VENV)/bin
# The certificates that this machine trusts, since a network may have its own authority; this Python and no other.
UV    := UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never $(BIN)/uv --no-config --no-progress
INTO  := --python $(BIN)/python

PYTHON_IS_RECENT := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help demo check test bench catalogues snapshots fix lock clean

help:
	@sed -n 's/^#   //p' $(MAKEFILE_LIST)
	@echo 'make test | bench | fix | catalogues | lock | clean'

demo: $(VENV)/.demo-made
	$(BIN)/netterm demo

check: $(VENV)/.ready-to-check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.catalogues --check
	$(BIN)/pytest -x -q --numprocesses auto --dist loadfile

test: $(VENV)/.ready-to-check
	$(BIN)/pytest $(ARGS)

# Prints to docs/benchmarks.md; give it a quiet machine.
bench: $(VENV)/.ready-to-check
	$(BIN)/python -m tests.benchmarks

fix: $(VENV)/.ready-to-check
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Brings the Thai catalogue up to the code; PO="a.po b.po" takes in further translations, which win.
catalogues: $(VENV)/.ready-to-check
	$(BIN)/python -m tools.catalogues $(PO)

# Draws every screen anew into tests/screens/snapshots; ARGS="80x24 th-full" draws some.
snapshots: $(VENV)/.ready-to-check
	$(BIN)/python -m tests.screens.snapshots $(ARGS)

# Keeps the pins that still fit; `make lock UPGRADE=1` takes the newest of everything.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --annotation-style line --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

lock: $(VENV)/.uv
	$(COMPILE) pyproject.toml --group dev --output-file requirements/dev.lock
	$(COMPILE) pyproject.toml --group build --constraint requirements/dev.lock --output-file requirements/run.lock
	$(COMPILE) --group installer --constraint requirements/dev.lock --output-file requirements/installer.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.venv:
	@for python in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c '$(PYTHON_IS_RECENT)' 2>/dev/null; then \
			echo "Setting up $(VENV) with $$python: once, and again when a lock changes."; \
			"$$python" -m venv $(VENV) && touch $@; exit; \
		fi; \
	done; echo 'netterm needs Python 3.11 or later: install it, or say where it is: make PYTHON=/path/to/python3' >&2; exit 1

$(VENV)/.uv: requirements/installer.lock | $(VENV)/.venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.lock
	@touch $@

# What is there for checking is also enough for running; nothing is taken away again.
$(VENV)/.ready-to-run: requirements/run.lock pyproject.toml $(VENV)/.uv
	@$(UV) pip install --quiet $(INTO) --require-hashes -r requirements/run.lock
	@$(UV) pip install --quiet $(INTO) --no-deps --no-build-isolation --editable .
	@touch $@

# Made as a part of the set-up, so that it opens at once.
$(VENV)/.demo-made: $(VENV)/.ready-to-run
	@$(BIN)/netterm demo --no-open > /dev/null
	@touch $@

$(VENV)/.ready-to-check: requirements/dev.lock pyproject.toml $(VENV)/.uv
	@$(UV) pip sync --quiet $(INTO) --require-hashes requirements/dev.lock
	@$(UV) pip install --quiet $(INTO) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.ready-to-run
