# `make run` starts the product, `make test` proves it. Every target makes what it needs first.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test check format bench promises-month nights eval train lock clean setup tools

GATEWAY := .venv-gateway/bin
ASSISTANT := .venv-assistant/bin
export RASA_TELEMETRY_ENABLED := false
export PYTHONPATH := $(CURDIR)
# Compiled code is kept: Rasa loads 11 s faster with it.
export PYTHONDONTWRITEBYTECODE :=

help:    ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1|/' | column -t -s '|'

run: setup ## start everything, print the addresses, stop on Ctrl-C
	@exec $(GATEWAY)/python -m bot.run

test: setup ## every test (ARGS="-k claim" for some)
	@scripts/test-tools
	@scripts/test $(ARGS)

check: tools ## format, lint, types, YAML, import rule, tone, Rasa's own validation, Docker files
	@scripts/check

format: tools ## put Python in the house's form
	@$(GATEWAY)/ruff check -q --fix-only . ; $(GATEWAY)/ruff format -q .

bench: setup ## the figures, as JSON lines
	@$(GATEWAY)/python -m tests.bench $(ARGS)

promises-month: setup ## 10,000 promises over a month with everything killed at random (SEED=n; ARGS="--promises 500")
	@$(GATEWAY)/python -m tests.month --seed $(or $(SEED),1) $(ARGS)

nights: setup ## 1,000 conversations while the desk is closed, with the real assistant (SEED=n; ARGS="--conversations 100 --standin")
	@$(GATEWAY)/python -m tests.nights --seed $(or $(SEED),1) $(ARGS)

eval: setup train ## how well the assistant understands, on sentences it was not trained on
	@$(GATEWAY)/python -m tests.eval $(ARGS)

train: tools ## train the assistant, if no model fits the data
	@$(GATEWAY)/python -m bot.run.model

lock: ## renew the lock files from requirements/*.in and package.json (ARGS=--upgrade for newer versions)
	@scripts/lock $(ARGS)

setup: ## both environments and the front end's modules
	@scripts/setup

tools: # what the checks need: everything but the desk's bundle
	@scripts/setup gateway assistant modules

clean: ## everything that was made here, except what customers wrote (var/)
	rm -rf .venv-gateway .venv-assistant .tools node_modules models .rasa bot/web/vendor bot/web/desk/dist bot/web/widget/dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
