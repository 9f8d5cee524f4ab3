# Every target is one line over the package's command `smarketing`, which does the work.
# Variables, from the command line or the environment, relative or absolute, reach it unchanged:
#   EXPORTS  SETTINGS  WAREHOUSE  MONTH  AS_OF  LOCALE  OUT   (`.venv/bin/smarketing report -h`)
# make itself turns every failure into exit code 2; scripts that must tell 1 (failed) from
# 2 (data or settings refused) call `.venv/bin/smarketing report`, with the same variables.

VENV := .venv
RUN := $(VENV)/bin/python -m smarketing
PIP := $(VENV)/bin/python -m pip -qq --disable-pip-version-check install --no-deps --no-compile
# All at once, on every core. Left to Python, a container that forbids writing bytecode
# (PYTHONDONTWRITEBYTECODE) compiles all it imports in every process: a run takes twice as long.
# A third of it is never imported: other packages' tests, and places of telephone numbers.
COMPILE := $(VENV)/bin/python -m compileall -q -j 0 -x '/(tests?|geodata|carrierdata|tzdata)/' \
	$(VENV)/lib smarketing >/dev/null 2>&1 || true
RUNTIME := $(VENV)/.runtime-installed

.DEFAULT_GOAL := help
.PHONY: help report dashboard notebook data-quality warehouse rebuild test lab check-exports contract mapping settings docs bench spark lint fix \
	sample send write-back lock clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile
	@echo "Variables: EXPORTS, SETTINGS, WAREHOUSE, MONTH, AS_OF, LOCALE, OUT (see README.md)."

report: $(RUNTIME) ## load, check, build and publish, then render the month's reports
	@$(RUN) report

dashboard: $(RUNTIME) ## the teams' dashboard up to the newest event, with the day's worklists for each rep
	@$(RUN) dashboard

notebook: $(RUNTIME) ## render one study: make notebook NAME=mql_definition PARAMETERS="..."
	@$(RUN) notebook "$$NAME" $${PARAMETERS:+-p $$PARAMETERS}

data-quality: $(RUNTIME) ## the page of whoever administers a system: make data-quality SYSTEM=hubspot
	@$(RUN) notebook data_quality $${SYSTEM:+-p "system=$$SYSTEM"}

warehouse: $(RUNTIME) ## the same without rendering
	@$(RUN) warehouse

rebuild: $(RUNTIME) ## rebuild models after a change: make rebuild SELECT=stage_map+,+rpt_funnel_monthly
	@$(RUN) rebuild --select $$SELECT

check-exports: $(RUNTIME) ## say what EXPORTS would load, without building
	@$(RUN) check-exports

contract: $(RUNTIME) ## accept the exports as they are now; later loads say what changed since
	@$(RUN) contract

mapping: $(RUNTIME) ## draft a mapping for unknown files: make mapping FILE=exports/acme
	@$(RUN) mapping "$$FILE"

settings: $(RUNTIME) ## write settings.xlsx for people who don't edit CSV
	@$(RUN) settings

send: $(RUNTIME) ## e-mail reports: make send REPORTS=monthly_marketing_report TO=ana@example.com
	@$(RUN) send $${REPORTS:+--report "$$REPORTS"} $${TO:+--to "$$TO"} \
		$${PERSONAL_DATA:+--with-personal-data}

write-back: $(RUNTIME) ## files for other systems to import: make write-back SYSTEMS=hubspot,google_ads
	@$(RUN) write-back $${SYSTEMS:+--to "$$SYSTEMS"}

sample: $(RUNTIME) ## write the sample company's exports (SCALE=1 is about 12,000 leads, SYSTEM=zoho another CRM)
	@$(RUN) sample --scale $${SCALE:-1} --system "$${SYSTEM:-hubspot}"

docs: $(RUNTIME) ## write the models' documentation as one offline page
	@$(RUN) docs

lab: $(VENV)/.lab-installed ## open JupyterLab on the published warehouse, read-only
	@$(RUN) lab

test: $(VENV)/.dev-installed ## everything CI runs: models, unit tests, pytest, lint, browser
	@$(RUN) test

lint: $(VENV)/.dev-installed ## check the code's style, editing nothing
	@$(RUN) lint

fix: $(VENV)/.dev-installed ## correct what lint can correct by itself
	@$(RUN) fix

bench: $(VENV)/.bench-installed ## time each step on the sample at SCALE, against DuckDB copying it
	@$(RUN) bench --scale $${SCALE:-1}

spark: $(VENV)/.spark-installed ## build the warehouse's marts on Spark too and compare them (needs Java 17)
	@$(RUN) spark

lock: ## recompile requirements/*.lock (needs uv)
	@for name in runtime dev lab bench spark; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --no-annotate \
			requirements/$$name.in --output-file requirements/$$name.lock || exit 1; \
	done

clean: ## remove what runs leave: target/, the sample, the build file (not exports or reports)
	@rm -rf target sample warehouse/build.duckdb warehouse/build.duckdb.wal warehouse/sample.duckdb \
		warehouse/sample.contracts reports/sample

# The environment, from locks with hashes. A stamp holds the lock it was installed from, so a
# fresh timestamp alone (a checkout, say) installs nothing.
$(RUNTIME): requirements/runtime.lock pyproject.toml
	@cmp -s requirements/runtime.lock $@ || { \
		$(FIND_PYTHON) && \
		echo "Creating the environment in $(VENV) (once, a few minutes)" >&2 && \
		"$$python" -m venv $(VENV) && \
		$(PIP) --require-hashes -r requirements/runtime.lock && { $(COMPILE); }; }
	@$(PIP) --no-build-isolation --editable .
	@cp requirements/runtime.lock $@

$(VENV)/.%-installed: requirements/%.lock $(RUNTIME)
	@cmp -s requirements/$*.lock $@ || { echo "Adding requirements/$*.lock to $(VENV)" >&2 && \
		$(PIP) --require-hashes -r requirements/$*.lock && { $(COMPILE); }; }
	@cp requirements/$*.lock $@

# Sets $python to the first interpreter that is new enough and can make environments.
define FIND_PYTHON
python=""; for candidate in python3 python3.13 python3.12 python3.11 python; do \
	if $$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
		>/dev/null 2>&1; then python=$$candidate; break; fi; done; \
if [ -z "$$python" ]; then echo "smarketing needs Python 3.11 or newer with its venv module \
(Debian: apt install python3-venv); none was found on PATH." >&2; exit 1; fi
endef
