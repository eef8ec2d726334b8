"""`python -m eval.tuning ranking` and `python -m eval.tuning answerability` fit the shipped weights anew.

Both need the published index of the shared corpus and the briefs (`euma reindex`), write into `assistant/`, and print
what the weights reach on the test split and on acts without a guide. Fit the ranking first: the other builds on it.
`python -m eval.tuning ablation` writes nothing and prints what each part of the retrieval is worth.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

from assistant.settings import Settings
from eval.tuning.ablation import ablation
from eval.tuning.fitting import Bench, fit_answerability, fit_ranking

FITS: dict[str, Callable[[Bench, Path], Iterator[str]]] = {
    "ranking": fit_ranking,
    "answerability": fit_answerability,
    "ablation": lambda bench, _: ablation(bench),
}


def main() -> int:
    """Does one of the three; 0 when it is done."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="python -m eval.tuning", description=__doc__)
    parser.add_argument("what", choices=sorted(FITS))
    parser.add_argument("--out", type=Path, default=Path(str(files("assistant"))), help="folder to write to")
    parser.add_argument("--share", type=float, default=1.0, help="share of the written questions to learn from")
    arguments = parser.parse_args()
    with Bench.open(Settings(), arguments.share) as bench:
        for line in FITS[arguments.what](bench, arguments.out):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
