# Sourced by scripts/build and scripts/test: a virtual environment in .venv from the lock file given in $lock.
# Nothing is installed outside .venv but, where it is missing and apt may be used, Python's own venv package.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
export GOODPRACTICE_ROOT="$root"

say() { printf '%s\n' "$*" >&2; }

find_python() {
  local name
  for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$name" ] || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  say "Python 3.11 or newer is needed. On Debian or Ubuntu: sudo apt-get install -y python3 python3-venv"
  exit 2
}

# apt_install PACKAGE…: install, or print the one line to run and stop.
apt_install() {
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    say "Installing $* …"
    if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1; then
      apt-get update -qq >/dev/null
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
    fi
  else
    say "This needs to be installed first: sudo apt-get install -y $*"
    exit 2
  fi
}

make_environment() {
  local python wanted
  python=$(find_python)
  wanted=$(cat "$lock" "$root/pyproject.toml" <("$python" -VV) <(printf '%s' "$root") |
    "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
  [ "$(cat "$root/.venv/.stamp-${lock##*/}" 2>/dev/null)" = "$wanted" ] && return
  say "Setting up .venv (once; later runs skip this) …"
  if ! "$root/.venv/bin/python" -c 'import sys' 2>/dev/null || ! "$root/.venv/bin/python" -m pip --version 2>/dev/null | grep -qF "$root/.venv/"; then
    rm -rf "$root/.venv"
    if ! "$python" -m venv "$root/.venv" >/dev/null 2>&1; then
      rm -rf "$root/.venv"
      apt_install "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
      "$python" -m venv "$root/.venv"
    fi
  fi
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e "$root"
  printf '%s' "$wanted" >"$root/.venv/.stamp-${lock##*/}"
}
