# Everything a newcomer needs, from Python 3.11 and make alone: `make demo`.

# Which Python makes .venv; found by itself when not given.
PYTHON ?=
export PYTHON

BIN := .venv/bin
# Test processes side by side; each has its own database.
JOBS ?= 2
# Options for pytest, the demo and the benchmark: `make test ARGS="-k refund"`.
ARGS ?=
# How long `make faults` breaks things.
MINUTES ?= 2

.DEFAULT_GOAL := all
.PHONY: all install demo up test test-services check lint format types imports migration-lint bench faults lock clean help

all: install
	@echo "Ready: $(BIN)/arcoiris. Next: make demo, make test, make help."

install:
	@scripts/install

demo: install  ## simulated tills post sales to the real thing; ends with the books and the proof
	@$(BIN)/arcoiris demo $(ARGS)

up: install  ## run Arcoíris on this machine, data kept
	@$(BIN)/arcoiris up $(ARGS)

test: install  ## all tests, on embedded Postgres and Valkey
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

test-services: export ARCOIRIS_TEST_DATABASE_URL ?= postgresql://postgres:postgres@localhost:5432/postgres
test-services: export ARCOIRIS_TEST_BROKER_URL ?= redis://localhost:6379/0
test-services: export ARCOIRIS_TEST_AMQP_URL ?= amqp://guest:guest@localhost:5672//
test-services: install  ## the tests that want servers of their own, named by ARCOIRIS_TEST_{DATABASE,BROKER}_URL
	@$(BIN)/python -m pytest -m services $(ARGS)

check: install  ## what CI runs: style, types, imports, migrations, a short run of faults, tests
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory imports
	@$(MAKE) --no-print-directory migration-lint
	@$(BIN)/python -m pytest -q -m faults tests/faults
	@$(MAKE) --no-print-directory test

lint: install  ## ruff
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: install  ## mypy, strict
	@$(BIN)/mypy

imports: install  ## who may import whom
	@$(BIN)/lint-imports --cache-dir .cache/importlinter

migration-lint: install  ## squawk over the SQL of the migrations
	@for file in migrations/sql/*.sql; do \
	    sed 's/{app_role}/arcoiris_app/g' $$file | $(BIN)/squawk --config .squawk.toml --stdin-filepath $$file || exit 1; done

format: install  ## write the style
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: install  ## the benchmark table; ARGS=--quick for under a minute
	@$(BIN)/arcoiris bench $(ARGS)

faults: install  ## kill everything, for MINUTES, and count what was lost
	@$(BIN)/python -m tests.faults --minutes $(MINUTES) $(ARGS)

lock: install  ## write requirements.lock anew from pyproject.toml
	@command -v uv >/dev/null || test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@PATH="$$PATH:$(CURDIR)/$(BIN)" uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	    --extra dev pyproject.toml -o requirements.lock

clean:  ## drop caches and builds; data and .venv stay
	@rm -rf .cache .hypothesis build dist
	@find . -path ./.venv -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do \
	    printf '%-16s %s\n' "$$name" "$$text"; done
