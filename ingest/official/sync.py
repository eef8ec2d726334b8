"""Bringing documents into the library folder: what is missing or changed, each safe on disk before the next."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from ingest.errors import IngestError
from ingest.official.celex import act_of
from ingest.official.errors import CannotFetch, Damaged, NotThere, Unreachable
from ingest.official.following import acts_to_ask, followed
from ingest.official.opening import Sources
from ingest.official.outcome import Brought, FetchReport, Listener, Outcome, Step, Tally
from ingest.official.placing import place_page, place_text
from ingest.official.rendition import Record
from ingest.official.shelf import Entry, Shelf
from ingest.official.starter import Follow, Wanted

logger = logging.getLogger(__name__)
_GIVE_UP = 3  # documents in a row that a server failed to give: it is down, and each costs minutes of retries


def fetched_before(shelf: Shelf) -> tuple[tuple[Wanted, str], ...]:
    """What the library folder holds by earlier fetches, with languages; files that people put there are not counted.

    An act of which it holds a consolidated text or a corrigendum is followed: newer ones are wanted too.
    """
    return tuple(pair for entry in shelf.entries() if (pair := wanted_of(entry)))


def wanted_of(entry: Entry) -> tuple[Wanted, str] | None:
    """What a library entry was fetched for; None for a file that people put there."""
    if not isinstance(entry.get("fetched"), dict):
        return None
    celex = entry.get("celex")
    url = None if celex else entry["fetched"].get("address")
    follow = Follow.NEWER if celex and act_of(str(celex)) else Follow.NONE
    return Wanted(celex, url, follow=follow), str(entry.get("language", "en"))


def to_bring(
    wanted: Sequence[Wanted], languages: Sequence[str], before: Sequence[tuple[Wanted, str]] = ()
) -> tuple[tuple[Wanted, str], ...]:
    """Each work in each language, each page once, then what was fetched before besides; none twice."""
    pairs = [(one, language) for one in wanted for language in (languages if one.celex else [""])]
    pairs += [(one, language if one.celex else "") for one, language in before]
    found: dict[tuple[str, str], tuple[Wanted, str]] = {}
    for one, language in pairs:
        found.setdefault((one.name, language), (one, language))
    return tuple(found.values())


def bring(sources: Sources, pairs: Sequence[tuple[Wanted, str]], listener: Listener | None = None) -> FetchReport:
    """Fetch documents that are missing or have changed; what cannot be had is reported, and an older copy stays.

    What the library's keeper took out (`Shelf.left_out`) is passed over. The run ends early when a server cannot be
    reached or fails several times in a row: what is left is then reported as failed, and nothing is lost. Raises only
    BadManifest, when the library's or the mirror's manifest cannot be read.
    """
    run = _Run(sources, listener or (lambda _: None))
    asked = [pair for pair in pairs if label(*pair) not in run.left_out]
    languages = list(dict.fromkeys(language for _, language in asked if language))
    records = run.records(acts_to_ask(asked), languages)
    more = [pair for pair in followed(asked, records) if label(*pair) not in run.left_out]
    records |= run.records(acts_to_ask(more), languages)
    run.note_unfollowed(asked, records)
    for done, (one, language) in enumerate([*asked, *more]):
        run.step(done, len(asked) + len(more), label(one, language))
        run.bring(one, language, records.get(one.celex or ""), is_found=done >= len(asked))
    run.step(len(asked) + len(more), len(asked) + len(more), "")
    return run.tally.report()


def label(wanted: Wanted, language: str) -> str:
    """How a document is named: "32024R1351 de", or the address of a page."""
    return f"{wanted.name} {language}" if wanted.celex else wanted.name


class _Run:
    """One call of `bring`: what has been done, and which servers are not worth asking again."""

    def __init__(self, sources: Sources, listener: Listener) -> None:
        self._sources, self._shelf, self._listener = sources, sources.shelf, listener
        self._failures: dict[str, int] = {}
        self._down: dict[str, str] = {}
        self.left_out = sources.shelf.left_out()
        self.tally = Tally()

    def step(self, done: int, total: int, detail: str) -> None:
        """Tell how far it is."""
        self._listener(Step(done, total, detail))

    def records(self, celex: Sequence[str], languages: Sequence[str]) -> dict[str, Record]:
        """What the origin knows of the works; that it cannot be asked is a note, not a failure."""
        if not celex:
            return {}
        try:
            return self._sources.origin.records(celex, languages)
        except Unreachable as error:
            self._stop(self._sources.origin.name, str(error))
        except CannotFetch as error:
            self.tally.notes.append(f"Dates and titles could not be asked for; known ones stay. {error}")
        return {}

    def note_unfollowed(self, pairs: Sequence[tuple[Wanted, str]], records: Mapping[str, Record]) -> None:
        """Say of which acts other texts were wanted that nobody names."""
        for one in dict.fromkeys(one for one, _ in pairs if one.celex and one.follow is Follow.ALL):
            record = records.get(one.celex or "")
            if record is None or not (record.consolidated or record.corrigenda):
                name = self._sources.origin.name
                self.tally.notes.append(f"No consolidated text and no corrigendum of {one.name} is named by {name}.")

    def bring(self, wanted: Wanted, language: str, record: Record | None, *, is_found: bool = False) -> None:
        """Fetch one document and note what became of it.

        One that was not asked for by name but found (`is_found`) is no loss where this language lacks it: corrigenda
        are often of single languages.
        """
        server = self._sources.origin.name if wanted.celex else urlsplit(wanted.url or "").netloc
        old = (
            self._shelf.find(celex=wanted.celex, language=language)
            if wanted.celex
            else self._shelf.find(address=wanted.url or "")
        )
        path = self._shelf.folder / str(old["file"]) if old else None
        stays = " The copy that is here stays." if path else ""

        def note(outcome: Outcome, reason: str) -> None:
            self.tally.documents.append(Brought(wanted.name, language, outcome, reason + stays, path))

        if server in self._down:
            return note(Outcome.FAILED, "Not tried, because the server cannot be reached.")
        try:
            self.tally.documents.append(self._brought(wanted, language, record))
            self._failures.pop(server, None)
        except NotThere as error:
            if is_found and path is None:
                self.tally.notes.append(f"{wanted.name} does not exist in {language}.")
            else:
                note(Outcome.MISSING, str(error))
        except Unreachable as error:
            self._stop(server, str(error))
            note(Outcome.FAILED, str(error))
        except IngestError as error:
            note(Outcome.FAILED, str(error))
            self._count(server, error)
        return None

    def _brought(self, wanted: Wanted, language: str, record: Record | None) -> Brought:
        name = self._sources.origin.name
        if wanted.celex is None:
            return place_page(self._shelf, self._sources.page(wanted.url or ""), wanted, name)
        failure: IngestError | None = None
        for found in self._sources.origin.renditions(wanted.celex, language):
            try:
                return place_text(self._shelf, found, record, name)
            except NotThere:
                raise
            except IngestError as error:  # unreadable in this format; the next may do
                logger.warning("%s", error)
                failure = failure or error
        raise failure or Damaged(f"{wanted.celex} came in no format that can be read; try again later.")

    def _count(self, server: str, error: IngestError) -> None:
        """A server that fails again and again is left alone for the rest of the run."""
        if type(error) is CannotFetch:
            self._failures[server] = self._failures.get(server, 0) + 1
            if self._failures[server] >= _GIVE_UP:
                self._stop(server, f"{server} failed {_GIVE_UP} times in a row.")

    def _stop(self, server: str, why: str) -> None:
        self._down[server] = why
        self.tally.stopped = self.tally.stopped or why
