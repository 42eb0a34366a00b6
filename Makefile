# What people type. Everything below also works as plain commands: see README.md.

PYTHON ?= python3
BIN = .venv/bin
# This folder first, as without PYTHONSAFEPATH.
export PYTHONPATH := .$(if $(PYTHONPATH),:$(PYTHONPATH))
CODE = dvc.yaml $(shell find stages textrnn tools -name '*.py')

.PHONY: help install in-git check repro test test-slow recipes fortunes keep-studies lint verify verify-fast portable crash-test deps bench bench-corpus bench-labels bench-abstain readme notebooks lock

help:  ## this list
	@sed -n "s/^\([a-z%-]*\):.*## /  make \1\t/p" Makefile | sed "s/%/NAME/"

install: .venv/installed  ## all libraries into .venv, as requirements.lock pins them

in-git:  # A source archive is in no git repository.
	@git rev-parse --git-dir > /dev/null 2>&1 || { echo "DVC works only in a git repository, which this folder is not:" \
		"git clone the project, or say here: git init && git add --all && git commit --message 'source archive'"; exit 1; }

repro: in-git .venv/checked  ## raw text to two trained networks; does only what is not done yet
	$(BIN)/dvc repro
	@echo "Results are in metrics/, plots/ and samples/, the networks in data/models/: README.md says how to use them."
	@echo "Open in a browser: reports/classification.html and reports/generation.html"

check: .venv/installed  ## all of params.yaml, before anything works with it
	$(BIN)/python -m tools.check

test: in-git .venv/checked  ## the tests but the slow ones, as many at a time as there are cores: five minutes on two
	$(BIN)/python -m pytest --numprocesses=auto

test-slow: in-git .venv/checked  ## the slow ones: they type what the pages say, and train and rebuild: ten minutes
	$(BIN)/python -m pytest --numprocesses=auto -m slow

recipe-%: in-git .venv/checked  ## recipes/NAME.yaml in a copy, as an experiment
	$(BIN)/python -m tools.recipe $*

recipes: in-git .venv/checked  ## all of them, their metrics written beside them: two hours if trainings change
	for recipe in recipes/*.yaml; do $(BIN)/python -m tools.recipe --record $$(basename $$recipe .yaml) || exit; done

study-%: .venv/checked  ## studies/NAME.yaml: many trainings, a line for each; it continues where it was stopped
	$(BIN)/python -m tools.study $*

study-languages study-ngrams study-unseen: fortunes

fortunes: .venv/installed  ## quotations in eight languages from Debian 12, for three studies, into data/custom
	$(BIN)/python -m tools.fortunes

SINCE = HEAD
keep-studies: .venv/checked  ## after a change of params.yaml that changes no score: the results of studies stay valid
	$(BIN)/python -m tools.study --keep $(SINCE) $(basename $(notdir $(wildcard studies/*.yaml)))

lint: .venv/installed  ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

verify: in-git .venv/checked  ## rebuild the last commit in a temporary clone: are the committed results what the code produces?
	$(BIN)/python -m tools.verify

verify-fast: in-git .venv/checked  ## without data and training: does dvc.lock fit the committed files?
	$(BIN)/python -m tools.verify --fast

QEMU = qemu-x86_64
CPUS = Haswell Skylake-Client EPYC EPYC-Rome max
portable: .venv/installed  ## do other CPUs, emulated by qemu-x86_64, compute the same bits?
	$(BIN)/python -m tools.portable --qemu $(QEMU) --cpus $(CPUS)

KILLS = 20
crash-test: .venv/installed  ## does a training that is killed end with the same bytes?
	$(BIN)/python -m tools.crash_test --kills $(KILLS)

bench: repro  ## speed, memory and start-up, in about twenty minutes on an idle machine
	$(BIN)/python -m tools.bench

bench-corpus: .venv/installed  ## the same of a corpus of 1 GB; takes long, and 8 GB of disk
	$(BIN)/python -m tools.bench.corpus

bench-labels: in-git .venv/checked  ## does the stage suspects find labels that are wrong? with some that were changed
	$(BIN)/dvc repro split@classification
	$(BIN)/python -m tools.bench.labels

bench-abstain: repro  ## on how many texts of another corpus does the classifier abstain?
	$(BIN)/python -m tools.bench.abstain

deps: .venv/installed  ## write into dvc.yaml which modules each stage imports
	$(BIN)/python -m tools.deps

readme: .venv/installed  ## fill README.md and docs/ from results and code
	$(BIN)/python -m tools.readme

notebooks: in-git .venv/checked  ## execute both of notebooks/ and write their outputs: three minutes on two cores
	$(BIN)/python -m tools.notebooks

lock:  ## pin all dependencies again, from pyproject.toml
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet '.[dev,notebooks]'
	.venv-lock/bin/pip freeze --exclude textrnn \
		| sed -e 's/+cpu$$//' -e "s/^backports.*/&; python_version < '3.14'/" > requirements.lock
	rm -rf .venv-lock

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "textrnn needs Python 3.11 or newer; name one with: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .  # the command textrnn
	touch $@

# Only when params.yaml or the code that reads it has changed.
.venv/checked: .venv/installed params.yaml $(CODE)
	@$(BIN)/python -m tools.check
	@touch $@
