# Every target is one line a person can read. `make demo` and `make test` do all set-up themselves.
# Workers compile to bytecode: without it every start costs twice the time.
unexport PYTHONDONTWRITEBYTECODE
py := .venv/bin/python
campaign := .venv/bin/campaign

.PHONY: setup demo serve test test-all check fmt docs bench fuzz chaos lock

setup:            ; @./setup.sh
demo: setup       ; @$(campaign) demo
serve: setup      ; @$(campaign) serve
test: setup       ; @$(py) -m pytest -q -n 2 --dist loadgroup -m "not slow"
test-all: setup   ; @.ci/test-all
check: setup      ; @$(py) -m ruff check . && $(py) -m ruff format --check . && $(py) -m mypy
fmt: setup        ; @$(py) -m ruff check --fix . && $(py) -m ruff format .
docs: setup       ; @$(py) -m tasks.documents
bench: setup      ; @$(py) -m benchmarks
fuzz: setup       ; @$(py) -m tests.fuzz --cases 20000
chaos: setup      ; @$(py) -m tests.chaos
lock:             ; @.venv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements.lock
