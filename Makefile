# make demo plays a league of the examples, make test runs all tests. The environment is .venv.
PYTHON ?= python3
BIN := .venv/bin
LOCKED ?=
READY := .venv/.ready$(if $(LOCKED),-locked)
FUZZER := .venv/.fuzzer
COMPILER := .venv/.compiler
OLDEST_NUMPY := .venv/oldest-numpy
EXTRAS := cluster metrics volunteers docs native rl fuzz dev
SECOND_HALF := tests/benchmarks tests/botkit tests/league/discord tests/sandbox tests/viewer

# Install missing Debian packages if make has permission, else name them. Arguments: purpose, packages.
INSTALL = if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq $(2); \
	elif sudo -n true 2>/dev/null; then sudo -n apt-get update -qq && sudo -n apt-get install -y -qq $(2); \
	else echo "error: missing for $(1): apt-get install" $(2) >&2; exit 2; fi
PYTHON_PACKAGES := python3 python3-venv
TEST_PACKAGES := libgl1 libegl1 libgl1-mesa-dri libfontconfig1 xvfb xdotool chromium \
	fonts-droid-fallback fonts-noto-color-emoji libseccomp2
HAS_VENV := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
INSTALL_LOCKED = $(PIP_INSTALL) --require-hashes --requirement requirements.lock && \
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .

.PHONY: demo test first-half second-half fuzz bench lint lock guest wheel screen docs pictures site clean

demo: guest
	$(BIN)/league run examples/bots --rounds 4

# Two halves of about the same length, each in a process of its own; what the second says is shown at its end.
test: guest screen $(OLDEST_NUMPY) $(COMPILER)
	@$(MAKE) --no-print-directory --jobs=2 first-half second-half

first-half:
	@$(BIN)/python -m pytest $(SECOND_HALF:%=--ignore=%)

second-half:
	@mkdir -p build
	@$(BIN)/python -m pytest $(SECOND_HALF) >build/second-half.txt 2>&1; status=$$?; cat build/second-half.txt; exit $$status

# Each parser of untrusted bytes, a minute each; what crashes one is kept in build/fuzz.
fuzz: $(FUZZER)
	$(BIN)/python -m benchmarks.fuzz

bench: guest
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.sandbox
	$(BIN)/python -m benchmarks.league
	$(BIN)/python -m benchmarks.viewer
	$(BIN)/python -m benchmarks.site
	$(BIN)/python -m benchmarks.gym

# The generated parts of the pages: rule values, the kit's reference, and the output of the tutorial's commands.
docs: guest
	$(BIN)/python docs/rules.py
	$(BIN)/python docs/make.py --outputs

# Play the matches of the pictures in README and docs, and redraw them. Look at the pictures before you commit them.
pictures: guest screen
	mkdir -p build
	$(BIN)/python docs/make.py --bots build
	$(BIN)/python docs/pictures.py

# The documentation site, in build/site.
site: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Does nothing if the guest is up to date with its sources.
guest: $(READY)
	$(BIN)/python -m sandbox.build

# What players install, with the guest in it: dist/spacecode-VERSION-py3-none-any.whl.
wheel: guest
	$(BIN)/python -m hatchling build --target wheel

# What the tests need: software GL, a virtual screen, fonts of names, a browser for the pages of a league, libseccomp for the
# isolation of workers, and Python's headers for the extension module. On systems other than Debian, the tests look for them.
screen: $(READY)
	@command -v dpkg-query >/dev/null || exit 0; missing=; \
	for name in $(TEST_PACKAGES); do \
		dpkg-query -W -f '$${Status}' $$name 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$name"; \
	done; \
	[ -f "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" ] || missing="$$missing python3-dev"; \
	[ -z "$$missing" ] || { $(call INSTALL,the tests,$$missing); }

$(READY): pyproject.toml hatch_build.py $(if $(LOCKED),requirements.lock)
	@$(PYTHON) -c '$(HAS_VENV)' 2>/dev/null || { $(call INSTALL,python3 >= 3.11 with venv,$(PYTHON_PACKAGES)) && $(PYTHON) -c '$(HAS_VENV)'; }
	@echo "making .venv: the downloads take a minute or more" >&2
	$(PYTHON) -m venv .venv
	$(if $(LOCKED),$(INSTALL_LOCKED),$(PIP_INSTALL) --editable '.[dev,docs]')
	@touch $@

# For Python 3.11 on Linux, whose versions all others are tested against.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check pip-tools
	build/lock/bin/python -m piptools compile --upgrade $(EXTRAS:%=--extra %) --build-deps-for editable --allow-unsafe \
		--generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header \
		--quiet --output-file build/requirements.lock pyproject.toml
	{ head -2 requirements.lock && cat build/requirements.lock; } >build/lock/new && mv build/lock/new requirements.lock

$(FUZZER): $(READY)
	$(if $(LOCKED),true,$(PIP_INSTALL) --editable '.[fuzz,native]')
	@touch $@

# Compiles the guest's extension module, to compare it with the committed file.
$(COMPILER): $(READY)
	$(if $(LOCKED),true,$(PIP_INSTALL) --editable '.[native]')
	@touch $@

# The oldest numpy that pyproject.toml allows, or the first with wheels for a newer Python, for test_exactness.py.
$(OLDEST_NUMPY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target $@.new \
		numpy==$$($(BIN)/python -c 'import sys; print("2.2.0" if sys.version_info < (3, 14) else "2.3.2")')
	@rm -rf $@ && mv $@.new $@

clean:
	rm -rf .venv build dist sandbox/guest.wasm sandbox/guest.json
