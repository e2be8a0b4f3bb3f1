#!/bin/sh
# Builds ./mlsvc: installs the pinned Bun and the packages of the lock file, generates the registry of models and the
# WebAssembly kernels, compiles the executable, and runs its self-test. An executable that fails it is not kept. For another
# platform, the self-test is run on an executable for this machine.
# Usage: ./build.sh [linux-x64 | linux-x64-baseline | linux-arm64 | linux-x64-musl | linux-arm64-musl]
set -eu
cd "$(dirname "$0")"

target=${1:-}
case "$target" in
  "" | linux-x64 | linux-x64-baseline | linux-arm64 | linux-x64-musl | linux-arm64-musl) ;;
  *)
    echo "build.sh: unknown target \"$target\"; one of linux-x64, linux-x64-baseline, linux-arm64, linux-x64-musl, linux-arm64-musl" >&2
    exit 2
    ;;
esac

pinned=$(sed -n 's/^ *"bun": "\([0-9.]*\)".*/\1/p' package.json | head -n 1)
PATH="$PWD/node_modules/.bin:$PATH"

# Unless it is here already, install the pinned Bun from the npm registry, with npm or with another version of Bun.
if [ "$(bun --version 2>/dev/null || true)" != "$pinned" ]; then
  if command -v npm >/dev/null 2>&1; then
    tools="$PWD/node_modules/.bun-$pinned"
    [ -x "$tools/node_modules/.bin/bun" ] || npm install --silent --no-audit --no-fund --prefix "$tools" "bun@$pinned"
    PATH="$tools/node_modules/.bin:$PATH"
  elif command -v bun >/dev/null 2>&1; then
    bun install --frozen-lockfile
  else
    echo "build.sh: needs Node with npm, or Bun" >&2
    exit 1
  fi
fi
bun install --frozen-lockfile
if [ "$(bun --version)" != "$pinned" ]; then
  echo "build.sh: expected Bun $pinned, found $(bun --version)" >&2
  exit 1
fi

bun scripts/registry.ts
bun scripts/kernels.ts

# Compiled into a folder of its own: ./mlsvc is replaced only after the new executable has passed its self-test.
built=$(mktemp -d "$PWD/.bun-build.XXXXXX")
trap 'rm -rf "$built"' EXIT
bun scripts/compile.ts "$built/mlsvc"
"$built/mlsvc" --selftest

if [ -z "$target" ]; then
  mv "$built/mlsvc" mlsvc
else
  bun scripts/compile.ts "mlsvc-$target" "$target"
  echo "built mlsvc-$target"
fi
