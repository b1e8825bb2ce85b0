# What a person types. The longer of these are scripts in .ci/, so that CI runs the very same.
.DEFAULT_GOAL := help
.PHONY: help setup run test bench pictures lock audit clean

python := .venv/bin/python
# Only `make lock` uses it, in an environment of its own.
uv := uv==0.13.9
# Only `make audit` uses it, in the same way.
pip_audit := pip-audit==2.10.1

help:  ## List what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1|\2/' | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

setup: .venv/set-up-done  ## Make .venv and install everything into it
	@echo '.venv is up to date.'

.venv/set-up-done: requirements.lock pyproject.toml web/assets/package-lock.json
	@PYTHON="$(PYTHON)" .ci/set-up

run: .venv/set-up-done  ## Show a partnership at work, its mail and its pages, and leave it running
	@.venv/bin/goldenthread demo

test: .venv/set-up-done  ## Run every check and every test
	@.ci/check

bench: .venv/set-up-done  ## Measure Monday morning: 1,000 clocks due in the same minute
	@$(python) -m benchmarks.monday_morning

pictures: .venv/set-up-done  ## Take the pictures of README.md anew, from the running product
	@$(python) -m tests.browser.pictures

lock:  ## Choose versions anew, within pyproject.toml, and write requirements.lock
	@UPGRADE="$(UPGRADE)" UV_REQUIREMENT="$(uv)" PYTHON="$(PYTHON)" .ci/lock

audit: .venv/set-up-done  ## Ask whether a locked package has a known fault (needs the outside network)
	@AUDIT_REQUIREMENT="$(pip_audit)" PYTHON="$(PYTHON)" .ci/audit

clean:  ## Remove all that the set-up, the tests and the tools have made
	@rm -rf .venv build dist ./*.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@rm -rf web/static web/assets/node_modules test-output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
