"""The address that makes briefing notes: a page to print, a Word file, a Markdown file; nothing is kept."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from ui.note import BadNote, notes
from ui.note_files import docx, markdown, note_main
from ui.page import page
from ui.reading import Reading, sorry

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def add_notes(app: FastAPI, reading: Reading) -> None:
    """Add /note, which takes the records of the page as a form."""

    @app.post("/note")
    async def note(request: Request) -> Response:
        seen, today = reading.visit(request.scope), reading.today
        t = seen.t
        try:
            sent = parse_qs((await request.body()).decode(), max_num_fields=10)
            made = notes(sent["records"][0])
            kind = sent.get("format", ["print"])[0]
        except (BadNote, ValueError, KeyError):
            said = t("The note could not be made. Try again; the answer is still here.")
            return HTMLResponse(sorry(seen, said), 400)
        name = f"euma-{today().isoformat()}"
        if kind == "docx":
            written = await run_in_threadpool(docx, made, t, today())
            return Response(written, media_type=_WORD, headers=_attached(f"{name}.docx"))
        if kind == "md":
            words = markdown(made, t, today())
            return Response(words, media_type="text/markdown; charset=utf-8", headers=_attached(f"{name}.md"))
        return HTMLResponse(page(t("Briefing note"), note_main(made, t, today()), seen))


def _attached(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
