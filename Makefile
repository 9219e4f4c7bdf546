# Each target makes .venv if it is missing or out of date, then runs one
# command in it. Extra arguments: make lab ARGS="--no-browser --port 9000"

# A Python that the caller names is used or refused, never replaced.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11 \
	python; do $$python -c "" 2>/dev/null && echo $$python && break; done)
in_venv = $(found) $(PYTHON) tools/in_venv.py
else
in_venv = $(found) $(PYTHON) tools/in_venv.py --this-python
endif
# A learner's part of .venv is enough for some; the others add the rest.
with_all = $(in_venv) --everything
found = @command -v $(firstword $(PYTHON) none) >/dev/null || { echo \
	"There is no Python here under the name '$(PYTHON)'; install Python" \
	"3.11, 3.12 or 3.13 and call again." >&2; exit 1; };

# What the caller gives is text, and make reads no dollar sign in it. Through
# the environment, so that quotes in it stay what they are, too.
GIVEN := LESSON PARAMS WHEELS FOR EDITION TITLE Q FOLDER
$(foreach name,$(GIVEN) ARGS,$(eval override $(name) := $$(value $(name))))
export $(GIVEN)

.PHONY: help lab check test ask run wheels new outputs readme questions editions \
	class archive grade seats validate site site-check study benchmark mutations matrix \
	room lint lock lock-check environment clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-13s%s\n", $$1, $$2}' Makefile

lab: ## open the lessons in JupyterLab
	$(in_venv) python -m tools.lab $(ARGS)

check: ## does this machine fit? one line for each thing
	$(found) $(PYTHON) tools/check_machine.py $(ARGS)

test: ## run every test, or those of one lesson (LESSON=03)
	$(with_all) python -m pytest $(if $(LESSON),--lesson "$$LESSON") $(ARGS)

# Python alone is enough for it: nobody with a message waits for a set-up.
ask: ## the three nearest questions that people ask (Q="expected ndim=3")
	@if $(PYTHON) -c "import tomllib" 2>/dev/null; then \
		$(PYTHON) -m tools.questions "$$Q" $(ARGS); else \
		$(in_venv) python -m tools.questions "$$Q" $(ARGS); fi

run: ## execute lessons into build/ (LESSON=03 PARAMS="units=8")
	$(in_venv) python -m tools.run $(if $(LESSON),--lesson "$$LESSON") \
		$(if $(PARAMS),--params "$$PARAMS") $(ARGS)

validate: ## which promises do notebooks of a folder keep? (FOLDER=../course)
	$(with_all) python -m tools.validate "$$FOLDER" $(ARGS)

new: ## begin a lesson (LESSON=20 TITLE="What does it do?")
	$(in_venv) python -m tools.new_lesson "$$LESSON" \
		$(if $(TITLE),--title="$$TITLE") $(ARGS)

outputs: ## execute lessons and write their committed outputs
	$(with_all) python -m tools.outputs $(LESSON) $(ARGS)

wheels: ## fetch what `make lab WHEELS=folder` needs (FOR="windows:3.12")
	$(in_venv) python -m tools.wheels $(ARGS)

questions: ## run the cells of docs/questions/ and write the page
	$(with_all) python -m tools.questions --write

editions: ## write learner's and teacher's editions into build/ (LESSON=03)
	$(in_venv) python -m tools.editions $(LESSON) $(ARGS)

class: ## slides, votes, sheets, hand-outs and cards into build/class
	$(with_all) python -m tools.teaching.pack $(ARGS)

archive: ## pack the lessons for a class (ARGS=/path/to/a/stick)
	$(in_venv) python -m tools.teaching.archive $(ARGS)

grade: ## check handed-in notebooks (FOLDER=collected); see docs/teaching/
	$(in_venv) python -m tools.grade "$$FOLDER" $(ARGS)

seats: ## show who is stuck, on the teacher's machine; see docs/teaching/
	$(in_venv) python -m tools.seats $(ARGS)

site: ## build the site into build/site, from the committed outputs
	$(with_all) python -m tools.site $(ARGS)

site-check: export SITE_PAGES := all
site-check: ## try it in a browser, every page of it (some minutes)
	$(with_all) python -m pytest tests/test_site.py \
		tests/test_site_in_browser.py $(ARGS)

readme: ## write what README.md and docs/teaching/ take from the lessons
	$(with_all) python -m tools.readme_map $(ARGS)
	$(with_all) python -m tools.teaching.tables $(ARGS)

study: GRID ?= study/curves.toml
study: ## run the missing runs of a grid (GRID=study/short.toml; 40 minutes on two cores)
	$(with_all) python -m study $(GRID) $(ARGS)

benchmark: ## measure the ways to train a stack (ARGS=--write: into docs/)
	$(with_all) python -m tools.benchmark $(ARGS)

mutations: ## damage all in hundreds of ways: what do the tests notice?
	$(with_all) python -m tests.mutations $(ARGS)

matrix: ## replay lessons in other environments (ARGS="--lesson 03")
	$(with_all) python -m tools.matrix $(ARGS)

room: ## measure learners at once (ARGS="--learners 24"; see docs/room/)
	$(with_all) python -m tools.room $(ARGS)

lint: ## check style and format
	$(with_all) ruff check .
	$(with_all) ruff format --check .

lock: ## write the locks and environment.yml (needs the network)
	$(with_all) python -m tools.lock $(ARGS)
	$(with_all) python -m tools.teaching.sizes
	$(with_all) python -m tools.teaching.tables

lock-check: ## resolve them for every platform (needs the network)
	$(with_all) python -m tools.lock --check

environment: ## write environment.yml from the locks
	$(with_all) python -m tools.lock --environment

clean: ## remove .venv, .home, build and caches; my_lessons stays
	rm -rf .venv .venv.new .venv.old .home build *.egg-info .pytest_cache .ruff_cache
	find . -path ./my_lessons -prune -o \
		'(' -name __pycache__ -o -name .ipynb_checkpoints ')' \
		-prune -exec rm -rf {} +
