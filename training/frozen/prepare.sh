#!/bin/sh
# Fetches two npm packages and unpacks the weights of frozen networks: prepare.sh FOLDER
# nsfwjs (MIT): an Inception v3 and a MobileNet v2; @vladmandic/face-api (MIT): a face descriptor, dlib's (public domain).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cache=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # PACKAGE VERSION NAME: unpacked under $work/NAME
  (cd "$work" && npm pack --silent "$1@$2" >"$3.file")
  mkdir "$work/$3"
  tar -xzf "$work/$(tail -n 1 "$work/$3.file")" -C "$work/$3" --strip-components=1
}

fetch nsfwjs 4.3.0 nsfwjs
fetch @vladmandic/face-api 1.7.15 face-api
node "$here/unpack.mjs" "$work/nsfwjs/dist/models/inception_v3" "$cache/inception"
node "$here/unpack.mjs" "$work/nsfwjs/dist/models/mobilenet_v2" "$cache/mobilenet"
cp "$work/nsfwjs/LICENSE" "$cache/inception/LICENSE"
cp "$work/nsfwjs/LICENSE" "$cache/mobilenet/LICENSE"
mkdir -p "$cache/face"
cp "$work/face-api/model/face_recognition_model.bin" "$cache/face/weights.bin"
cp "$work/face-api/model/face_recognition_model-weights_manifest.json" "$cache/face/manifest.json"
cp "$work/face-api/LICENSE" "$cache/face/LICENSE"
echo "weights are in $cache"
