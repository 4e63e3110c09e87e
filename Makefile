# `make` alone prints what can be done: the targets below that carry two hashes.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PORT ?= 8000
export PORT

# The first Python that is new enough; name another with PYTHON=...
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
RUN := .venv/bin/python
INSTALL := $(RUN) -m pip install --quiet --quiet --disable-pip-version-check --no-input
CODE := manage.py idmportal common dialogues submissions outcomes tests

# What the portal says in other languages than English: .po files, compiled to .mo beside them.
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.PHONY: help serve test check format bench clean translations
help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

serve: .venv/serve.stamp $(CATALOGUES) ## try the portal on this machine, at http://127.0.0.1:8000 (or PORT=...)
	@exec $(RUN) -m idmportal.serve

test: .venv/tools.stamp $(CATALOGUES) ## run every test: on SQLite, on PostgreSQL, in Chromium, in LibreOffice
	@exec $(RUN) -m tests

bench: .venv/tools.stamp $(CATALOGUES) ## run the benchmarks, on both databases, and Lighthouse (docs/benchmarks.md)
	@$(RUN) -m tests.bench $(ROWS)

format: .venv/develop.stamp ## put the code in order
	$(RUN) -m ruff check --fix-only --quiet
	$(RUN) -m ruff format

translations: .venv/develop.stamp ## gather new texts into the catalogues in locale/
	$(RUN) manage.py catalogues update

clean: ## remove the environment and caches; the data in var/ stays
	rm -f $(CATALOGUES)
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find $(CODE) -name __pycache__ -exec rm -rf {} +

CHECKS := check-format check-code check-types check-layers check-settings check-migrations check-templates \
	check-translations
.PHONY: $(CHECKS)
check: $(CHECKS) ## check format, code, types, layers, settings, migrations, templates, translations (-k: all)
$(CHECKS): .venv/develop.stamp

check-format:
	$(RUN) -m ruff format --check --diff --quiet

check-code:
	$(RUN) -m ruff check --quiet

check-types:
	$(RUN) -m mypy

check-layers:
	$(RUN) .venv/bin/lint-imports --no-logo

# Settings as in production; no machine is behind these names.
AS_IN_PRODUCTION := check-settings check-migrations check-templates check-translations translations
$(AS_IN_PRODUCTION): export DATABASE_URL = sqlite://:memory:
$(AS_IN_PRODUCTION): export EMAIL_URL = smtp://mail.example.org
$(AS_IN_PRODUCTION): export UNIT_EMAIL = unit@idm.example
$(AS_IN_PRODUCTION): export DEFAULT_FROM_EMAIL = portal@idm.example
$(AS_IN_PRODUCTION): export BASE_URL = https://idm.example.org
$(AS_IN_PRODUCTION): export ALLOWED_HOSTS = idm.example.org
$(AS_IN_PRODUCTION): export SECRET_KEY = long-but-no-secret-0123456789-abcdefghijklmnopqrstuvwxyz
$(AS_IN_PRODUCTION): export DEBUG = off
check-settings:
	$(RUN) -W error manage.py check --deploy --fail-level WARNING

check-migrations:
	$(RUN) manage.py makemigrations --check --dry-run

check-templates:
	$(RUN) manage.py check_templates

check-translations:
	$(RUN) manage.py catalogues check

$(CATALOGUES): %.mo: %.po | .venv/serve.stamp
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

.venv/serve.stamp: requirements.txt .venv/pyvenv.cfg
	@echo "Installing the packages of requirements.txt ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/develop.stamp: requirements.txt requirements-dev.txt .venv/pyvenv.cfg
	@echo "Installing the packages of requirements-dev.txt ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch .venv/serve.stamp $@

# What pages are checked with in Chromium. Where npm cannot install it, the last lines of `make test` say so.
.venv/tools.stamp: tests/browser/tools/package-lock.json .venv/develop.stamp
	@echo "Installing the programs of tests/browser/tools ..."
	@if $(RUN) -m tests.browser.node; then touch $@; fi

# Debian without python3-venv has no ensurepip; a pip of its own will do instead.
.venv/pyvenv.cfg:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer was not found: install it, or name it with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 \
	|| { $(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python $(RUN) install --quiet pip; } >/dev/null 2>&1 \
	|| { rm -rf .venv; echo "$(PYTHON) cannot make an environment; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
