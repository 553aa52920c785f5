# `make` lists what there is. Every target sets up what it needs: only Python 3.11 or newer, git and make must be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
INSTALL := $(BIN)/python -m pip install -q --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: fields help site test check campaign bench serve clean-output lock browser

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 24

site: $(READY)  ## build the site from content/ into output/
	$(BIN)/site-builder build

test: $(TOOLS) browser check  ## all tests, under 15 minutes on two cores
	$(BIN)/python -m pytest -n auto

check: $(TOOLS)  ## lint, types, the order of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n0 tests/test_architecture.py

campaign: $(TOOLS) browser  ## the long campaigns: fuzzing, kills, load
	CAMPAIGN=1 $(BIN)/python -m pytest -n auto

bench: $(TOOLS)  ## the benchmarks; their figures go to benchmarks/results.md
	$(BIN)/python -m benchmarks

serve: $(READY)  ## the site on this machine, rebuilt as you write
	$(BIN)/site-builder serve

fields: $(READY)  ## the documentation of the fields and the schemas for editors, made again
	$(BIN)/site-builder fields --as en > docs/fields.md
	$(BIN)/site-builder fields --as zh-Hans > docs/fields.zh-Hans.md
	$(BIN)/site-builder fields --as csv > docs/codebook.csv
	$(BIN)/site-builder fields --as case-schema > content/case.schema.json
	$(BIN)/site-builder fields --as vocabulary-schema > content/vocabulary.schema.json
	$(BIN)/site-builder fields --as list-schema > content/list.schema.json
	$(BIN)/site-builder fields --as essay-schema > content/essay.schema.json
	$(BIN)/site-builder fields --as views-en > docs/views.md
	$(BIN)/site-builder fields --as views-zh-Hans > docs/views.zh-Hans.md

clean-output:  ## delete what can be made again
	rm -rf output .cache

LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --upgrade

lock: $(READY)  ## choose the newest versions of all dependencies again
	$(INSTALL) uv
	$(LOCK) --extra install --extra fonts -o requirements.lock pyproject.toml
	$(LOCK) --all-extras -c requirements.lock -o requirements-dev.lock pyproject.toml

# What a build needs, and then what tests and benchmarks need beside it.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): $(READY) requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# The browser tests want Debian's Chromium and a CJK font; where neither is there nor may be installed they are skipped.
browser:
	@sh tests/browser/install.sh
	@sh tests/publish/install.sh
