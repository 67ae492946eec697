# make demo: a league of the examples. make test: all tests. The environment is .venv.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
OLDEST_NUMPY := .venv/oldest-numpy

# Debian packages, where they are missing: installed where make may, else named.
PACKAGES := python3 python3-venv
HAS_VENV := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
INSTALL = if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq $(PACKAGES); \
	elif sudo -n true 2>/dev/null; then sudo -n apt-get update -qq && sudo -n apt-get install -y -qq $(PACKAGES); \
	else echo "error: python3 >= 3.11 with venv is missing: apt-get install $(PACKAGES)" >&2; exit 2; fi

.PHONY: demo test bench lint guest clean

demo: guest
	$(BIN)/league run examples/bots --rounds 4

test: guest $(OLDEST_NUMPY)
	$(BIN)/python -m pytest

bench: guest
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.sandbox
	$(BIN)/python -m benchmarks.league

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Does nothing when the sandbox's guest is that of its sources.
guest: $(READY)
	$(BIN)/python -m sandbox.build

$(READY): pyproject.toml hatch_build.py
	@$(PYTHON) -c '$(HAS_VENV)' 2>/dev/null || { $(INSTALL) && $(PYTHON) -c '$(HAS_VENV)'; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# The oldest numpy that pyproject.toml allows, for the tests of exactness.
$(OLDEST_NUMPY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target $@.new numpy==2.2.0
	@rm -rf $@ && mv $@.new $@

clean:
	rm -rf .venv build dist sandbox/guest.wasm sandbox/guest.json
