#!/bin/sh
# Builds ./mlsvc: gets the pinned Bun, installs from the lock file, writes the registry and the kernels, compiles, tests the result.
# A program that fails its self-test is not kept. For another machine, this machine's build is tested in its place.
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

# The pinned Bun, from the npm registry, by whatever is here: itself, another Bun, or npm.
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

# Here, so that ./mlsvc stays what it was until the new one has passed.
built=$(mktemp -d "$PWD/.bun-build.XXXXXX")
trap 'rm -rf "$built"' EXIT
bun scripts/compile.ts "$built/mlsvc"
"$built/mlsvc" --selftest

if [ -z "$target" ]; then
  mv "$built/mlsvc" mlsvc
else
  # Bun's executable for the target is an npm package too: no other download.
  package=bun-$(echo "$target" | sed 's/arm64/aarch64/; s/-x64-baseline$/-x64-baseline/')
  tools="$PWD/node_modules/.bun-$target-$pinned"
  mkdir -p "$tools"
  [ -f "$tools/package.json" ] || echo '{"private":true}' >"$tools/package.json"
  case "$target" in *arm64*) cpu=arm64 ;; *) cpu=x64 ;; esac
  (cd "$tools" && bun add --exact --os=linux --cpu="$cpu" "@oven/$package@$pinned")
  bun scripts/compile.ts "mlsvc-$target" "bun-$target" "$tools/node_modules/@oven/$package/bin/bun"
  echo "built mlsvc-$target"
fi
