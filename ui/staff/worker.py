"""The program of one run: `python -m ui.staff.worker FOLDER`; see `ui.staff.runs`."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from ingest.official.storage import write_whole
from ui.staff.steps import Steps
from ui.staff.work import Parts, carry_out

if TYPE_CHECKING:
    from assistant.settings import Settings

logger = logging.getLogger(__name__)


def main(folder: Path, settings: Settings, parts: Parts | None = None) -> None:
    """Do the run in a folder and leave its result there; what goes wrong is in the result, one sentence."""
    with FileLock(folder / "lock"):
        (folder / "pid").write_text(str(os.getpid()))
        about = json.loads((folder / "task.json").read_text("utf-8"))
        result = _result(folder, about, settings, parts or Parts())
        write_whole(folder / "result.json", json.dumps(result, ensure_ascii=False).encode())


def _result(folder: Path, about: dict[str, Any], settings: Settings, parts: Parts) -> dict[str, Any]:
    from eval.items import BadItems  # noqa: PLC0415
    from eval.run import IndexChanged  # noqa: PLC0415
    from index.errors import IndexingError  # noqa: PLC0415
    from ingest.errors import IngestError  # noqa: PLC0415

    try:
        return {"ok": True, **carry_out(settings, about, folder, Steps(folder).show, parts)}
    except KeyboardInterrupt:
        return {"ok": False, "error": "Stopped. The published index is as it was; nothing is lost."}
    except (IndexingError, IngestError, IndexChanged, BadItems) as error:
        return {"ok": False, "error": str(error)}
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename or 'a file'}"
        return {"ok": False, "error": f"{what}. Check the permissions and the free disk space, then try again."}
    except SystemExit as error:  # a command's own sentence went to the log
        logger.error("ended with %s", error.code)
        return {"ok": False, "error": "It could not be done. What it said is in the log below."}
    except Exception:
        logger.exception("the run failed")
        message = "The program has a fault. Nothing was published. Try again; if it comes back, report the log below."
        return {"ok": False, "error": message}


if __name__ == "__main__":
    from ui.terminal import read_settings

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main(Path(sys.argv[1]), read_settings())
