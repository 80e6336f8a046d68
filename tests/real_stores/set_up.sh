#!/bin/sh
# Installs what the tests of the adapters need: client libraries and emulators. Only `make test` does.
set -eu
cd "$(dirname "$0")/../.."

here=tests/real_stores
if ! cmp -s "$here/requirements.txt" .venv/real_stores.txt; then
  echo "Installing the client libraries of real stores"
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps \
    --require-hashes --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" .venv/real_stores.txt
fi
if ! cmp -s "$here/package-lock.json" "$here/node_modules/.installed.json"; then
  echo "Installing the emulators of real stores"
  npm ci --loglevel=error --prefix "$here"
  cp "$here/package-lock.json" "$here/node_modules/.installed.json"
fi
