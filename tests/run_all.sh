#!/bin/sh
# All tests but the slow ones, part after part; a part that fails does not keep the next from running. At the
# end, each part's time and how it came out.

report=""
status=0

part() {
  name=$1
  shift
  echo "== $name"
  began=$(date +%s)
  if "$@"; then outcome=passed; else outcome=FAILED status=1; fi
  took=$(($(date +%s) - began))
  report="$report$(printf '%3d:%02d  %-7s %s' $((took / 60)) $((took % 60)) "$outcome" "$name")
"
}

files_below() {
  find "$@" -name '*.test.ts' | sort
}

run_node() {
  node --import tsx --test --test-reporter=spec "$@"
}

part "Tests on CPython" pytest --numprocesses auto --dist worksteal -m "not slow and not widest"
part "Real stores" pytest tests/real_stores --numprocesses auto --dist loadfile
part "Library and exercises in Pyodide" node tests/pyodide/run_pytest.mjs
part "The lab, and the linter of the texts" run_node $(files_below tests/lab tests/prose)
part "Real browsers" run_node --test-concurrency=2 tests/browser/*.test.ts
part "Real browsers, what is measured in time" run_node --test-concurrency=1 tests/browser/alone/*.test.ts

printf '\n%s' "$report"
exit $status
