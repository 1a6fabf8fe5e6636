# Few verbs, one line each. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup check test test-all test-postgresql fuzz up bench bench-engines bench-xes bench-store bench-hub bench-search bench-sharing bench-increment bench-fidelity bench-whatif bench-effect bench-simulation bench-reforms docs innovations demo vendor lock

EVENTS ?= 10000000
OUT ?= out/demo
DATABASE ?=

help:       ## list the targets
	@grep -E '^[a-z-]+: +##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+): +## /  \1\t/' | expand -t 14

setup:      ## install the dependencies and compile the kernels once
	uv sync --compile-bytecode
	uv run python -m compileall -q src
	uv run python -m liandong.warm

check:      ## format, lint, types and layers: what CI asks before the tests
	uv run ruff format --check
	uv run ruff check
	uv run mypy
	uv run lint-imports

test:       ## the tests, without the slow ones
	uv run pytest -n auto

test-all:   ## every test
	uv run pytest -n auto -m ""

test-postgresql: ## the whole hub on a PostgreSQL of its own under out/
	mkdir -p out
	trap '.ci/postgresql "$(CURDIR)/out/pg" stop; rm -rf out/pg' EXIT; \
	LIANDONG_DATABASE=$$(.ci/postgresql "$(CURDIR)/out/pg") uv run pytest -n auto -m "not browser" tests/hub

up:         ## start the hub with the demonstration
	uv run liandong up

fuzz:       ## ask every operation of the interface anything, many times (schemathesis)
	uv run pytest -m slow tests/hub/api/test_contract.py

bench:      ## against pm4py on EVENTS events: CPU seconds and peak memory on one core
	uv run python bench/generate.py --events $(EVENTS)
	uv run python bench/run.py --events $(EVENTS)

bench-engines: ## every engine on EVENTS events and the permit logs: equal profiles, CPU seconds
	uv run python bench/engines.py --events $(EVENTS)

bench-xes:  ## reading XES against pm4py
	uv run python bench/xes.py

bench-store: ## a store of EVENTS events: what import and every question cost on one core
	uv run python bench/store.py --events $(EVENTS)

bench-hub:  ## server time of every page with many rows, fifty people at once; DATABASE=postgresql://… for PostgreSQL
	uv run python bench/hub.py --database "$(DATABASE)"

bench-search: ## 100,000 documents indexed and searched
	uv run python bench/search.py

bench-increment: ## the last 1 % of EVENTS events taken into a state, against one build of all
	uv run python bench/increment.py --events $(EVENTS)

bench-effect: ## effects on a bed where the truth is known: bias, coverage, false alarms over 400 draws
	uv run python bench/effect.py

bench-fidelity: ## calibrated on the first part of real logs: how close the simulation comes to the rest
	uv run python bench/fidelity.py

bench-whatif: ## a container terminal at higher rates of orders, calibrated on the usual one
	uv run python bench/whatif.py

bench-sharing: ## how close shared profiles stay to raw ones, on BPIC 2015
	uv run python bench/sharing.py

bench-simulation: ## one customs model in ours, SimPy and Prosimos: activities per CPU second
	uv run python bench/simulation.py

bench-reforms: ## twenty reforms, 200 paired replications each, on every core
	uv run python bench/reforms.py

look-office: ## the dossier of the copper innovation as pages under out/office (needs LibreOffice)
	uv run python tools/look_office.py innovations/copper-two-stage out/office

docs:       ## the documentation as a site under site/
	uv run python docs/write_cli.py
	uv run python docs/write_api.py
	uv run --group docs sphinx-build -W -q docs site

innovations: ## the simulated evidence of every innovation anew, where simulation or effects have changed
	for folder in innovations/*/; do uv run liandong innovation simulate $$folder || exit 1; done

demo:       ## the main job on the shipped logs
	uv run liandong demo --out $(OUT)

vendor:     ## copy the files of others that the hub serves from their npm packages
	python3 tools/vendor.py

lock:       ## write requirements.txt anew: versions and hashes, no addresses
	uv lock --upgrade
	uv export --quiet --all-groups --all-extras --no-emit-project --no-header --no-annotate --format requirements-txt -o requirements.txt
