# `make ask Q=问题` and `make test` work from a clean clone with nothing but make and Python 3.11+.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
SLOW := tests/e2e tests/eval tests/bench tests/index/retrieval/test_milvus_store.py

.PHONY: ask bot web test test-all check lint types eval bench train clean

$(VENV)/run.stamp: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "xunli needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@echo "Setting up $(VENV) (once; a few minutes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

ask: $(VENV)/run.stamp
	@$(BIN)/xunli ask "$(Q)"

bot: $(VENV)/run.stamp
	@$(BIN)/xunli bot

web: $(VENV)/run.stamp
	@$(BIN)/xunli web $(WEB)

# What a newcomer runs: no server, no process of its own, no question set.
test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 2 --dist loadfile $(SLOW:%=--ignore=%)

# The processes of tests/e2e are forked, which those do not bear that have spoken gRPC: two runs.
test-all: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/e2e
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/e2e

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

check: lint types test-all

# The tables of tests/eval: our own conversations, then the public sets where the data folder has them.
eval: $(VENV)/run.stamp
	$(BIN)/python -m tests.eval.report $(DATA)

# Beside other libraries, each in an environment of its own: BENCH="--sizes 33 10000" is done in minutes.
bench: $(VENV)/run.stamp
	@$(BIN)/python -m tests.bench --data $(DATA) $(BENCH)

# The weights anew: TRAIN="--minutes 10" is a trial of every step.
train: $(VENV)/dev.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	$(BIN)/python -m index.training $(DATA) $(TRAIN)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache *.egg-info
