# The front door. `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help setup demo serve test quick check fix docs bench pictures coverage-map browser clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
WORKERS ?= 2
ARGS ?=

help:  ## say what there is
	@echo "接诉即办 Jiesu — the commands of the house:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## make .venv with everything in it (all other targets do it first)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "make: Jiesu needs Python 3.11 or newer. On Debian: apt install python3.11 python3.11-venv" >&2; exit 2; }
	@$(PYTHON) tools/setup.py

demo: setup  ## fill a sample city for three months, then serve it (ARGS="--orders 500")
	@$(BIN)/jiesu --data .jiesu-demo demo $(ARGS)

serve: setup  ## serve your own installation in ./.jiesu
	@$(BIN)/jiesu serve --tick $(ARGS)

test: setup browser check  ## everything that CI runs: check, then all tests
	@$(BIN)/python -m pytest -n $(WORKERS) --durations=10 $(ARGS)

quick: setup  ## the law alone: seconds
	@DATABASE_URL=postgresql://nobody@nowhere/none $(BIN)/python -m pytest -q tests/rules $(ARGS)

check: setup  ## style, floors of the house, types
	@echo "ruff …" && $(BIN)/ruff check -q . && $(BIN)/ruff format -q --check .
	@echo "import-linter …" && $(BIN)/lint-imports --no-cache >.import-linter.log 2>&1 || { cat .import-linter.log; exit 1; }
	@echo "mypy …" && $(BIN)/mypy --no-error-summary

fix: setup  ## put style right where a machine can
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

docs: setup  ## write the generated pages of docs/ again
	@$(BIN)/python tools/docs.py

pictures: setup browser  ## take the pictures of docs/ again, while walking through every desk
	@JIESU_SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/journeys $(ARGS)

coverage-map: setup  ## docs/requirements.md from the results of the last `make test`
	@$(BIN)/python tools/coverage_map.py

bench: setup  ## the benchmarks (minutes)
	@$(BIN)/python -m benchmarks $(ARGS)

browser:
	@$(PYTHON) tools/browser.py || test -z "$$JIESU_REQUIRE_BROWSER"

clean:  ## throw away what can be made again (never .jiesu, your data)
	@test ! -x $(BIN)/jiesu || for d in .jiesu-test .jiesu-demo; do test ! -d $$d/pg || env -u DATABASE_URL $(BIN)/jiesu --data $$d db stop; done
	@rm -rf .venv .jiesu-test .jiesu-demo node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
	  .import-linter.log jiesu/kit/static/kit/dist build dist *.egg-info
	@find . -name __pycache__ -prune -exec rm -rf {} + ; find jiesu -name '*.mo' -delete
