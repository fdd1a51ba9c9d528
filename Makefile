# Two commands from a fresh clone, with nothing but Python 3.11+ and make:
#   make build   the five seeds, built into build/
#   make test    every check
#   make score   how well letters are read: DIR=folder with docs/ and gold/, ARGS='--verbose STEM'

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

DIR    ?= tests/letters

.PHONY: build test check score bench clean

build: $(READY)
	@$(BIN)/appeals-rdf build

test: check
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

score: $(READY)
	@$(BIN)/python benchmarks/score.py $(DIR) $(ARGS)

bench: $(READY)
	$(BIN)/python benchmarks/run.py

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
