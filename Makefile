# Two commands for a fresh machine: `make demo` and `make test`. docs/lab.md says more.

# the first Python that is new enough
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; \
	done)
# auto: the engine that answers already, else a private 26.1; or 20.10, 26.1, 28.5: always private
ENGINE ?= auto
# arguments for pytest, such as PYTEST='-k healthy'
PYTEST ?= -n 3 --dist worksteal
# a test that hangs for minutes shows where it does, and ends the run
BOUNDED = -o faulthandler_timeout=180 -o faulthandler_exit_on_timeout=true
LIVE = $(BIN)/python -m tests.lab.second_try --engine-required $(BOUNDED)
ROOTLESS = 26.1-rootless 26.1-rootless-loopback 28.5-rootless-pasta 28.5-rootless-pasta-loopback
FIXTURES = tests/live/test_fixtures.py::test_broken_is_diagnosed_and_the_printed_remedy_repairs_it
ELSEWHERE = 26.1-elsewhere 26.1-in-a-container
SWARM = 26.1-swarm
NO_PROXY = 26.1-no-proxy 28.5-no-proxy
PODMAN = podman-5.4 podman-5.4-rootless podman-4.3 podman-4.3-rootless
# the Debian releases of `make test-bare`
BARE ?= 12 13
# what `make combinations` draws
SEED ?= 20
COUNT ?= 560
# how many examples `make properties` draws of each property
EXAMPLES ?= 2000
BIN := .venv/bin
SET_UP = $(PYTHON) -m tests.lab.engines
.DEFAULT_GOAL := help
.PHONY: docs fuzz golden help setup engine compiler mermaid browser demo test test-bare test-engines cases combinations snapshots bench checks lint unit properties clean python

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | \
		while read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

python:
	@test -n "$(PYTHON)" || { echo "containerloop needs Python 3.11 or later: install python3 (Debian 12 and 13 have it), and try again." >&2; exit 4; }

setup: python ## .venv with the project and its pinned tools
	@$(SET_UP) setup

engine: python
	@$(SET_UP) fetch --engine $(ENGINE) $(IMAGES)

compiler: python
	@$(SET_UP) compiler

mermaid: setup
	@$(SET_UP) mermaid

browser: python
	@$(SET_UP) browser

demo: ## a broken compose project with a real PostgreSQL, and what is wrong with it
	@$(MAKE) --no-print-directory -j2 setup engine IMAGES='--image postgres'
	@$(SET_UP) run --engine $(ENGINE) --image postgres -- $(BIN)/containerloop demo

test: ## lint, types and every test, the live ones on one engine
	@begun=$$(date +%s); status=0; $(MAKE) --no-print-directory checks || status=$$?; \
		echo "make test: $$(( $$(date +%s) - begun )) seconds, exit status $$status"; exit $$status

checks:
	@$(MAKE) --no-print-directory -j3 setup engine browser
	@$(MAKE) --no-print-directory lint
	@$(SET_UP) run --engine $(ENGINE) -- $(LIVE) $(PYTEST)

# beside the versions of Docker there are few tests each, and they share ports of the host
test-engines: setup ## the live tests on versions of Docker, and those for other engines on each of these
	@failed=; for engine in 20.10 26.1 28.5 $(ROOTLESS) $(PODMAN) $(ELSEWHERE) $(SWARM) $(NO_PROXY); do \
		echo "== engine $$engine"; \
		case $$engine in 26.1-elsewhere|26.1-in-a-*|*-no-proxy) tests=$(FIXTURES);; *-swarm) tests=tests/live/swarm;; podman-*) tests="tests/live/podman $(FIXTURES)";; *-loopback) tests=tests/live/rootless;; *-rootless*) tests="tests/live/rootless $(FIXTURES)";; *) tests="tests $(PYTEST)";; esac; \
		$(SET_UP) run --engine $$engine -- $(LIVE) -m live $$tests || failed="$$failed $$engine"; \
	done; \
	if [ -n "$$failed" ]; then echo "failed on:$$failed" >&2; exit 1; fi

test-bare: export PYTEST := $(PYTEST)
test-bare: python ## make test on a bare Debian 12 and 13 (BARE=13 PYTEST='-k fuzz')
	@failed=; for release in $(BARE); do \
		$(SET_UP) bare --release $$release -- make test || failed="$$failed $$release"; \
	done; \
	if [ -n "$$failed" ]; then echo "failed on a bare Debian:$$failed" >&2; exit 1; fi

cases: ## whole projects with real servers and clients, with a score (CASES='kafka redis')
	@$(MAKE) --no-print-directory setup
	@$(MAKE) --no-print-directory engine \
		IMAGES="$$($(BIN)/python -m tests.lab.cases --images $(CASES))"
	@$(SET_UP) run --engine $(ENGINE) -- $(BIN)/python -m tests.lab.cases $(CASES)

combinations: ## 560 small projects drawn at random, each with the code it must be given
	@$(MAKE) --no-print-directory -j2 setup engine
	@$(SET_UP) run --engine $(ENGINE) -- $(BIN)/python -m tests.lab.combinations --seed $(SEED) --count $(COUNT)

snapshots: ## what is seen of each fixture, recorded anew for the tests that need no engine
	@$(MAKE) --no-print-directory -j2 setup engine ENGINE=$(ENGINE:auto=26.1)
	@$(SET_UP) run --engine $(ENGINE:auto=26.1) -- $(LIVE) --record-snapshots tests/live/test_fixtures.py $(filter-out -n 3 --dist worksteal,$(PYTEST))

bench: ## how long a run takes, as a ratio to what the engine takes
	@$(MAKE) --no-print-directory -j2 setup engine IMAGES='--image postgres --image base'
	@$(SET_UP) run --engine $(ENGINE) --image postgres --image base -- $(BIN)/python -m tests.lab.bench $(BENCH)

lint: setup ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

unit: setup compiler mermaid browser ## the tests that need no engine
	@$(BIN)/python -m pytest -m 'not live' $(PYTEST)

properties: setup compiler ## the properties over examples never drawn before (EXAMPLES=5000)
	@DRAW_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -m 'not live' $(PYTEST) tests/properties

docs: golden ## everything that is generated: sample reports, pages, schema, the sample in the README
	@$(MAKE) --no-print-directory engine IMAGES='--image postgres --image base'
	@$(SET_UP) run --engine $(ENGINE) --image postgres --image base -- \
		env WRITE_GOLDEN=1 $(BIN)/python -m pytest -q --engine-required tests/live/test_readme.py

golden: setup ## of these, what needs no engine
	@WRITE_GOLDEN=1 $(BIN)/python -m pytest -q tests/unit/render tests/unit/architecture/test_docs.py \
		tests/unit/architecture/test_platforms_page.py tests/unit/diagnose/test_desktops.py \
		tests/unit/predict/test_agreement.py

fuzz: setup compiler ## the probe under sanitizers: ten million cases, 10 minutes at most (FUZZ='--seconds 60')
	@$(BIN)/python -m tests.lab.fuzz $(FUZZ)

clean: ## remove everything that was made in this folder
	@if [ -n "$(PYTHON)" ]; then $(SET_UP) sweep; fi
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist containerloop/observe/probe/source/bin
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
