# make demo   speak the example with the embedded voice
# make test   everything that needs no GPU and no Coqui: style, types, tests, the real default voice
#
# Both make their own virtual environment in .venv; nothing else is touched.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test test-slow lock wheel clean

demo: $(VENV)/installed
	$(BIN)/briefing make examples/briefing.hi.md -o out

test: $(VENV)/test-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not coqui and not slow"

test-slow: $(VENV)/test-tools
	$(BIN)/python -m pytest -m slow

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/test-tools: $(VENV)/installed
	$(PIP) install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

# The tested versions, for every Python and platform at once.
lock: $(VENV)/test-tools
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-emit-index-url \
	  --no-annotate --custom-compile-command 'make lock' --extra test \
	  pyproject.toml --output-file constraints.txt

wheel: $(VENV)/test-tools
	$(PIP) install --quiet build
	$(BIN)/python -m build --outdir dist .

clean:
	rm -rf $(VENV) dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
