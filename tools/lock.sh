#!/usr/bin/env bash
# Locks requirements/*.in to exact versions with hashes. No index address is written, so any mirror serves.
# Give --upgrade to move to newer releases; without it what is locked stays.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
uv=$(command -v ../.venv/bin/uv || command -v uv) || { echo "uv is missing: ./run setup dev"; exit 1; }
for name in base postgres build node dev; do
  echo "locking $name"
  "$uv" pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11.2 \
    --custom-compile-command './run lock' --output-file "$name.txt" "$@" "$name.in"
done
