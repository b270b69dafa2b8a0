# Everything a person or CI does with this tree. `make` alone lists it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run serve test test-all check lint types contracts migrations links format bench lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Slipway needs Python 3.11 or newer; set PYTHON=/path/to/python3.11."; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)

$(VENV)/base.stamp: requirements/base.txt | $(BIN)/python
	@echo "Installing what Slipway needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(BIN)/python
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ $(VENV)/base.stamp

run: $(VENV)/base.stamp ## Serve the demo with a virtual printer (PORT=8000, DATABASE_URL for your own PostgreSQL)
	@$(BIN)/python manage.py run_demo

serve: $(VENV)/base.stamp ## Serve without the demo, as in production
	@$(BIN)/python manage.py serve

test: $(VENV)/dev.stamp ## Run the whole suite on all cores
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"

test-all: $(VENV)/dev.stamp ## Run the suite with the slow tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: lint types contracts migrations links ## Run every check that is not a test

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(VENV)/dev.stamp
	@$(BIN)/mypy

contracts: $(VENV)/dev.stamp
	@$(BIN)/lint-imports

migrations: $(VENV)/dev.stamp
	@$(BIN)/python manage.py makemigrations --check --dry-run

links: $(VENV)/dev.stamp
	@$(BIN)/python docs/check_links.py

format: $(VENV)/dev.stamp ## Format the code
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(VENV)/dev.stamp ## Measure printing, selling and reading against their rivals (a million invoices; about half an hour)
	@$(BIN)/python -m bench.printing
	@$(BIN)/python -m bench.issuing
	@$(BIN)/python -m bench

lock: $(VENV)/dev.stamp ## Resolve the dependencies anew
	@$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --python-version 3.11 requirements/base.in -o requirements/base.txt
	@$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --python-version 3.11 requirements/dev.in -o requirements/dev.txt

clean: ## Remove the virtual environment and all data
	rm -rf $(VENV) var
