# fairreach: `make serve` to use it, `make test` to check it.
PORT ?= 8000
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# The first Python on the path that is new enough, unless PYTHON names one.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)

# How many tests run at a time: three for each two cores, as a page is often waited for, and twelve
# at most, as each has a browser and servers. A module stays in one process, and shares there what
# it has built.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$(( (n > 8 ? 8 : n) * 3 / 2 )))
# What Python has compiled is kept, also where it is told to write none: ten seconds of each process.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

.PHONY: serve test every-test quick bench bench-small lint install lock translations clean

serve: install
	@$(BIN)/fairreach serve --demo --port $(PORT)

# The linters take half a minute of one core, beside the tests.
test: install
	@$(BIN)/python tests/support/chromium.py
	@$(MAKE) --no-print-directory -j2 lint every-test

# In two runs, each of which collects but its own in every process; the second comes in any case.
every-test: install
	@status=0; set -x; \
	$(PYTEST) --ignore-glob='*_bench.py' --ignore=tests/web || status=$$?; \
	$(PYTEST) tests/web || status=$$?; \
	set +x; exit $$status

# For the loop while one works: what needs no browser, wheel or large extract and is not slow. Here
# little is waited for, and every process more collects all tests once more.
quick: install
	$(PYTEST) -n auto -q -m "not slow and not browser and not package and not evaluation" \
		tests/geodata tests/maps tests/service tests/test_answers_of_before.py

# With BASE=revision its rows stand beside ours.
BENCH := $(BIN)/pytest --benchmark-only --benchmark-columns=median,stddev,rounds tests/bench
bench: install
	@$(BIN)/python tests/support/chromium.py
	$(if $(BASE),PYTHONPATH=tests:tests/support $(BIN)/python -m bench.compare $(BASE),$(BENCH))

# Every benchmark once, as small as it can be: does it still run?
bench-small: install
	@$(BIN)/python tests/support/chromium.py
	BENCH_SIZE=small $(BENCH) --quiet

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# What was edited is compiled, also where Python is told to write no bytecode: every process of the
# tests starts half a second sooner.
install: $(STAMP)
	@$(BIN)/python -m compileall -q service geodata maps

# The lock holds everything: a pip that also resolved would look for releases newer than the pins
# of packages with extras, and then refuse them for want of a hash. `pip check` sees to the rest.
$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "fairreach needs Python 3.11, 3.12 or 3.13 on the path (Debian: apt-get install python3 python3-venv)"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check --disable-pip-version-check
	@touch $(STAMP)

# Needs uv. Writes every pinned version and hash anew, for all supported Pythons and systems.
lock:
	uv pip compile pyproject.toml --extra brief --group dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --no-emit-find-links --upgrade --output-file requirements.lock

translations: install
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k QueryRefused:3 -k Sentence:1 -k translatable -k Table:2 -k Reason --no-location --sort-output --omit-header -o $(VENV)/messages.pot service geodata
	$(BIN)/pybabel -q update --no-fuzzy-matching --no-wrap --ignore-obsolete --ignore-pot-creation-date -i $(VENV)/messages.pot -d service/translations
	$(BIN)/pybabel -q compile -d service/translations

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .benchmarks
