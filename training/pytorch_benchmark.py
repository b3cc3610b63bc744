"""Times the published generators in PyTorch, which the product's own sampler is measured against.

    python3 training/pytorch_benchmark.py --config cifar10 --threads 2 --batch 1 --runs 5 --json

Weights are random; the time does not depend on them. Both memory layouts are tried and the faster one
counts. Where PyTorch is built against a replaceable BLAS (Debian's is), install a fast one first.
"""

from __future__ import annotations

import argparse
import json
import time
from statistics import median

import torch

from ddgan.blas import blas_library
from ddgan.generator import Generator, GeneratorConfig

_LARGE = {"image_size": 256, "num_channels_dae": 64, "ch_mult": (1, 1, 2, 2, 4, 4), "num_res_blocks": 2}
_WAVELET = {"num_channels": 12, "net_type": "wavelet", "num_channels_dae": 64, "num_res_blocks": 2}
_WAVELET_256 = {**_WAVELET, "image_size": 128, "ch_mult": (1, 2, 2, 2, 4)}
_WAVELET_512 = {**_WAVELET, "image_size": 256, "ch_mult": (1, 1, 2, 2, 4, 4)}

CONFIGS = {
    "cifar10": GeneratorConfig(
        image_size=32, num_channels_dae=128, ch_mult=(1, 2, 2, 2), num_res_blocks=2, n_mlp=4
    ),
    "celebahq256": GeneratorConfig(**_LARGE),
    "lsun256": GeneratorConfig(**_LARGE),
    "wavediff-celebahq256": GeneratorConfig(**_WAVELET_256),
    "wavediff-church256": GeneratorConfig(**_WAVELET_256),
    "wavediff-celebahq512": GeneratorConfig(**_WAVELET_512),
    "wavediff-celebahq1024": GeneratorConfig(
        **{**_WAVELET_512, "image_size": 512, "patch_size": 2, "attn_resolutions": ()}
    ),
}
_WARM_UPS = 2


def seconds_per_call(
    generator: Generator, batch: int, runs: int, memory_format: torch.memory_format
) -> list[tuple[float, float]]:
    """Durations of single forward passes after the warm-ups, and the processor time of all cores."""
    config = generator.config
    generator = generator.to(memory_format=memory_format)
    x = torch.randn(batch, config.num_channels, config.image_size, config.image_size)
    x = x.contiguous(memory_format=memory_format)
    t, z = torch.zeros(batch, dtype=torch.int64), torch.randn(batch, config.nz)
    durations = []
    with torch.no_grad():
        for run in range(_WARM_UPS + runs):
            start, used = time.perf_counter(), time.process_time()
            generator(x, t, z)
            if run >= _WARM_UPS:
                durations.append((time.perf_counter() - start, time.process_time() - used))
    return durations


def measure(name: str, threads: int, batch: int, runs: int) -> dict:
    """The median run of the faster memory layout, and the best single run of it."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    generator = Generator(CONFIGS[name]).eval()
    layouts = {"nchw": torch.contiguous_format, "nhwc": torch.channels_last}
    times = {
        layout: tuple(zip(*seconds_per_call(generator, batch, runs, value))) for layout, value in layouts.items()
    }
    layout = min(times, key=lambda key: median(times[key][0]))
    seconds, core_seconds = times[layout]
    return {
        "config": name,
        "secondsPerImageStep": median(seconds) / batch,
        "bestSecondsPerImageStep": min(seconds) / batch,
        "coreSecondsPerImageStep": median(core_seconds) / batch,
        "torch": torch.__version__,
        "blas": blas_library(),
        "threads": threads,
        "batch": batch,
        "runs": runs,
        "layout": layout,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", choices=sorted(CONFIGS), required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON line instead of a sentence")
    args = parser.parse_args()
    result = measure(args.config, args.threads, args.batch, args.runs)
    if args.json:
        print(json.dumps(result))
    else:
        print(
            f"{result['config']}: {result['secondsPerImageStep']:.4f} s an image and step "
            f"({result['layout']}, {result['threads']} threads, batch {result['batch']}, torch {result['torch']} with {result['blas']})"
        )


if __name__ == "__main__":
    main()
