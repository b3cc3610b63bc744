"""Choice of the number of CPU threads on a machine that has other work as well."""

from __future__ import annotations

from statistics import median

import torch


class ThreadTuner:
    """Uses all threads while they help, one while they do not.

    The threads of one operation wait for each other, so a single busy core makes all of them together
    slower than one alone. All are tried again every now and then.
    """

    _SINGLE_STEPS = 30
    _SLOW_STEPS = 2

    def __init__(self, most: int) -> None:
        self.most = most
        self._single: list[float] = []
        self._slow = 0
        torch.set_num_threads(1)

    def observe(self, seconds: float) -> None:
        """Takes the duration of one step and sets the threads of the next."""
        if torch.get_num_threads() == 1:
            self._single.append(seconds)
            if len(self._single) >= self._SINGLE_STEPS:
                torch.set_num_threads(self.most)
                self._slow = 0
            return
        # A single slow step may just have been one with a penalty.
        self._slow = self._slow + 1 if seconds > median(self._single) else 0
        if self._slow >= self._SLOW_STEPS:
            torch.set_num_threads(1)
            self._single = []
