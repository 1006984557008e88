# make demo    install what hechos needs, then build the demonstration case
# make test    everything the project checks: style, types, import rules, tests
# make help    the rest
#
# Python is the first of $(PYTHONS) that is 3.11 or newer and has venv and pip; PY=… overrides it.

# Tests start hechos some hundred times: it is compiled once, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

PYTHONS := python3.13 python3.12 python3.11 python3
V       := .venv
BIN     := $(V)/bin
PYTHON  := $(BIN)/python
JOBS    ?= 2
USABLE  := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PY      ?= $(shell for p in $(PYTHONS); do \
             "$$p" -c '$(USABLE)' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench bench-coding bench-linking bench-counting docs lock messages browser java postgres bench-desk pictures
.DELETE_ON_ERROR:

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "make check   style, types and import rules alone"
	@echo "make fix     let the formatter and linter mend what they can"
	@echo "make bench   run every program under bench/"
	@echo "make bench-linking how well and how fast it links and weighs"
	@echo "make bench-counting how well and how fast it estimates"
	@echo "make bench-desk  how fast the pages are over 100,000 claims"
	@echo "make bench-coding  how well and how fast the coder codes"
	@echo "make docs    write docs/reference/ and check the pages"
	@echo "make pictures take pictures of the pages of the desk, for docs/pages/"
	@echo "make messages collect the words of the pages and compile their translations"
	@echo "make lock    resolve requirements/*.in again"

# --- environment -----------------------------------------------------------------------------

$(PYTHON):
	@if [ -z "$(PY)" ]; then \
	  echo "hechos needs Python 3.11 or newer with venv and pip, and found none of: $(PYTHONS)." >&2; \
	  echo "On Debian or Ubuntu install it with: apt-get install python3 python3-venv python3-pip" >&2; \
	  exit 2; fi
	$(PY) -m venv $(V)

# Hashes are always checked. uv is used where it is on the PATH; where it fails (it reads no pip
# configuration, so it may know no mirror) pip does the same work.
define install
	@echo "installing requirements/$(1).txt"
	@{ command -v uv >/dev/null && uv pip install -q --python $(PYTHON) --require-hashes \
	     --compile-bytecode -r requirements/$(1).txt; } || \
	  $(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/$(1).txt
	@$(PYTHON) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(PYTHON) -m compileall -q src/hechos
	@touch $@
endef

$(V)/core.ok: requirements/core.txt pyproject.toml | $(PYTHON)
	$(call install,core)

$(V)/dev.ok: requirements/dev.txt pyproject.toml | $(PYTHON)
	$(call install,dev)
	@touch $(V)/core.ok

# --- use -------------------------------------------------------------------------------------

demo: $(V)/core.ok
	@$(BIN)/hechos demo

# --- checks ----------------------------------------------------------------------------------

RUN := $(PYTHON) -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder -rs

test: $(V)/dev.ok browser java postgres check
	@status=0; $(RUN) || status=1; \
	if $(HAS_POSTGRESQL); then \
	  echo "once more on PostgreSQL: all that opens a home"; \
	  HECHOS_TEST_DATABASE=postgresql $(RUN) || status=1; \
	fi; exit $$status

check: $(V)/dev.ok
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p hechos
	$(BIN)/lint-imports

fix: $(V)/dev.ok
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Tests in a browser need Chromium: from apt for root, else through Playwright. Where neither
# works they are skipped, and the last line of the test run counts them.
browser: $(V)/dev.ok
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing Chromium with apt-get"; \
	    { apt-get install -y -qq chromium || { apt-get update -qq && apt-get install -y -qq chromium; }; } \
	      >/dev/null 2>&1; \
	  else \
	    echo "installing Chromium through Playwright"; \
	    $(PYTHON) -m playwright install chromium >/dev/null 2>&1; \
	  fi; } || echo "Chromium could not be installed: tests in a browser will be skipped and counted."

# Tests of Spark need Java 17: from apt for root. Elsewhere they are skipped and counted.
java:
	@command -v java >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "installing Java with apt-get" && \
	  { apt-get install -y -qq openjdk-17-jre-headless || \
	    { apt-get update -qq && apt-get install -y -qq openjdk-17-jre-headless; }; } >/dev/null 2>&1; \
	} || echo "Java could not be installed: tests of Spark will be skipped and counted."

# All that opens a home is tested on PostgreSQL too: from apt for root. Elsewhere that run is left out.
HAS_POSTGRESQL := { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1
postgres:
	@$(HAS_POSTGRESQL) || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "installing PostgreSQL with apt-get" && \
	  { apt-get install -y -qq postgresql || \
	    { apt-get update -qq && apt-get install -y -qq postgresql; }; } >/dev/null 2>&1; \
	} || echo "PostgreSQL could not be installed: no test runs on it."

bench: $(V)/dev.ok
	@status=0; for program in bench/[!_]*.py; do \
	  echo "== $$program"; $(PYTHON) "$$program" || status=1; done; exit $$status

bench-coding: $(V)/dev.ok
	@status=0; for program in claims muc4 coding; do \
	  echo "== bench/$$program.py"; $(PYTHON) "bench/$$program.py" || status=1; done; exit $$status

bench-linking: $(V)/dev.ok
	@status=0; for program in "people.py --million" incidents.py reprints.py weighing.py batch.py; do \
	  echo "== bench/$$program"; $(PYTHON) bench/$$program || status=1; done; exit $$status

# Coverage over 100 populations takes an hour: REPLICATES=20 for a look.
REPLICATES ?= 100
bench-counting: $(V)/dev.ok
	$(PYTHON) bench/counting.py --replicates $(REPLICATES)

bench-desk: $(V)/dev.ok
	@status=0; kept=$$(mktemp -d); for database in sqlite postgresql; do \
	  echo "== bench/desk.py on $$database"; \
	  $(PYTHON) bench/desk.py --database $$database --keep "$$kept" || status=1; done; \
	  rm -rf "$$kept"; exit $$status

docs: $(V)/dev.ok
	@mkdir -p docs/reference
	@export COLUMNS=88; { echo "# Commands"; echo; echo "Written by \`make docs\` from \`hechos --help\`."; \
	   for c in $$($(BIN)/hechos --help | awk 'on && NF {print $$1} /^Commands:/ {on=1}'); do \
	     printf '\n## hechos %s\n\n```text\n' "$$c"; $(BIN)/hechos "$$c" --help; echo '```'; \
	     for s in $$($(BIN)/hechos "$$c" --help | awk 'on && /^  [a-z]/ {print $$1} /^Commands:/ {on=1}'); do \
	       printf '\n### hechos %s %s\n\n```text\n' "$$c" "$$s"; $(BIN)/hechos "$$c" "$$s" --help; echo '```'; \
	     done; \
	   done; } > docs/reference/commands.md
	$(PYTHON) -m pytest -q tests/test_house.py

# Look at each picture that changed: nothing overlaps, is cut off or speaks the language of machines.
pictures: $(V)/dev.ok browser
	$(PYTHON) bench/_pictures.py

# Collect the words of the pages, bring the catalogues up to them, compile what is translated.
LOCALE := src/hechos/app/web/locale
messages: $(V)/dev.ok
	@$(BIN)/pybabel -q extract -F babel.cfg -k gettext_noop -k _noop --no-location --omit-header --sort-output \
	  -o $(LOCALE)/django.pot .
	@for one in es pt fr ar; do \
	  if [ -f $(LOCALE)/$$one/LC_MESSAGES/django.po ]; then act="update --no-fuzzy-matching --ignore-pot-creation-date"; else act=init; fi; \
	  $(BIN)/pybabel -q $$act -D django -i $(LOCALE)/django.pot -d $(LOCALE) -l $$one; done
	@$(BIN)/pybabel -q compile -D django -d $(LOCALE) --statistics

# Universal for every Python from 3.11 on, with hashes, and without the name of any host.
lock: $(V)/dev.ok
	@command -v uv >/dev/null || $(PYTHON) -m pip install -q uv
	@cd requirements && for part in core dev; do \
	  PATH="$$PATH:$(CURDIR)/$(BIN)" uv pip compile -q --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    -o $$part.txt $$part.in; done
