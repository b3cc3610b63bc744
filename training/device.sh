#!/usr/bin/env bash
# One stage of training on a machine with an accelerator that starts bare and is given back after some minutes.
#
#   training/device.sh CONFIG DATA CARRIED OUT MINUTES [options of train.py]
#
# CARRIED is the folder that an earlier stage left as its OUT; where it holds no parts, a new run begins. What comes
# back in OUT: the checkpoint in parts of at most 15 MiB, metrics.jsonl, the last sheet. MINUTES are those of the
# clock, so a command limited to 10 minutes takes 8.5. Python needs PyTorch 2, NumPy and Pillow; nothing is downloaded.
set -euo pipefail
config=$1 data=$2 carried=$3 out=$4 minutes=$5
shift 5
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

resume=()
if [ -e "$carried/part-00" ]; then
  "$python" "$here/transfer_run.py" unpack "$carried" "$run"
  resume=(--resume)
fi
# 989 TFLOP/s: an H100 or H200 (SXM), dense bfloat16. Another chip's goes at the end, which overrides it.
"$python" "$here/train.py" --data "$data" --config "$config" --out "$run" --minutes 100000 --call-minutes "$minutes" \
  --peak-tflops 989 "${resume[@]}" "$@"
"$python" "$here/transfer_run.py" pack "$run" "$out"
cp "$(printf '%s\n' "$run"/sheets/*.png | tail -n 1)" "$out/sheet.png"
