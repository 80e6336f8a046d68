#!/bin/sh
# Creates what the project needs to run: the virtual environment and the node modules.
# Whatever did not change since the last time is left as it is.
set -eu
cd "$(dirname "$0")/../.."

is_recent_python() {
  "$1" -c 'import sys, venv; sys.exit(sys.version_info < (3, 12))' 2>/dev/null
}

find_python() {
  for candidate in "${PYTHON:-python3}" python3.13 python3.14 python3.12 python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3; do
    if is_recent_python "$candidate"; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  echo "Python 3.12 or later is needed and none was found: install it," \
    "or name its program: make PYTHON=/path/to/python3" >&2
  return 1
}

require_node() {
  version=$(node --version 2>/dev/null || echo none)
  major=${version#v}
  major=${major%%.*}
  if [ "$version" = none ] || [ "$major" -lt 20 ] || ! command -v npm >/dev/null; then
    echo "Node.js 20 or later with npm is needed (found: $version): install it and try again." >&2
    return 1
  fi
}

require_node
if ! is_recent_python .venv/bin/python; then
  python=$(find_python)
  echo "Creating .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
fi
if ! cmp -s requirements.txt .venv/requirements.txt; then
  echo "Installing the Python packages of requirements.txt"
  .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps \
    --require-hashes --requirement requirements.txt
  .venv/bin/python -c 'import pathlib, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "course.pth").write_text(str(pathlib.Path("code").resolve()))'
  cp requirements.txt .venv/requirements.txt
fi
if ! cmp -s package-lock.json node_modules/.installed.json; then
  echo "Installing the Node packages of package-lock.json"
  npm ci --loglevel=error
  cp package-lock.json node_modules/.installed.json
fi
