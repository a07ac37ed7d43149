# Each target does its own set-up; tools/setup.sh says what that is. A second run finds everything ready.

READY := .venv/.ready-to-run
READY_TO_TEST := .venv/.ready-to-test
SETUP := pyproject.toml constraints.txt tools/setup.sh
BIN := .venv/bin
export TIDEGAUGE_SHARED ?= $(abspath ../shared)

.PHONY: help brief test lint types contracts docs bench weeks wheel pins clean

help:
	@echo "make brief   install what is missing, collect, and build the current issue into output/"
	@echo "make test    install what is missing; lint, types, layers of imports, every test"
	@echo "make docs    rewrite the generated tables of README.md and the pictures in docs/pictures"
	@echo "make bench   time and memory of each stage, against its budget"
	@echo "make weeks   every Friday issue from 2018-07-06 to 2026-08-21 from recorded data"
	@echo "make test-mail   Postfix, installed when missing, takes a full issue for 200 readers"
	@echo "make soak        a sending of 200 readers killed 200 times"
	@echo "make bench-mail  20,000 messages to a server of our own: messages a second, memory"
	@echo "make wheel   build the wheel and try it alone in a clean environment"

$(READY): $(SETUP)
	@tools/setup.sh run

$(READY_TO_TEST): $(SETUP)
	@tools/setup.sh test

# Exit code 3 means: built, with late or missing data. The issue is there and says so.
brief: $(READY)
	@$(BIN)/tidegauge brief || test $$? -eq 3

lint: $(READY_TO_TEST)
	@$(BIN)/ruff check .

types: $(READY_TO_TEST)
	@$(BIN)/mypy

contracts: $(READY_TO_TEST)
	@$(BIN)/lint-imports --no-cache

test: lint types contracts
	@$(BIN)/pytest -n 2

docs: $(READY_TO_TEST)
	@$(BIN)/python tools/docs.py

bench: $(READY)
	@$(BIN)/python bench/stages.py

weeks: $(READY)
	@$(BIN)/python bench/weeks.py

wheel: $(READY_TO_TEST)
	@tools/wheel.sh

pins: $(READY_TO_TEST)
	@$(BIN)/python tools/pins.py

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis

# Delivery: what is too long, or asks too much of a machine, for `make test`.
.PHONY: test-mail soak bench-mail

test-mail: $(READY_TO_TEST)
	@command -v postfix >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postfix
	@TIDEGAUGE_TEST_MAIL=1 $(BIN)/pytest -m mail tests/deliver

soak: $(READY_TO_TEST)
	@TIDEGAUGE_KILLS=200 $(BIN)/pytest -n 2 tests/deliver/test_killed.py

bench-mail: $(READY_TO_TEST)
	@$(BIN)/python bench/mailing.py
