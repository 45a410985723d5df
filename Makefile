# Two commands matter: `make run` and `make test`. Nothing but Python 3.11 and make is needed beforehand.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help install dev run up down clean test check lock docs

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(UV): requirements-uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements-uv.txt
	@touch $@

$(VENV)/.run: $(UV) requirements.txt requirements-dev.txt pyproject.toml
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.txt
	@printf '%s\n' '$(CURDIR)/include' > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/doisoat.pth"
	@printf '#!%s\nimport sys\nfrom doisoat.cli.main import main\nsys.exit(main())\n' '$(CURDIR)/$(BIN)/python' > $(BIN)/doisoat && chmod +x $(BIN)/doisoat
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

install: $(VENV)/.run ## Create .venv with everything the pipeline needs.

dev: $(VENV)/.dev ## Add the tools for tests and checks.
