"""The health page: index, models, memory, disk, last synchronisation, what waits."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from starlette.responses import Response

from index.generation import IndexHome
from ui.staff.calls import Call
from ui.staff.texts import StaffTexts

_LOW = 1_000_000_000
Fact = tuple[str, str, str]
"""What, its value, and a warning ("" when all is well)."""


def health_page(call: Call) -> Response:
    """Facts in groups, each with a warning where staff should act."""
    t = call.t
    parts = [
        (t("Index"), _index(call)),
        (t("Models"), _models(call)),
        (t("Machine"), _machine(call)),
        (t("Work"), _work(call)),
    ]
    return call.page(
        "health.html", t("Health"), parts_of=parts, warnings=[f for _, facts in parts for f in facts if f[2]]
    )


def _index(call: Call) -> list[Fact]:
    t, home = call.t, IndexHome(call.desk.home)
    current = home.current_or_none()
    if current is None:
        return [(t("Published"), t("nothing"), t("Nothing is indexed. Add documents on the documents page."))]
    manifest, answering = home.manifest(current), str(call.desk.assistant.status().get("generation"))
    behind = ""
    if answering != current:
        behind = t(
            "The chat still answers from {generation}. It follows within seconds; if not, restart it.",
            generation=answering,
        )
    return [
        (t("Published"), current, behind),
        (t("Built"), t.moment(manifest.built_at), ""),
        (t("Documents"), t.number(manifest.documents), ""),
        (t("Passages"), t.number(manifest.passages), ""),
        (t("Guide questions"), t.number(manifest.guide), ""),
        (t("Built by"), f"eu-migration-assistant {manifest.software}", ""),
        (t("Kept for rollback"), t.number(len(home.generations())), ""),
    ]


def _models(call: Call) -> list[Fact]:
    t, settings = call.t, call.desk.settings
    return [
        (t("Embedding model"), str(call.desk.assistant.status().get("embedding_model")), ""),
        (t("Language model"), settings.llm or t("none: answers are quotations"), ""),
    ]


def _machine(call: Call) -> list[Fact]:
    t, home = call.t, call.desk.home
    free, memory = shutil.disk_usage(home).free, resident()
    low = t("Little space is left. Remove old backups, or lower EUMA_KEEP_GENERATIONS.") if free < _LOW else ""
    return [
        (t("Memory of the server"), t.size(memory) if memory else t("not known"), ""),
        (t("Free disk space"), t.size(free), low),
        (t("Size of the home folder"), t.size(size_of(home)), ""),
        (t("Server started"), t.moment(datetime.fromtimestamp(call.desk.started, UTC).isoformat()), ""),
        (t("Running for"), t.lasting(time.time() - call.desk.started), ""),
    ]


def _work(call: Call) -> list[Fact]:
    desk, t = call.desk, call.t
    running, counts = desk.runs.current(), desk.feedback.counts()
    waiting = len(desk.feedback.unsettled())
    return [
        (t("Run going on"), _going(t, running.kind, running.by) if running else t("none"), ""),
        (t("Questions being answered now"), t.number(desk.traffic.now), ""),
        (t("Questions since the start"), t.number(desk.traffic.asked), ""),
        (t("Time to an answer"), _times(t, desk.traffic.seconds()), ""),
        (t("Last synchronisation"), _last_sync(t, desk.home / "library"), ""),
        (t("Readers said “right”"), t.number(counts["right"]), ""),
        (t("Questions that wait for staff"), t.number(waiting), ""),
        (t("Staff signed in"), t.number(desk.sessions.count()), ""),
    ]


def _going(t: StaffTexts, kind: str, by: str) -> str:
    kinds = {"plan": t("a plan"), "reindex": t("a reindex"), "evaluate": t("an evaluation")}
    return t("{kind}, started by {name}", kind=kinds.get(kind, kind), name=by)


def _times(t: StaffTexts, found: tuple[float, float] | None) -> str:
    if found is None:
        return t("not measured yet")
    return t("{half} s for half of them, {most} s for 95 %", half=t.decimal(found[0]), most=t.decimal(found[1]))


def _last_sync(t: StaffTexts, library: Path) -> str:
    """When the library's list was last written; fetching writes it."""
    try:
        when = (library / "manifest.json").stat().st_mtime
    except OSError:
        return t("never")
    return t.moment(datetime.fromtimestamp(when, UTC).isoformat())


def resident() -> int | None:
    """Bytes of memory that this program has now; None where the system does not say (only Linux does so cheaply)."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; files that vanish meanwhile count nothing."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(root) / name).lstat().st_size
            except OSError:
                continue
    return total
