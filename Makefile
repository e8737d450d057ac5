# `make run` opens the coach, `make test` runs the tests. Both set up .venv by themselves, from python3 alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: run install speech test check evals bench lock format clean

run: install
	$(BIN)/coach run

install: $(VENV)/.installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name it: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# uv takes seconds where pip takes minutes; where it isn't on the machine, pip does.
define install_lock
	@echo "Installing what $(1) pins; the first time takes a few minutes."
	@if [ -n "$(UV)" ]; then VIRTUAL_ENV=$(VENV) "$(UV)" pip install -q --require-hashes -r $(1); \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi
endef

define install_self
	@if [ -n "$(UV)" ]; then VIRTUAL_ENV=$(VENV) "$(UV)" pip install -q --no-deps -e .; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .; fi
endef

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(call install_lock,requirements.lock)
	$(call install_self)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock tests/requirements-nodeps.txt $(VENV)/.installed
	$(call install_lock,requirements-dev.lock)
	@if [ -n "$(UV)" ]; then VIRTUAL_ENV=$(VENV) "$(UV)" pip install -q --no-deps --require-hashes -r tests/requirements-nodeps.txt; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r tests/requirements-nodeps.txt; fi
	@touch $@

# Answers by speaking without a model's server: transcribed on this machine (440 MB).
speech: $(VENV)/.installed requirements-speech.lock
	$(call install_lock,requirements-speech.lock)

test: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/coach check

# What the embedded coach's suggestions are worth: kept in evals/, where CI holds them to it.
evals: $(VENV)/.installed-dev
	$(BIN)/coach eval --coach embedded --part third --output evals/embedded-third
	$(BIN)/coach eval --coach embedded --input evals/mixed.jsonl --output evals/embedded-mixed

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The locks hold hashes and no addresses, so that they install from whatever index the machine has.
LOCK := uv pip compile pyproject.toml --extra postgres --extra auth --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --no-annotate -q
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) --extra speech -c requirements.lock -o requirements-speech.lock

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis test-artefacts
