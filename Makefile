# Two commands matter: `make run` and `make test`. Nothing but Python 3.11 and make is needed beforehand.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: wheel fuzz bench-reading bench-villages bench-linkage bench-growth help install dev run up down clean test test-slow check lock docs bench-text

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(UV): requirements-bootstrap.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements-bootstrap.txt
	@touch $@

$(VENV)/.run: $(UV) requirements.txt requirements-dev.txt pyproject.toml include/doisoat_lab/pyproject.toml
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.txt
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . -e include/doisoat_lab
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

install: $(VENV)/.run ## Create .venv with everything the pipeline needs.

dev: $(VENV)/.dev ## Add the tools for tests and checks.

lock: $(UV) ## Lock the dependencies anew (hashes, no index addresses).
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements-bootstrap.in -o requirements-bootstrap.txt
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.txt
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra drivers -c requirements.txt pyproject.toml -o requirements-drivers.txt
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --group fuzz -o requirements-fuzz.txt
	$(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header benchmarks/linkage/requirements-splink.in -o benchmarks/linkage/requirements-splink.txt

# The synthetic province stands in for registers until DOISOAT_CONFIG names a configuration of one's own. It is made
# beside its place and moved there when it is whole, so that an interrupted run does not leave half of one.
ifndef DOISOAT_CONFIG
PROVINCE := var/synth/config/doisoat.yaml
endif
PEOPLE ?= 60000

var/synth/config/doisoat.yaml: | $(VENV)/.run
	@echo "Making a synthetic province of $(PEOPLE) people in var/synth" >&2
	@rm -rf var/synth.part var/synth && umask 077 && mkdir -p var
	@$(BIN)/doisoat synth --people $(PEOPLE) --out var/synth.part
	@mv var/synth.part var/synth

run: $(VENV)/.run $(PROVINCE) ## Reconcile a province through Airflow and print the summary (PEOPLE=60000).
	@$(BIN)/doisoat reconcile

up: $(VENV)/.run $(PROVINCE) ## Serve Airflow on loopback, in the background.
	@$(BIN)/doisoat up

down: ## Stop what `make up` started.
	@if [ -x $(BIN)/doisoat ]; then $(BIN)/doisoat down; fi

clean: down ## Stop, and remove all state: runs, the synthetic province, Airflow's database (.venv stays).
	rm -rf var .airflow build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -exec rm -rf {} +

check: dev ## Lint, types, import contracts; the lock files fit pyproject.toml.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_lock.py

# Three workers on two cores: tests of Airflow wait more than they work.
test: dev ## The whole test suite (services that are absent skip by name).
	$(BIN)/pytest -q -m "not slow" -n 3 --dist loadfile --no-loadscope-reorder --durations=25 $(PYTEST_ARGS)

test-slow: dev ## Slower suites: many random changes, each linked whole and in part.
	$(BIN)/pytest -q -m slow $(PYTEST_ARGS)

$(VENV)/.fuzz: $(VENV)/.dev requirements-fuzz.txt
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-fuzz.txt
	@touch $@

READER ?= xlsx xls csv json parquet yaml http
SECONDS_EACH ?= 600

fuzz: $(VENV)/.fuzz ## Fuzz the readers of outside bytes (READER="csv http" SECONDS_EACH=600); faults stay in build/fuzz.
	@failed=0; for reader in $(READER); do $(BIN)/python -m tests.fuzz.run $$reader $(SECONDS_EACH) || failed=1; done; exit $$failed

wheel: $(VENV)/.run ## Build the product alone into dist/; it runs without a checkout.
	$(UV) build -q --wheel --no-build-isolation --python $(BIN)/python --out-dir dist .

docs: dev ## Write the generated documents anew.
	$(BIN)/doisoat docs

bench-villages: dev ## Measure the inference of village renames on synthetic provinces.
	$(BIN)/python -m benchmarks.villages.measure
	$(BIN)/python -m benchmarks.villages.meaning

bench-growth: dev ## Measure how linking grows, from 0.1 to 4 million people (SIZES="100000 400000"; an hour).
	$(BIN)/python -m benchmarks.linkage.growth $(SIZES)

bench-reading: dev ## Measure reading of each format, here and in the reading process (BENCH="--rows 100000 --against CHECKOUT").
	$(BIN)/python -m benchmarks.reading.measure $(BENCH)

bench-text: dev ## Measure text, identifiers and units on labelled cases: a table by category, misses, throughput.
	$(BIN)/python -m benchmarks.text.run

# Splink lives in an environment of its own: it must not decide which DuckDB the pipeline has.
build/splink/.made: benchmarks/linkage/requirements-splink.txt | $(VENV)/.run
	rm -rf build/splink
	$(UV) venv -q --python $(BIN)/python build/splink
	$(UV) pip install -q --python build/splink/bin/python --require-hashes -r $<
	@touch $@

bench-linkage: $(VENV)/.run build/splink/.made ## Measure linkage beside Splink (QUICK=1: small, minutes).
	$(BIN)/python -m benchmarks.linkage.measure $(if $(QUICK),--quick) $(BENCH)
	$(if $(QUICK),,$(BIN)/python -m benchmarks.linkage.measure --trials)
	$(if $(QUICK),,$(BIN)/python -m benchmarks.linkage.report)
