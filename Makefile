# Everything here needs Python 3.11 or newer and this file; the rest is fetched into .venv and .browser.
# Another Python: make run PYTHON=python3.13

PYTHON = python3
PY = .venv/bin/python
# A worker a core; the tests of a file stay together, for they share a workspace or a browser. In their own order:
# those in a browser are spread among the others.
PARALLEL = -n auto --dist loadfile --no-loadscope-reorder

# Some images set it; then every start of Python compiles Streamlit and pandas again: four seconds, not one.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: .venv/.run ## the app, at http://localhost:8501
	$(PY) -m streamlit run dashboard.py

test: lint types browser suite ## lint, types and every test, also those in a real browser

check: lint types quick ## lint, types and the quick tests, in under a minute

lint: .venv/.dev ## ruff: mistakes and layout
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: .venv/.dev ## mypy
	$(PY) -m mypy

suite: .venv/.dev
	$(PY) -m pytest $(PARALLEL)

quick: .venv/.dev
	$(PY) -m pytest $(PARALLEL) -m "not browser and not slow"

browser: .venv/.dev ## find a Chromium for the tests, or fetch one (no root needed)
	$(PY) -m tests.browser.chromium

bench: .venv/.dev ## what is fast, measured
	$(PY) -m benchmarks

clean: ## remove what the targets above made; the workspace stays
	rm -rf .venv .browser .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help run test check lint types suite quick browser bench clean

# Set-up. The stamps make a second run instant; a change of a requirements file renews them.
# uv is ten times faster than pip, but does not read pip's settings (a mirror, say): where it fails, pip installs.
# It trusts this machine's certificates, which may include a company's own; on a machine without any, those it brings.
CERTS = $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),--system-certs)
INSTALL = $(PY) -m uv pip install -q $(CERTS) --python $(PY) -r $(1) || $(PY) -m pip install -q -r $(1)

.venv/.uv:
	$(call stop_if,$(MISSING))
	$(PYTHON) -m venv .venv
	$(PY) -m pip install -q --disable-pip-version-check uv
	@touch $@

.venv/.run: .venv/.uv requirements.txt
	$(call INSTALL,requirements.txt)
	@touch $@

.venv/.dev: .venv/.uv requirements.txt requirements-dev.txt
	$(call INSTALL,requirements-dev.txt)
	@touch $@

# What a bare machine lacks, in one line, or nothing. Any Python can run it, however old.
MISSING = $(shell \
	command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "$(NEED): no $(PYTHON) found"; exit; }; \
	"$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1 \
		|| { echo "$(NEED): $(PYTHON) is $$("$(PYTHON)" -V 2>&1)"; exit; }; \
	"$(PYTHON)" -c "import ensurepip, venv" >/dev/null 2>&1 \
		|| echo "$(PYTHON) cannot make a venv: it lacks ensurepip (on Debian, Ubuntu: apt install python3-venv)")
NEED = Python 3.11 or newer is needed (if it has another name: make PYTHON=python3.12)
stop_if = $(if $(1),$(error $(1)))
