# Milepost. `make run` serves, `make demo` with an example workspace, `make test` tests it all.
# PORT (8000), MILEPOST_DATA (./data) and DATABASE_URL are taken from the environment.

VENV := .venv
BIN := $(VENV)/bin
# The first of these that is 3.11 or newer.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --retries 5 --timeout 60
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

.PHONY: run demo test install dev lint bench faults browser pooler lock messages transcript clean
.DEFAULT_GOAL := run

run: install
	@exec $(BIN)/milepost serve

demo: install
	@exec $(BIN)/milepost demo

install: $(VENV)/installed

dev: $(VENV)/installed-dev

# The last line that this prints is pytest's summary.
test: dev browser pooler lint
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -q

lint: dev
	@echo "ruff:" && $(BIN)/ruff check src tests benchmarks faults texts
	@echo "mypy (the rules, strict):" && $(BIN)/mypy
	@echo "import walls:" && $(BIN)/lint-imports

# Browser tests need a Chromium: found, installed from Debian where we may, or loudly missing.
browser:
	@.ci/chromium

# The test of transaction poolers needs PgBouncer; without it that test is skipped and says so.
pooler:
	@.ci/pooler

bench: dev
	@$(BIN)/python -m benchmarks

# Injects the faults that docs/reliability.md tells of, and prints what came of them; it takes about
# a quarter of an hour. One part: `.venv/bin/python -m faults worker --kills 1000`.
faults: dev
	@.ci/faketime
	@$(BIN)/python -m faults

# Pins with hashes, and no address of any index in them.
lock: dev
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) requirements/runtime.in -o requirements/runtime.txt
	$(COMPILE) requirements/dev.in -c requirements/runtime.txt -o requirements/dev.txt

# Every text that a person may see, for translators, and each language's catalogue (`texts/`).
messages: dev
	@$(BIN)/python -m texts

# What a plan left alone for 20 days sends, printed again; see docs/alerts-transcript.md.
transcript: dev
	@$(BIN)/python -m tests.alerting.transcript

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name '*.egg-info' -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Milepost needs Python 3.11 or newer." >&2; exit 1; fi
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv is missing; on Debian:" \
		"apt-get install python3-venv" >&2; exit 1; }

$(VENV)/installed: requirements/build.txt requirements/runtime.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Milepost needs into $(VENV) (the first time takes a minute)…"
	@$(INSTALL) --require-hashes -r requirements/build.txt
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements/dev.txt $(VENV)/installed
	@echo "Installing what the tests need into $(VENV)…"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@
