"""Settings that must hold before any library is imported, and what several folders of tests share."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A job in the background of a script ignores Ctrl-C and hands that on; programs that are tested must hear it.
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["ANONYMIZED_TELEMETRY"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

sys.path.insert(0, str(Path(__file__).parent))  # tests import embedders.py by its name

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
