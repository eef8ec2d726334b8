"""Opening the way to documents: the repository, a mirror instead of it, web pages, the library folder, the cache."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ingest.official.addresses import Guard, origin
from ingest.official.cache import Cache
from ingest.official.cellar import BASE, Cellar
from ingest.official.connection import Connection
from ingest.official.exchange import Exchange
from ingest.official.manners import Manners, Pace
from ingest.official.mirror import Mirror, folder_reader, web_reader
from ingest.official.rendition import Origin
from ingest.official.shelf import Shelf
from ingest.web import Page, fetch_page


@dataclass(frozen=True)
class Places:
    """Where documents come from and go to. `library` and `cache` are folders; `mirror` a folder or an address.

    With a mirror nothing else is asked. `base` is the repository's address; `trusted` are origins that may lie in the
    own network ("http://127.0.0.1:8000"), beside the repository and the mirror.
    """

    library: Path
    cache: Path
    mirror: str | None = None
    proxy: str | None = None
    base: str = BASE
    trusted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """An open way to the documents: the origin of texts, and the exchange for web pages."""

    shelf: Shelf
    origin: Origin
    exchange: Exchange

    def page(self, url: str) -> Page:
        """A web page, from the mirror where there is one."""
        if not isinstance(self.origin, Mirror):
            return fetch_page(url, self.exchange)
        kept = self.origin.page(url)
        return Page(url, kept.url, kept.format.suffix, kept.body, language=kept.language, source=kept.source)


@contextmanager
def open_sources(places: Places, pace: Pace | None = None) -> Iterator[Sources]:
    """Everything that fetching needs, with the library folder locked. Raises CannotFetch (Busy, Refused)."""
    is_web_mirror = places.mirror is not None and urlsplit(places.mirror).scheme in {"http", "https"}
    trusted = {origin(address) for address in (places.base, *places.trusted)}
    if places.mirror and is_web_mirror:
        trusted.add(origin(places.mirror))
    guard = Guard(frozenset(trusted), by_proxy=places.proxy is not None)
    used = pace or Pace(Manners(between=0.0 if places.mirror else 1.0))
    shelf, cache = Shelf(places.library), Cache(places.cache)
    with shelf.held(), Connection(guard, used.manners, places.proxy) as connection:
        exchange = Exchange(connection, used, cache)
        limit = used.manners.max_bytes
        if not places.mirror:
            yield Sources(shelf, Cellar(exchange, places.base), exchange)
        elif is_web_mirror:
            yield Sources(shelf, Mirror(places.mirror, web_reader(places.mirror, exchange), limit), exchange)
        else:
            folder = Path(places.mirror).expanduser()
            read = folder_reader(folder, limit)
            held = [path.name for path in folder.iterdir() if path.is_dir()]
            yield Sources(shelf, Mirror(places.mirror, read, limit, held), exchange)
        cache.sweep()
