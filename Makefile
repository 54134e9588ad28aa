.DEFAULT_GOAL := help
SHELL := bash

# The newest supported Python on this machine; `make PYTHON=python3.13 test` picks another.
PYTHON ?= $(shell for v in 3.13 3.12 3.11 3; do \
	p=$$(command -v python$$v) && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/run: requirements/run.txt
	@test -n "$(PYTHON)" || { echo "no Python 3.11+ with venv found: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

$(VENV)/bench: $(VENV)/dev requirements/bench.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bench.txt
	touch $@

.PHONY: run
run: $(VENV)/run ## Set up, then judge the two example projects
	@scripts/run-examples $(BIN)/pratique

.PHONY: dev
dev: $(VENV)/dev ## Set up for development

.PHONY: test
test: $(VENV)/dev ## Set up, then run the quick tests (less than 4 minutes on two cores), or those of T=tests/...
	PRATIQUE_FUZZ=$${PRATIQUE_FUZZ:-50} $(BIN)/python -m pytest -n auto $(or $(T),--quick)

.PHONY: test-all
test-all: $(VENV)/dev $(VENV)-clients/made ## Set up, install the package managers that are absent, then run all tests
	PATH="$(abspath $(VENV)-clients/bin):$$PATH" PRATIQUE_CLIENTS="$(abspath $(VENV)-clients/bin)" \
		$(BIN)/python -m pytest -n auto $(T)

$(VENV)-clients/made: requirements/clients.txt $(wildcard requirements/clients/*/package-lock.json) scripts/clients
	PYTHON="$(PYTHON)" scripts/clients $(VENV)-clients
	touch $@

.PHONY: lint lint-format lint-rules types types-win32 types-darwin lint-layers spelling
lint: lint-format lint-rules types types-win32 types-darwin lint-layers spelling ## Format check, lint, types, import contracts, spelling

lint-format: $(VENV)/dev
	$(BIN)/ruff format --check .

lint-rules: $(VENV)/dev
	$(BIN)/ruff check .

types: $(VENV)/dev
	$(BIN)/mypy

types-win32 types-darwin: types-%: $(VENV)/dev
	$(BIN)/mypy --platform $* --cache-dir .mypy_cache/$* src

lint-layers: $(VENV)/dev
	$(BIN)/lint-imports

spelling: $(VENV)/dev
	$(BIN)/codespell

.PHONY: check
check: lint docs-site test-all ## Everything that CI runs on the newest Python

.PHONY: format
format: $(VENV)/dev ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: fuzz
fuzz: $(VENV)/dev ## Property tests with 10,000 inputs each
	PRATIQUE_FUZZ=10000 $(BIN)/python -m pytest -n auto -m fuzz

.PHONY: lock
lock: $(VENV)/dev ## Renew requirements/*.txt (needs uv), with releases at least 7 days old
	scripts/lock

.PHONY: docs
docs: $(VENV)/dev ## Renew what is generated: pages of docs/, the man page, the pre-commit hooks
	$(BIN)/python scripts/docs
	$(BIN)/python scripts/man
	$(BIN)/python scripts/completions
	$(BIN)/python scripts/hooks
	$(BIN)/python -m tests.lockfiles.real
	$(BIN)/python -m tests.words --write

$(VENV)-site/made: requirements/site.txt
	$(PYTHON) -m venv $(VENV)-site
	$(VENV)-site/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/site.txt
	touch $@

.PHONY: docs-site
docs-site: $(VENV)-site/made ## Build the site of the documentation into build/site; a link that leads nowhere fails
	NO_MKDOCS_2_WARNING=1 $(VENV)-site/bin/mkdocs build --strict

.PHONY: dist
dist: $(VENV)/run ## Build the sdist and the wheel into dist/, the same bytes for every build of a commit
	$(BIN)/python scripts/dist

.PHONY: image
ENGINE ?= $(shell command -v podman || command -v docker)
BASE_IMAGE ?= docker.io/library/python:3.13-slim-trixie
image: ## Build the container with a base that is pinned by digest (ENGINE= and BASE_IMAGE= pick others)
	@test -n "$(ENGINE)" || { echo "no podman or docker found" >&2; exit 2; }
	$(ENGINE) pull --quiet $(BASE_IMAGE)
	base=$$($(ENGINE) image inspect --format '{{index .RepoDigests 0}}' $(BASE_IMAGE)) && echo "PYTHON_IMAGE=$$base" && \
	  $(ENGINE) build -f Containerfile --build-arg PYTHON_IMAGE="$$base" -t pratique .

.PHONY: bench
bench: $(VENV)/dev ## Measure what the docs quote (asks the configured registries)
	$(BIN)/python -m bench

# Where the archives of the committed lists go (some 7 GB), and which sets are measured; malware needs local clones, see docs/explanation/score.md.
CORPORA ?= build/corpora
SETS ?= benign-npm benign-npm-scripts benign-pypi
PAIRS ?= benign-npm-follow benign-pypi-follow

.PHONY: bench-inspect
bench-inspect: $(VENV)/dev ## Fetch the benign lists, measure inspect over them (M= more options)
	-$(BIN)/python -m bench.inspect.fetch $(CORPORA) $(SETS) $(PAIRS) $(PAIRS:%=%-before)
	$(BIN)/python -m bench.inspect $(SETS:%=$(CORPORA)/%) --out $(CORPORA)/rows --misses 50 $(M)
	$(BIN)/python -m bench.inspect $(PAIRS:%=$(CORPORA)/%) --pairs --out $(CORPORA)/rows --misses 50 $(M)
	$(BIN)/python -m bench.inspect evasions

# Where bench-landing keeps samples, models and rows, and the local clone of the collection of malware (NAME=CLONE).
LANDING ?= build/landing
COLLECTION ?=

.PHONY: bench-landing
bench-landing: $(VENV)/bench ## Compare the analysis with that of BASE=REV, on malware and benign releases (QUICK=1; M= more options)
	@test -n "$(BASE)" || { echo "give BASE=REV" >&2; exit 2; }
	$(BIN)/python -m bench.inspect.landing $(BASE) --folder $(LANDING) $(COLLECTION:%=--collection %) $(QUICK:%=--size 150) $(M)

# Where bench-draws keeps the files of the drawn sets and its rows.
DRAWS ?= build/draws

.PHONY: bench-draws
bench-draws: $(VENV)/dev ## Fetch the sets that were drawn by seed and judge them (M= more options); goes on where it was stopped
	-$(BIN)/python -m bench.inspect.fetch $(DRAWS) $(notdir $(basename $(wildcard bench/inspect/lists/drawn-*.tsv))) projects-files
	$(BIN)/python -m bench.inspect.draws $(DRAWS) --ask $(M)

.PHONY: models
models: $(VENV)/bench ## Train the models of the score anew from the committed feature tables
	$(BIN)/python -m bench.inspect.train --write

# The folder with npm_publish_history.jsonl.gz, recorded histories of npm packages.
HISTORIES ?=

.PHONY: bench-steward
bench-steward: $(VENV)/dev ## Measure on recorded HISTORIES=FOLDER how well `steward` tells which packages come to their end
	@test -n "$(HISTORIES)" || { echo "give HISTORIES=FOLDER with npm_publish_history.jsonl.gz" >&2; exit 2; }
	$(BIN)/python -m bench.steward "$(HISTORIES)" --write

.PHONY: crater
crater: $(VENV)/dev ## Count findings over 200 pinned popular releases (asks the configured registries)
	$(BIN)/python -m tests.crater

.PHONY: gauntlet
gauntlet: $(VENV)/dev ## Replay real incidents through the gate with real clients (T= picks incidents)
	$(BIN)/python -m gauntlet $(T)
	$(BIN)/python -m gauntlet ground $(T)

.PHONY: breakages
breakages: $(VENV)/dev ## Break one line of the code that decides at a time: the tests must notice (T= picks breakages)
	$(BIN)/python -m tests.breakages $(T)

.PHONY: hostile-locks
hostile-locks: $(VENV)/dev ## Install hostile locks with the real clients of PRATIQUE_CLIENTS (T= more options)
	$(BIN)/python -m tests.hostile_locks $(T)
