"""Share of pictures in which OpenCV's frontal face detector (Viola and Jones) finds a face."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from torch import Tensor

_CASCADE = "haarcascade_frontalface_default.xml"
_FOLDERS = ("/usr/share/opencv4/haarcascades", "/usr/share/opencv/haarcascades")
_ENLARGED_SIDE = 256
_SCALE_FACTOR, _NEIGHBOURS, _SMALLEST_FACE = 1.1, 4, 80


def find_cascade() -> Path:
    """The detector's data, as Debian's opencv-data installs it or OpenCV's Python package brings it."""
    import cv2

    folders = [*_FOLDERS, *([cv2.data.haarcascades] if hasattr(cv2, "data") else [])]
    for folder in folders:
        path = Path(folder) / _CASCADE
        if path.exists():
            return path
    raise FileNotFoundError(f"{_CASCADE} is missing: apt-get install opencv-data")


def load_detector(cascade: Path | None = None):
    """OpenCV's detector.

    Raises ImportError or FileNotFoundError, with what to install, where OpenCV or its cascade is missing.
    """
    try:
        import cv2
    except ImportError as missing:
        raise ImportError("the detection rate needs OpenCV: apt-get install python3-opencv opencv-data") from missing
    return cv2.CascadeClassifier(str(cascade or find_cascade()))


def detections(images: Tensor, cascade: Path | None = None) -> np.ndarray:
    """Whether a face is found, per picture of uint8 [N, 3, S, S].

    Pictures are enlarged to 256 pixels by cubic interpolation, 64-pixel ones 4 times, so that the detector's sizes
    mean the same at every resolution.
    """
    detector = load_detector(cascade)
    import cv2

    found = []
    for picture in images.permute(0, 2, 3, 1).numpy():
        large = cv2.resize(picture, (_ENLARGED_SIDE, _ENLARGED_SIDE), interpolation=cv2.INTER_CUBIC)
        grey = cv2.cvtColor(large, cv2.COLOR_RGB2GRAY)
        faces = detector.detectMultiScale(
            grey, scaleFactor=_SCALE_FACTOR, minNeighbors=_NEIGHBOURS, minSize=(_SMALLEST_FACE, _SMALLEST_FACE)
        )
        found.append(len(faces) > 0)
    return np.array(found)


def detection_rate(samples: Tensor, photographs: Tensor) -> dict[str, float]:
    """Rates of both sets, and their `ratio`."""
    generated, real = detections(samples).mean().item(), detections(photographs).mean().item()
    return {"ratio": generated / real if real else float("nan"), "generated": generated, "real": real}
