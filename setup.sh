#!/bin/sh
# Installs what is missing and nothing else: system libraries, Chinese fonts, Python packages. Safe to run any number of times.
# Needs: Debian 12 or a relative, Python 3.11, the package registries. Asks for nothing.
set -eu
cd "$(dirname "$0")"
stamp=.venv/.ready
want=$(cat requirements.lock pyproject.toml setup.sh | sha256sum)
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# WeasyPrint draws through Pango; without harfbuzz-subset it falls back to slow Python code (notes in docs/decisions.md).
if ! ldconfig -p | grep -q libpangoft2-1.0 || ! ldconfig -p | grep -q libharfbuzz-subset; then
  echo "安装系统库（pango、harfbuzz-subset）……"
  as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null
fi

if [ "$(cat $stamp 2>/dev/null)" != "$want" ]; then
  echo "安装 Python 依赖（按 requirements.lock）……"
  [ -x .venv/bin/python ] || python3 -m venv .venv
  [ -x .venv/bin/uv ] || .venv/bin/pip install -q --disable-pip-version-check uv==0.13.9
  .venv/bin/uv pip install -q --require-hashes -r requirements.lock
  .venv/bin/uv pip install -q --no-deps --no-build-isolation -e .
  .venv/bin/python -m compileall -q .venv/lib/python3*/site-packages >/dev/null 2>&1 || true   # halves the start of every later command
  printf '%s' "$want" > $stamp
fi

.venv/bin/python -m report_templates.fonts
