"""`euma sources add` and `euma sources sync`: fetch documents from their official source, then index them.

The functions take settings and callbacks and print nothing; `register` puts a thin command line around them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

if TYPE_CHECKING:  # httpx and the readers take a second to import, and plain files need none of them
    from index.report import ReindexReport
    from ingest.official.manners import Pace
    from ingest.official.opening import Places
    from ingest.official.outcome import FetchReport
    from ingest.official.starter import Wanted

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Spoken = Annotated[str | None, typer.Option(help="Languages with commas, like en,de,fr; EUMA_LANGUAGES, else en.")]
Only = Annotated[bool, typer.Option("--fetch-only", help="Fetch into the library folder and index nothing.")]
OK, PARTLY = 0, 4
LIBRARY, CACHE = "library", "fetched"
"""Folders in the home folder: documents for reading and indexing, and what the servers answered."""


class SourceSettings(Protocol):
    """What fetching reads of the settings: EUMA_HOME, EUMA_MIRROR, EUMA_PROXY, EUMA_LANGUAGES."""

    @property
    def home(self) -> Path: ...  # noqa: D102
    @property
    def mirror(self) -> str | None: ...  # noqa: D102
    @property
    def proxy(self) -> str | None: ...  # noqa: D102
    @property
    def languages(self) -> str: ...  # noqa: D102


Show = Callable[[str, int, int, str], None]
"""Progress: stage, done, total, what is at hand."""
Bar = Callable[..., AbstractContextManager[Show]]
Update = Callable[[Any, Sequence[Path], Show], "ReindexReport"]
"""Indexes paths with the given settings."""


@dataclass(frozen=True)
class Asked:
    """Arguments sorted by what they are: files and folders, and documents to fetch."""

    paths: tuple[Path, ...] = ()
    wanted: tuple[Wanted, ...] = ()


def places(settings: SourceSettings) -> Places:
    """Where documents come from and go to, by the settings; an empty EUMA_MIRROR or EUMA_PROXY counts as none."""
    from ingest.official.opening import Places  # noqa: PLC0415

    home = settings.home
    return Places(home / LIBRARY, home / CACHE, mirror=settings.mirror or None, proxy=settings.proxy or None)


def sorted_arguments(arguments: Sequence[str]) -> Asked:
    """Tell files, CELEX numbers and web addresses apart; raises NotUnderstood for an argument that is none of them."""
    from ingest.official.celex import celex_in  # noqa: PLC0415
    from ingest.official.errors import NotUnderstood  # noqa: PLC0415
    from ingest.official.starter import Wanted, starter  # noqa: PLC0415

    known = {one.name: one for one in starter()}
    paths: list[Path] = []
    wanted: list[Wanted] = []
    for argument in arguments:
        if Path(argument).exists():
            paths.append(Path(argument))
        elif celex := celex_in(argument):
            wanted.append(known.get(celex, Wanted(celex)))
        elif argument.lower().startswith(("http://", "https://")):
            wanted.append(known.get(argument, Wanted(url=argument)))
        else:
            raise NotUnderstood(
                f"{argument} is no file or folder that exists, no CELEX number like 32024R1351 and no address that "
                "begins with https://; check the spelling."
            )
    return Asked(tuple(paths), tuple(dict.fromkeys(wanted)))


def fetch(
    settings: SourceSettings,
    wanted: Sequence[Wanted],
    languages: str | None,
    show: Show,
    *,
    refresh: bool = False,
    pace: Pace | None = None,
) -> FetchReport:
    """Fetch documents into the library folder; with `refresh` also what it holds by earlier fetches.

    `languages` ("en,de") stands before those of the settings. Raises NotUnderstood, Busy, Refused, BadManifest.
    """
    from ingest.official.celex import languages_of  # noqa: PLC0415
    from ingest.official.opening import open_sources  # noqa: PLC0415
    from ingest.official.sync import bring, fetched_before, to_bring  # noqa: PLC0415

    spoken = languages_of(languages or settings.languages)
    with open_sources(places(settings), pace) as sources:
        before = fetched_before(sources.shelf) if refresh else ()
        pairs = to_bring(wanted, spoken, before)
        return bring(sources, pairs, lambda step: show("fetch", step.done, step.total, step.detail))


def require_some(report: FetchReport, settings: SourceSettings) -> None:
    """Raise CannotFetch, one sentence with the next step, when a server was out of reach and nothing was had."""
    from ingest.official.errors import CannotFetch  # noqa: PLC0415

    if report.stopped and all(one.outcome == "failed" for one in report.documents):
        raise CannotFetch(f"{report.stopped.rstrip('.')}. {_advice(settings)}")


def _advice(settings: SourceSettings) -> str:
    if settings.mirror:
        return "Check EUMA_MIRROR, and that the mirror is connected."
    if settings.proxy:
        return "Check EUMA_PROXY, or set EUMA_MIRROR to a folder or address that has the documents."
    return "Set EUMA_PROXY to your network's proxy, or EUMA_MIRROR to a folder or address that has the documents."


def planned(settings: SourceSettings, languages: str | None) -> list[dict[str, Any]]:
    """What a sync would ask for, without asking: name, language, group, and whether the library has it."""
    from ingest.official.celex import languages_of  # noqa: PLC0415
    from ingest.official.shelf import Shelf  # noqa: PLC0415
    from ingest.official.starter import starter  # noqa: PLC0415
    from ingest.official.sync import fetched_before, to_bring  # noqa: PLC0415

    before = fetched_before(Shelf(settings.home / LIBRARY))
    here = {(one.name, language if one.celex else "") for one, language in before}
    pairs = to_bring(starter(), languages_of(languages or settings.languages), before)
    return [
        {"name": one.name, "language": language, "group": one.group, "here": (one.name, language) in here}
        for one, language in pairs
    ]


def _said(fetched: FetchReport | None, indexed: ReindexReport | None, *, as_json: bool) -> str:
    from ui.report_text import report_text  # noqa: PLC0415
    from ui.source_text import fetch_object, fetch_text  # noqa: PLC0415

    if as_json:
        parts = {
            "fetched": fetch_object(fetched) if fetched else None,
            "indexed": asdict(indexed) if indexed else None,
        }
        return json.dumps(parts, ensure_ascii=False)
    texts = [fetch_text(fetched) if fetched else "", report_text(indexed, dry_run=False) if indexed else ""]
    return "\n".join(filter(None, texts)) or "There is nothing to do."


def _code(fetched: FetchReport | None, indexed: ReindexReport | None) -> int:
    is_whole = (fetched is None or fetched.is_complete) and not (indexed and indexed.failed)
    return OK if is_whole else PARTLY


def _compose_update(settings: Any, paths: Sequence[Path], show: Show) -> ReindexReport:
    from assistant.compose import update  # noqa: PLC0415

    return update(settings, paths, progress=lambda p: show(p.stage, p.done, p.total, p.detail))


def register(
    sources_app: typer.Typer,
    read_settings: Callable[[], Any],
    bar: Bar,
    update: Update = _compose_update,
    pace: Callable[[], Pace | None] = lambda: None,
) -> None:
    """Put `add` and `sync` into the group `euma sources`.

    `bar(quiet=…)` shows progress; `pace` is for tests. Exit code 4 when a document could not be had or indexed.
    """

    def index(settings: Any, paths: Sequence[Path], show: Show, *, fetch_only: bool) -> ReindexReport | None:
        return update(settings, paths, show) if paths and not fetch_only else None

    @sources_app.command("add")
    def sources_add(
        what: Annotated[list[str], typer.Argument(help="Files, folders, CELEX numbers (32024R1351), web addresses.")],
        languages: Spoken = None,
        fetch_only: Only = False,
        json_output: AsJson = False,
    ) -> None:
        """Add documents: files and folders, acts by CELEX number from the Publications Office, web pages by address."""
        asked, settings, fetched = sorted_arguments(what), read_settings(), None
        with bar(quiet=json_output) as show:
            if asked.wanted:
                fetched = fetch(settings, asked.wanted, languages, show, pace=pace())
            if fetched and not asked.paths:
                require_some(fetched, settings)
            paths = [*asked.paths, *(fetched.files if fetched else ())]
            indexed = index(settings, paths, show, fetch_only=fetch_only)
        typer.echo(_said(fetched, indexed, as_json=json_output))
        raise typer.Exit(_code(fetched, indexed))

    @sources_app.command("sync")
    def sources_sync(
        languages: Spoken = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be asked for; ask nothing.")] = False,
        fetch_only: Only = False,
        json_output: AsJson = False,
    ) -> None:
        """Fetch what is missing or has changed of the starter library and of earlier additions, then index it."""
        from ingest.official.starter import starter  # noqa: PLC0415

        settings = read_settings()
        if dry_run:
            from ui.source_text import planned_text  # noqa: PLC0415

            plan = planned(settings, languages)
            typer.echo(json.dumps({"planned": plan}, ensure_ascii=False) if json_output else planned_text(plan))
            raise typer.Exit(OK)
        with bar(quiet=json_output) as show:
            fetched = fetch(settings, starter(), languages, show, refresh=True, pace=pace())
            require_some(fetched, settings)
            paths = [settings.home / LIBRARY] if fetched.files else []
            indexed = index(settings, paths, show, fetch_only=fetch_only)
        typer.echo(_said(fetched, indexed, as_json=json_output))
        raise typer.Exit(_code(fetched, indexed))
