#!/bin/sh
# Takes another Pyodide: installs it, builds the site with it, and runs the tests of all that rests on it.
# Usage: update.sh VERSION
set -u
cd "$(dirname "$0")/../../.."

version=${1:-}
before=$(node -p 'require("pyodide/package.json").version')
if [ -z "$version" ]; then
  echo "Say which: make update-pyodide VERSION=…; here is $before. 'npm view pyodide versions' lists them." >&2
  exit 2
fi

failed=""

# Nothing after it can be done without it.
step() {
  part "$@"
  if [ -n "$failed" ]; then end; fi
}

part() {
  name=$1
  shift
  echo "== $name"
  "$@" || failed="$failed
- $name"
}

end() {
  echo "Pyodide $version does not fit yet. What is above says what to adapt, in:$failed" >&2
  echo "To go back to $before: git checkout package.json package-lock.json, then make build." >&2
  exit 1
}

echo "== Pyodide $before -> $version"
if ! npm install --save-exact --save-dev "pyodide@$version" --loglevel=error; then
  echo "Pyodide $version cannot be installed. 'npm view pyodide versions' lists what there is." >&2
  exit 1
fi
cp package-lock.json node_modules/.installed.json # so that set_up.sh does not install it again

export CI=true # so that a build ends where it would do without something
step "Build" python -m site_build site
part "What the page loads" pytest -q -m "not slow" tests/site_build/pyodide tests/site_build/test_budget.py
part "Library and exercises in Pyodide" node tests/pyodide/run_pytest.mjs
part "In real browsers" env SLOW=yes node --import tsx --test --test-concurrency=2 --test-reporter=spec \
  tests/browser/start.test.ts tests/browser/ways_out.test.ts tests/browser/failures.test.ts \
  tests/browser/missing_parts.test.ts
if [ -n "$failed" ]; then end; fi
echo "Pyodide $before -> $version: all of this holds. Next: CHANGELOG.md, make test, make bench."
