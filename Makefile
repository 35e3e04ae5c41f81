# Two commands: `make serve` and `make test`. Everything else is for those who work on the project.
VENV ?= .venv
PYTHON ?= python3
BIN = $(VENV)/bin
# Where pip finds the CPU build of torch, for example: make install TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
TORCH = torch==2.13.0
HOST ?= 127.0.0.1
PORT ?= 8000
DOCUMENTS ?= seeds
LIBRARY ?= data/library

.PHONY: install install-dev serve test lint eval bench bench-models models clean

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX),) "$(TORCH)"
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --editable ".[dev,bench]"
	touch $@

serve: install
	$(BIN)/jizheng serve --host $(HOST) --port $(PORT) --documents $(DOCUMENTS) --library $(LIBRARY)

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -q

# Our own cases against the kept baseline: fails where answers are worse, a promise is broken, or cases are gone. A baseline is
# written by `jizheng eval --write-baseline eval/baseline.json`.
eval: install-dev
	$(BIN)/jizheng eval --against eval/baseline.json --out data/eval

# `make bench FOLDER=…` adds a folder of plain texts of your own.
bench: install-dev
	$(BIN)/python -m eval.bench $(if $(FOLDER),--folder $(FOLDER),)

# The word vectors, the small reader over them, then the rankers that look at both; an hour and a half on two cores. `python -m index.training STEP` and
# `python -m rag.training STEP` run one step each.
models: install-dev
	@test -n "$(CORPORA)" || { echo "make models CORPORA=<folder of the training corpora>" >&2; exit 2; }
	$(BIN)/python -m index.training all --corpora $(CORPORA)
	for step in pretrain finetune export; do $(BIN)/python -m index.training.encoder $$step --corpora $(CORPORA) || exit 1; done
	cp data/encoder/small.finetune.exported/* index/reader/
	$(BIN)/python -m rag.training --corpora $(CORPORA)

# How well each way of searching finds, on the development sets of the corpora.
bench-models: install-dev
	@test -n "$(CORPORA)" || { echo "make bench-models CORPORA=<folder of the training corpora>" >&2; exit 2; }
	$(BIN)/python -m eval.bench_models --corpora $(CORPORA)

clean:
	rm -rf data .mypy_cache .ruff_cache .pytest_cache .hypothesis
