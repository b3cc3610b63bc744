"""Variants of a configuration, tried on made-up pictures."""

from __future__ import annotations

import json
import tempfile
import unittest
from contextlib import redirect_stdout
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from unittest import mock

import reference  # noqa: F401  (puts training/ on the path)
from PIL import Image
from scenes import MeanColours, scenes
from tiny_run import TINY, pictures

import variants
from ddgan.trainer import Trainer
from measures import features


class VariantsTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(mock.patch.dict(features.NETWORKS, {"inception": MeanColours}))
        (self.folder / "weights" / "inception").mkdir(parents=True)
        (self.folder / "data").mkdir()
        for index, picture in enumerate(scenes(160, 1, side=32)):
            Image.fromarray(picture.permute(1, 2, 0).contiguous().numpy()).save(self.folder / "data" / f"{index}.png")
        (self.folder / "config.json").write_text(json.dumps({**asdict(TINY), "augment": []}))
        first = Trainer(TINY, pictures(10))
        first.train_step()
        first.save(self.folder / "start.pt", {})

    def run_with(self, *tries: str) -> str:
        options = "--start {0}/start.pt --config {0}/config.json --data {0}/data --weights {0}/weights --out {0}/tried"
        command = f"{options.format(self.folder)} --images 12 --count 8".split()
        for words in tries:
            command += ["--try", *words.split()]
        printed = StringIO()
        with redirect_stdout(printed):
            variants.main(command)
        return printed.getvalue()

    def test_each_begins_alike_and_a_second_call_goes_on(self) -> None:
        printed = self.run_with("base", "again")
        base, again = (self.folder / "tried" / name for name in ("base", "again"))
        reports = [json.loads((folder / "report.json").read_text()) for folder in (base, again)]
        self.assertEqual(reports[0]["inception"], reports[1]["inception"])
        self.assertEqual((reports[0]["images"], reports[0]["inception"]["n"]), (12, 8))
        self.assertRegex(printed, r"\| base \|  \| [0-9.]+ \| inception \| [0-9.-]+ \+- [0-9.]+ \|")
        # What was lost is done again, from its checkpoint; what is there stays.
        (again / "report.json").unlink()
        (base / "report.json").write_text(json.dumps({**reports[0], "images": 99}))
        printed = self.run_with("base", "again", "l1 l1_weight=1 lr_g=1e-4")
        self.assertEqual(json.loads((base / "report.json").read_text())["images"], 99)
        self.assertEqual(json.loads((again / "report.json").read_text())["inception"], reports[1]["inception"])
        self.assertIn("| l1 | l1_weight=1 lr_g=1e-4 |", printed)
        changed = json.loads((self.folder / "tried" / "l1" / "report.json").read_text())
        self.assertNotEqual(changed["inception"], reports[0]["inception"])

    def test_wrong_settings_are_found_before_anything_is_trained(self) -> None:
        for wrong, message in (("l2_weight=1", "unknown settings"), ("l1_weight", "NAME=VALUE")):
            with self.assertRaisesRegex(ValueError, message):
                self.run_with("base", f"wrong {wrong}")
        self.assertFalse((self.folder / "tried" / "base" / "checkpoint.pt").exists())


if __name__ == "__main__":
    unittest.main()
