#!/bin/sh
# Pins anew what pyproject.toml and package.json ask for, with hashes and without any host's name.
set -eu
cd "$(dirname "$0")/../.."

python3 -m venv build/uv
build/uv/bin/python -m pip install -qq --disable-pip-version-check uv
build/uv/bin/uv pip compile pyproject.toml --group dev --upgrade --universal --quiet \
  --python-version 3.12 --generate-hashes --no-header --output-file requirements.txt
npm install --package-lock-only --loglevel=error
