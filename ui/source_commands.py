"""`euma sources add | sync | remove`: bring documents in and take them out, then publish the index."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui import fetching
from ui.fetching import LIBRARY
from ui.probing import Show
from ui.terminal import fail
from ui.updating import Update, update_index

if TYPE_CHECKING:  # they take a second to import, and plain files need none of them
    from index.report import ReindexReport
    from ingest.official.manners import Pace
    from ingest.official.outcome import FetchReport

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Spoken = Annotated[str | None, typer.Option(help="Languages with commas, like en,de,fr; EUMA_LANGUAGES, else en.")]
Only = Annotated[bool, typer.Option("--fetch-only", help="Fetch into the library folder and index nothing.")]
Versions = Annotated[bool, typer.Option("--versions", help="Fetch the acts' consolidated texts and corrigenda too.")]
OK, PARTLY = 0, 4
Bar = Callable[..., AbstractContextManager[Show]]


def _said(fetched: FetchReport | None, indexed: ReindexReport | None, *, as_json: bool, dry_run: bool = False) -> str:
    from ui.report_text import report_text  # noqa: PLC0415
    from ui.source_text import fetch_object, fetch_text  # noqa: PLC0415

    if as_json:
        parts = {
            "fetched": fetch_object(fetched) if fetched else None,
            "indexed": asdict(indexed) if indexed else None,
        }
        return json.dumps(parts, ensure_ascii=False)
    texts = [fetch_text(fetched) if fetched else "", report_text(indexed, dry_run=dry_run) if indexed else ""]
    return "\n".join(filter(None, texts)) or "There is nothing to do."


def _foreseen(plan: list[dict[str, Any]], would: ReindexReport | None, *, as_json: bool) -> str:
    """What a dry run tells: the documents that would be asked for, and what indexing files would do."""
    from ui.report_text import report_text  # noqa: PLC0415
    from ui.source_text import planned_text  # noqa: PLC0415

    if as_json:
        return json.dumps({"planned": plan} | ({"indexed": asdict(would)} if would else {}), ensure_ascii=False)
    texts = [planned_text(plan)] if plan or would is None else []
    return "\n".join([*texts, *([report_text(would, dry_run=True)] if would else [])])


def _code(fetched: FetchReport | None, indexed: ReindexReport | None) -> int:
    is_whole = (fetched is None or fetched.is_complete) and not (indexed and indexed.failed)
    return OK if is_whole else PARTLY


def register(
    sources_app: typer.Typer,
    read_settings: Callable[[], Any],
    bar: Bar,
    update: Update = update_index,
    pace: Callable[[], Pace | None] = lambda: None,
) -> None:
    """Put `add`, `sync` and `remove` into the group `euma sources`.

    `bar(quiet=…)` shows progress; `pace` is for tests. Exit code 4 when a document could not be had or indexed.
    """

    def index(settings: Any, paths: Sequence[Path], show: Show, *, fetch_only: bool) -> ReindexReport | None:
        return update(settings, paths, show) if paths and not fetch_only else None

    @sources_app.command("add")
    def sources_add(
        what: Annotated[
            list[str], typer.Argument(help="Files, folders, CELEX numbers (32024R1351), names (GDPR), web addresses.")
        ],
        languages: Spoken = None,
        versions: Versions = False,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Say what would be done; fetch and change nothing.")
        ] = False,
        fetch_only: Only = False,
        json_output: AsJson = False,
    ) -> None:
        """Add documents: files and folders, acts by CELEX number from the Publications Office, web pages by address."""
        asked, settings, fetched = fetching.sorted_arguments(what), read_settings(), None
        if dry_run:
            plan = fetching.planned(settings, languages, asked.wanted) if asked.wanted else []
            with bar(quiet=json_output) as show:
                would = update(settings, asked.paths, show, dry_run=True) if asked.paths else None
            typer.echo(_foreseen(plan, would, as_json=json_output))
            raise typer.Exit(_code(None, would))
        with bar(quiet=json_output) as show:
            if asked.wanted:
                fetched = fetching.fetch(settings, asked.wanted, languages, show, versions=versions, pace=pace())
            if fetched and not asked.paths:
                fetching.require_some(fetched, settings)
            paths = [*asked.paths, *(fetched.files if fetched else ())]
            indexed = index(settings, paths, show, fetch_only=fetch_only)
        typer.echo(_said(fetched, indexed, as_json=json_output))
        raise typer.Exit(_code(fetched, indexed))

    @sources_app.command("sync")
    def sources_sync(
        languages: Spoken = None,
        versions: Versions = False,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be asked for; ask nothing.")] = False,
        fetch_only: Only = False,
        json_output: AsJson = False,
    ) -> None:
        """Fetch what is missing or has changed of the starter library and of earlier additions, then index it."""
        from ingest.official.starter import starter  # noqa: PLC0415

        settings = read_settings()
        if dry_run:
            typer.echo(_foreseen(fetching.planned(settings, languages), None, as_json=json_output))
            raise typer.Exit(OK)
        with bar(quiet=json_output) as show:
            fetched = fetching.fetch(settings, starter(), languages, show, refresh=True, versions=versions, pace=pace())
            fetching.require_some(fetched, settings)
            paths = [settings.home / LIBRARY] if fetched.files else []
            indexed = index(settings, paths, show, fetch_only=fetch_only)
        typer.echo(_said(fetched, indexed, as_json=json_output))
        raise typer.Exit(_code(fetched, indexed))

    @sources_app.command("remove")
    def sources_remove(
        ids: Annotated[list[str], typer.Argument(help="Document ids, as `euma sources list` shows them.")],
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change and change nothing.")] = False,
        json_output: AsJson = False,
    ) -> None:
        """Remove documents from the index, fetched ones from the library too; `euma rollback` brings answers back."""
        settings = read_settings()
        files = _files_of(settings, ids)
        taken = [] if dry_run else fetching.take_out(settings, ids)
        with bar(quiet=json_output) as show:
            indexed = update(settings, [], show, remove_ids=ids, dry_run=dry_run)
        said = _said(None, indexed, as_json=json_output, dry_run=dry_run)
        if json_output:
            said = json.dumps(json.loads(said)["indexed"], ensure_ascii=False)
        else:
            stay = [path for identifier, path in files.items() if identifier not in taken and path.exists()]
            said += "".join(f"\nThe file {path} stays; indexing its folder adds it again." for path in stay)
        typer.echo(said)
        raise typer.Exit(_code(None, indexed))


def _files_of(settings: Any, ids: Sequence[str]) -> dict[str, Path]:
    """The files that documents were read from, by id; ends with one sentence when one of `ids` is not indexed."""
    from index.reader import OpenIndex  # noqa: PLC0415

    with OpenIndex.open(settings.home) as opened:
        known = {source.id for source in opened.documents()}
        if unknown := [i for i in ids if i not in known]:
            fail(f"Not indexed: {', '.join(unknown)}. Run: euma sources list, to see the ids.")
        return {i: opened.path(i) for i in ids}
