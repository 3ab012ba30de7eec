# The commands of the house. Each sets up by itself; `make help` lists them.
# A recipe that runs long is one plain command, so that a signal reaches it and no shell in between.
PYTHON ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || command -v python3.11 || echo python3)
RUN = $(PYTHON) bootstrap.py
DEV = $(PYTHON) bootstrap.py --dev
BENCH = $(PYTHON) bootstrap.py --bench
MAKEFLAGS += --no-print-directory
export PORT RESET

.PHONY: help demo test check bench soak mutants shots vendor lock catalogues stop python

help:
	@echo "make demo        open the house with the founding case inside (PORT=8123 picks the port, RESET=1 begins anew)"
	@echo "make test        everything that is checked, browser included"
	@echo "make check       the same without the tests: lint, types, layers, catalogues, generated docs"
	@echo "make shots       a picture of every page type at 360 and 1440 px"
	@echo "make bench       measures beside peers"
	@echo "make soak        long counts: kills, races, random cases"
	@echo "make mutants     whether the tests notice a policy that says something else (about an hour)"
	@echo "make vendor      renew the front-end files of catalyse/ui/static/vendor"
	@echo "make lock        resolve the dependencies of pyproject.toml anew (needs uv)"

demo: python
	@$(RUN) demo

test: python
	@$(DEV) -m tools.steps test

check: python
	@$(DEV) -m tools.steps check

shots: python
	@$(DEV) -m tools.steps script tools/shots.py

bench: python
	@$(BENCH) -m tools.steps script benchmarks/run.py

soak: python
	@$(DEV) -m tools.steps script tools/soak.py

mutants: python
	@$(DEV) -m tools.steps script tools/mutants.py

vendor: python
	@$(DEV) -m tools.steps script tools/vendor.py

lock:
	@sh tools/lock.sh

python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python 3.11 or newer was not found: install python3 (on Debian or Ubuntu: 'apt-get install python3 python3-venv')." >&2; exit 1; }
