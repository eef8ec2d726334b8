# Everything runs in .venv; nothing is installed outside it but Debian's Chromium, for the browser tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
export GRADIO_ANALYTICS_ENABLED := False
export ANONYMIZED_TELEMETRY := False
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: serve test check bench eval chromium clean help

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(DEV_STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(STAMP) $@

serve: $(STAMP) ## set up, index the built-in briefs on first start, open the web chat on http://127.0.0.1:7860
	$(BIN)/euma serve

test: $(DEV_STAMP) chromium ## set up and run all tests
	$(BIN)/python -m pytest

check: $(DEV_STAMP) chromium ## all gates: format, lint, types, imports, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: $(DEV_STAMP) ## measure speed and memory on the shared corpus and the web chat under load; prints JSON
	$(BIN)/python -m eval.bench

eval: $(DEV_STAMP) ## run the evaluation set and fail where a threshold is missed; where nothing is indexed, the briefs and ../shared/corpus are
	@$(BIN)/euma status >/dev/null 2>&1 || $(BIN)/euma reindex ingest/briefs $(wildcard ../shared/corpus)
	$(BIN)/euma eval gate

chromium: ## Debian's Chromium for the browser tests, where it is missing and can be installed
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-dejavu-core >/dev/null || echo "Chromium could not be installed; browser tests will be skipped."; \
	  else echo "Chromium is missing and this user cannot install it; browser tests will be skipped."; fi; }

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache artefacts
