# The project's commands. Each creates what it needs first, and leaves out what was done before.

.DEFAULT_GOAL := help
.PHONY: help serve test slow check build bench chaos pictures lock update-pyodide clean set_up
MAKEFLAGS += --no-print-directory

PORT ?= 8000
ENGINE ?= mkdocs
export NO_MKDOCS_2_WARNING := 1
export PYTHONPATH := code
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)

help: ## list these commands
	@sed -n 's/^\([a-z-]*\): .*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 26

serve: set_up ## serve the course with live reload (PORT=8001 for another port)
	@python -m site_build serve --port $(PORT)

build: set_up ## build the site into site/ (ENGINE=zensical for Zensical in the place of MkDocs)
	@echo "== Build"
	@python -m site_build site "$(ENGINE)"

test: build ## run all tests but the slow ones: CPython, Pyodide, the lab, real browsers
	@sh tests/real_stores/set_up.sh
	@python tests/browser/install_browsers.py
	@sh tests/run_all.sh

slow: build ## run the tests that take too long for every day
	@pytest --numprocesses auto --dist worksteal -m slow
	@sh tests/real_stores/set_up.sh
	@pytest tests/real_stores --numprocesses 2 --dist loadfile -m slow
	@python tests/browser/install_browsers.py
	@SLOW=yes node --import tsx --test --test-concurrency=2 --test-name-pattern='\(slow\)$$' \
		--test-reporter=spec tests/browser/halves/first.ts tests/browser/halves/second.ts

check: set_up ## check format, style, types, spelling, language, links, workflows and issue forms
	@echo "== Python: format, style, types"
	@ruff format --check --quiet
	@ruff check --quiet
	@mypy --no-error-summary
	@echo "== TypeScript: format, style, types"
	@biome check --error-on-warnings
	@tsc --noEmit
	@echo "== Spelling and language"
	@cspell lint --no-progress --no-summary
	@node --import tsx code/prose/lint.ts
	@echo "== Links, workflows and issue forms"
	@python -m site_build links
	@check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/*.yml

bench: build ## measure how fast it all is (OPTIONS=--quick for a glance), figures in build/bench/
	@python tests/browser/install_browsers.py
	@PYTHONPATH=code:tests/checker python tests/benchmarks $(OPTIONS)

chaos: set_up ## kill worker processes on a real PostgreSQL (RUNNER=tokens MESSAGES=2000 for a glance)
	@sh tests/real_stores/set_up.sh
	@PYTHONPATH=code:tests/real_stores python tests/chaos $(if $(RUNNER),--runner "$(RUNNER)") \
		$(if $(MESSAGES),--messages $(MESSAGES)) $(OPTIONS)

pictures: build ## make the README's pictures of the page anew
	@python tests/browser/install_browsers.py
	@node --import tsx tests/browser/pictures.ts

lock: set_up ## pin anew what pyproject.toml and package.json ask for
	@sh code/site_build/lock.sh

update-pyodide: set_up ## take another Pyodide, and test what rests on it (VERSION=315.0.0)
	@python tests/browser/install_browsers.py
	@sh code/site_build/pyodide/update.sh "$(VERSION)"

clean: ## remove everything that these commands made
	@rm -rf .venv node_modules build site docs/assets .mypy_cache .pytest_cache .ruff_cache

set_up:
	@sh code/site_build/set_up.sh
