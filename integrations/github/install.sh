#!/usr/bin/env bash
# Make Pratique ready from the action's own folder, so that the commit the action is pinned to pins everything:
# every library by hash, no build but Pratique's own. `-I` keeps Python from loading modules of the project that is
# checked out, which is the folder this runs in.
# Takes PYTHON, EXECUTABLE (each may be empty), RUNNER_TEMP, GITHUB_OUTPUT; gives the outputs `python` and `executable`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

fail() {
  printf '::error title=Pratique::%s\n' "$1"
  exit 2
}

one_line() {
  printf '%s' "$1" | tr '\000-\037' '?' | sed 's/##\[/# #[/g; s/%/%25/g'
}

usable() {
  command -v -- "$1" >/dev/null && "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=
if [ -n "${PYTHON:-}" ]; then
  usable "$PYTHON" || fail "input python: $(one_line "$PYTHON") is no Python 3.11 or newer"
  python=$PYTHON
else
  for candidate in python3.13 python3.12 python3.11 python3 python; do
    if usable "$candidate"; then
      python=$candidate
      break
    fi
  done
  [ -n "$python" ] || fail "no Python 3.11 or newer on this runner: set one up before this step"
fi

if [ -n "${EXECUTABLE:-}" ]; then
  executable=$(command -v -- "$EXECUTABLE") || fail "input executable: $(one_line "$EXECUTABLE") is not there"
else
  venv=$(mktemp -d "${RUNNER_TEMP:-/tmp}/pratique-venv-XXXXXX")
  "$python" -I -m venv "$venv" || fail "this Python makes no virtual environment: is its venv module installed?"
  bin=$venv/bin
  [ -d "$bin" ] || bin=$venv/Scripts
  pip=("$bin/python" -I -m pip install --quiet --disable-pip-version-check --no-input)
  "${pip[@]}" --require-hashes --only-binary :all: -r "$root/requirements/run.txt" \
    || fail "the libraries of pratique cannot be installed: the log above says why"
  "${pip[@]}" --no-deps --no-index --no-build-isolation "$root" \
    || fail "pratique cannot be installed from the folder of the action: the log above says why"
  python=$bin/python
  executable=$bin/pratique
fi

env -u PYTHONPATH -u PYTHONHOME -u GITHUB_TOKEN -u GH_TOKEN "$executable" --version \
  || fail "$(one_line "$executable") does not start"
for pair in "python=$python" "executable=$executable"; do
  case $pair in *$'\n'*) fail "a path of this runner has a line break" ;; esac
  printf '%s\n' "$pair" >>"$GITHUB_OUTPUT"
done
