#!/bin/sh
# Pins anew what pyproject.toml and package.json ask for, with hashes and without any host's name.
set -eu
cd "$(dirname "$0")/../.."

python3 -m venv build/uv
build/uv/bin/python -m pip install -qq --disable-pip-version-check uv

pin() {
  build/uv/bin/uv pip compile pyproject.toml --upgrade --universal --quiet \
    --python-version 3.12 --generate-hashes --no-header "$@"
}

# Both lists go into one environment, so what they share has one version.
pin --group dev --group real-stores --output-file build/uv/everything.txt
pin --group dev --constraint build/uv/everything.txt --output-file requirements.txt
pin --group real-stores --constraint build/uv/everything.txt \
  --output-file tests/real_stores/requirements.txt
npm install --package-lock-only --loglevel=error
npm install --package-lock-only --loglevel=error --prefix tests/real_stores
