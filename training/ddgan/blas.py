"""Which BLAS multiplies PyTorch's matrices: the plain one makes a CPU up to three times slower.

    cd training && python3 -m ddgan.blas
"""

from __future__ import annotations

import re
from pathlib import Path

import torch

_LIBRARIES = {"openblas": "OpenBLAS", "mkl": "MKL", "blis": "BLIS", "atlas": "ATLAS"}


def blas_library() -> str:
    """OpenBLAS, MKL, BLIS, ATLAS or reference; where none of these is known to be loaded, what PyTorch was built with."""
    built_with = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
    name = built_with.group(1) if built_with else "unknown"
    # "generic" is whatever libblas.so.3 the system has at the time, as in Debian's PyTorch.
    return _loaded_library() or "reference" if name == "generic" else _LIBRARIES.get(name, name)


def _loaded_library() -> str | None:
    maps = Path("/proc/self/maps")
    loaded = maps.read_text() if maps.exists() else ""
    return next((title for name, title in _LIBRARIES.items() if re.search(rf"/[^\n]*{name}[^\n]*\.so", loaded)), None)


if __name__ == "__main__":
    print(blas_library())
