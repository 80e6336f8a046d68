#!/bin/sh
# All tests but the slow ones, part after part; a part that fails does not keep the next from running. At the
# end, what failed, and each part's time and how it came out.

output=build/tests
report=""
failures=""
status=0
mkdir -p "$output"

part() {
  name=$1
  shift
  echo "== $name"
  began=$(date +%s)
  outcome=passed
  { "$@" 2>&1 || : >"$output/failed"; } | tee "$output/part"
  if [ -e "$output/failed" ]; then
    rm "$output/failed"
    outcome=FAILED status=1
    failures="$failures
== $name
$(summary "$output/part")
"
  fi
  took=$(($(date +%s) - began))
  report="$report$(printf '%3d:%02d  %-7s %s' $((took / 60)) $((took % 60)) "$outcome" "$name")
"
}

# Prints the end of what pytest or Node has said, from where it names what failed.
summary() {
  sed -n '/short test summary info/,$p; /failing tests:$/,$p' "$1" | grep -v '^ *at ' | head -n 60
}

files_below() {
  find "$@" -name '*.test.ts' | sort
}

run_node() {
  node --import tsx --test --test-reporter=spec "$@"
}

# Servers wait now and then, so one more of their tests runs than most machines have cores.
part "Tests on CPython" pytest --numprocesses auto --dist worksteal -m "not slow and not widest"
part "Real stores" pytest tests/real_stores --numprocesses 3 --dist loadfile -m "not slow"
part "Library and exercises in Pyodide" node tests/pyodide/run_pytest.mjs
part "The lab, and the linter of the texts" run_node --test-concurrency=2 $(files_below tests/lab tests/prose)
part "Real browsers" run_node --test-concurrency=2 tests/browser/halves/first.ts tests/browser/halves/second.ts
part "Real browsers, what is measured in time" run_node --test-concurrency=1 tests/browser/alone/*.test.ts

printf '%s\n%s' "$failures" "$report"
exit $status
