# What people type. Everything below also works as plain commands: see README.md.

PYTHON ?= python3
BIN = .venv/bin

.PHONY: help repro test lint readme lock

help:  ## this list
	@sed -n "s/^\([a-z]*\):.*## /  make \1\t/p" Makefile

repro: .venv/installed  ## raw text to two trained networks; does only what is not done yet
	$(BIN)/dvc repro

test: .venv/installed  ## the tests, in a few minutes
	$(BIN)/python -m pytest

lint: .venv/installed  ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

readme: .venv/installed  ## fill the tables of README.md from metrics/ and params.yaml
	$(BIN)/python -m tools.readme

lock:  ## pin all dependencies anew, from pyproject.toml
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet '.[dev]'
	.venv-lock/bin/pip freeze --exclude textrnn | sed 's/+cpu$$//' > requirements.lock
	rm -rf .venv-lock

.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "textrnn needs Python 3.11 or newer; name one with: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.lock
	touch $@
