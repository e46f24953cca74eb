# make demo        speak the example with the embedded voice, or make demo VOICE=tarang
# make test        everything that needs no GPU and no Coqui: style, types, tests, the default voice
# make test-coqui  the Coqui voices, with the set of packages they are tested with (5.6 GB)
# make test-wheel  the built package, in an empty environment away from the checkout
# make fuzz        broken input for what reads strangers' files, ten minutes
# make sbom        what the default install consists of, as CycloneDX; make audit looks it up
#
# Each makes its own virtual environment (.venv*); nothing else is touched.

PYTHON ?= python3
VENV ?= .venv
COQUI := .venv-coqui
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: api sbom audit fuzz demo test test-coqui test-slow test-wheel lock schema wheel clean

demo: $(VENV)/installed
	$(BIN)/briefing make examples/briefing.hi.md -o out $(if $(VOICE),--voice $(VOICE))
	@echo; echo "Open this page in a browser: file://$(abspath out)/index.html"
	@$(BIN)/briefing page out --quiet

test: $(VENV)/test-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not coqui and not slow"

test-slow: $(VENV)/test-tools
	$(BIN)/python -m pytest -m slow

# Broken input for all that reads strangers' files, for ten minutes; what is found stays in the corpus.
fuzz: $(VENV)/test-tools
	$(BIN)/python tests/fuzz/fuzz.py --seconds 600

# What the default install consists of, as CycloneDX (bom.json), from what is installed in an
# environment of its own.
sbom: $(VENV)-sbom/installed $(VENV)/sbom-tools
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	  --output-format JSON --output-file bom.json $(VENV)-sbom/bin/python

# Known weaknesses of the pinned versions. It asks the package index's database.
audit: $(VENV)/sbom-tools
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

$(VENV)/sbom-tools: $(VENV)/installed
	$(PIP) install --quiet 'cyclonedx-bom>=7,<8' 'pip-audit>=2.7,<3'
	touch $@

$(VENV)-sbom/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)-sbom
	$(VENV)-sbom/bin/pip --disable-pip-version-check install --quiet --constraint constraints.txt .
	$(VENV)-sbom/bin/pip --disable-pip-version-check uninstall --quiet --yes pip setuptools
	touch $@

$(VENV)/installed: pyproject.toml constraints.txt
	@echo "This takes some minutes and 0.6 GB of disk: 500 MB of packages in $(VENV), 92 MB of cache."
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --progress-bar on --constraint constraints.txt --editable .
	touch $@

$(VENV)/test-tools: $(VENV)/installed
	$(PIP) install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

test-coqui: $(COQUI)/installed
	$(COQUI)/bin/python -m pytest -m coqui tests/coqui

# uv installs the same files as pip, in a fraction of its time.
$(COQUI)/installed: pyproject.toml constraints-coqui.txt
	$(PYTHON) -m venv $(COQUI)
	$(COQUI)/bin/python -m pip --disable-pip-version-check install --quiet uv
	$(COQUI)/bin/python -m uv pip install --quiet --constraint constraints-coqui.txt \
	  --editable '.[test,coqui,training]'
	touch $@

# The tested versions, for every Python and platform at once.
lock: $(VENV)/test-tools
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-emit-index-url \
	  --no-annotate --custom-compile-command 'make lock' --extra test \
	  pyproject.toml --output-file constraints.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-emit-index-url \
	  --no-annotate --custom-compile-command 'make lock' --extra test --extra coqui --extra training \
	  --constraint constraints.txt pyproject.toml --output-file constraints-coqui.txt

# The JSON Schema of the manifest, from its types.
schema: $(VENV)/test-tools
	$(BIN)/python -c 'import json; from briefing.episode.manifest import schema; \
	  print(json.dumps(schema(), ensure_ascii=False, indent=1))' \
	  > briefing/episode/manifest.schema.json

# The reference of docs/python.md, from the docstrings.
api: $(VENV)/test-tools
	$(BIN)/python bench/api_page.py

wheel: $(VENV)/test-tools
	$(PIP) install --quiet build
	rm -rf dist
	$(BIN)/python -m build --outdir dist .

# A wheel that was installed in an empty environment must find its voices, in any locale.
test-wheel: wheel
	rm -rf $(VENV)-wheel
	$(PYTHON) -m venv $(VENV)-wheel
	$(VENV)-wheel/bin/pip --disable-pip-version-check install --quiet \
	  --constraint constraints.txt dist/hindi_briefing-*.whl
	elsewhere=$$(mktemp -d) && trap 'rm -r "$$elsewhere"' EXIT && cd "$$elsewhere" && \
	  printf 'नमस्ते। आज 5 ख़बरें हैं।' > news.txt && \
	  BRIEFING_CACHE=cache LC_ALL=C PYTHONUTF8=0 $(abspath $(VENV))-wheel/bin/briefing make news.txt && \
	  test -s out/news/news.mp3

clean:
	rm -rf $(VENV) $(COQUI) $(VENV)-wheel $(VENV)-sbom bom.json dist out/* .mypy_cache .ruff_cache .pytest_cache .hypothesis
