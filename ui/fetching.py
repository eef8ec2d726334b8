"""Fetching documents from their official source into the library folder, by the settings. Nothing here prints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # httpx and the readers take a second to import, and plain files need none of them
    from ingest.official.manners import Pace
    from ingest.official.opening import Places
    from ingest.official.outcome import FetchReport
    from ingest.official.starter import Wanted

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
    """Tell files, CELEX numbers, acts' names and web addresses apart; raises NotUnderstood for what is none of them.

    A name that several acts share stands for all of them.
    """
    from ingest.names import acts_named  # noqa: PLC0415
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
        elif acts := acts_named(argument):
            wanted += [known.get(celex, Wanted(celex)) for celex in acts]
        else:
            raise NotUnderstood(
                f"{argument} is no file or folder that exists, no CELEX number like 32024R1351, no name like GDPR "
                "and no address that begins with https://; check the spelling."
            )
    return Asked(tuple(paths), tuple(dict.fromkeys(wanted)))


def fetch(
    settings: SourceSettings,
    wanted: Sequence[Wanted],
    languages: str | None,
    show: Show,
    *,
    refresh: bool = False,
    versions: bool = False,
    pace: Pace | None = None,
) -> FetchReport:
    """Fetch documents into the library folder; with `refresh` also what it holds by earlier fetches.

    `languages` ("en,de") stands before those of the settings; `versions` brings the acts' consolidated texts and
    corrigenda too. What is named here is fetched though it was removed before. Raises NotUnderstood, Busy, Refused,
    BadManifest.
    """
    from ingest.official.celex import languages_of  # noqa: PLC0415
    from ingest.official.opening import open_sources  # noqa: PLC0415
    from ingest.official.starter import Follow  # noqa: PLC0415
    from ingest.official.sync import bring, fetched_before, label, to_bring  # noqa: PLC0415

    spoken = languages_of(languages or settings.languages)
    if versions:
        wanted = [replace(one, follow=Follow.ALL) for one in wanted]
    with open_sources(places(settings), pace) as sources:
        before = fetched_before(sources.shelf) if refresh else ()
        pairs = to_bring(wanted, spoken, before)
        if not refresh:
            sources.shelf.take_back([label(*pair) for pair in pairs])
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


def planned(
    settings: SourceSettings, languages: str | None, wanted: Sequence[Wanted] | None = None
) -> list[dict[str, Any]]:
    """What fetching would ask for, without asking: name, language, group, and whether the library has it.

    Without `wanted` it is what a sync would ask for: the starter library and what was fetched before.
    """
    from ingest.official.celex import languages_of  # noqa: PLC0415
    from ingest.official.shelf import Shelf  # noqa: PLC0415
    from ingest.official.starter import starter  # noqa: PLC0415
    from ingest.official.sync import fetched_before, label, to_bring  # noqa: PLC0415

    shelf = Shelf(settings.home / LIBRARY)
    before, left_out = fetched_before(shelf), shelf.left_out()
    here = {(one.name, language if one.celex else "") for one, language in before}
    spoken = languages_of(languages or settings.languages)
    pairs = to_bring(starter(), spoken, before) if wanted is None else to_bring(wanted, spoken)
    return [
        {"name": one.name, "language": language, "group": one.group, "here": (one.name, language) in here}
        for one, language in pairs
        if wanted is not None or label(one, language) not in left_out
    ]


def take_out(settings: SourceSettings, ids: Collection[str]) -> list[str]:
    """Remove fetched documents from the library folder, so that no sync brings them back; returns their ids.

    Files that people put anywhere are left alone. Raises Busy and BadManifest.
    """
    folder = settings.home / LIBRARY
    if not folder.is_dir():
        return []
    from ingest.official.shelf import Shelf  # noqa: PLC0415
    from ingest.official.sync import label, wanted_of  # noqa: PLC0415

    shelf = Shelf(folder)
    with shelf.held():
        entries = [entry for entry in shelf.entries() if entry.get("id") in ids and wanted_of(entry)]
        shelf.take_out(entries, [label(*pair) for entry in entries if (pair := wanted_of(entry))])
    return [str(entry["id"]) for entry in entries]
