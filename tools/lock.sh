#!/bin/sh
# Resolve pyproject.toml into the lock files, for every Python from 3.11 and every platform.
set -eu
cd "$(dirname "$0")/.."
UV=$(command -v uv || command -v .venv/bin/uv) || {
    echo "uv was not found: install it ('pipx install uv'), only those who renew the lock need it." >&2
    exit 1
}
compile() {
    "$UV" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --quiet "$@"
}
compile -o requirements.lock
compile --group dev -c requirements.lock -o requirements-dev.lock
compile --group dev --group bench -c requirements-dev.lock -o requirements-bench.lock
