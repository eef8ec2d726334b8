"""Asking a server until it has really answered: pace, retries, redirects, and conditional requests with the cache."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from ingest.official.cache import Cache, Entry
from ingest.official.connection import Answer, Connection, Interrupted
from ingest.official.errors import CannotFetch, Challenged, Damaged, NotReady, Refused, Unreachable
from ingest.official.formats import HTML, XHTML, format_of, is_challenge, is_whole
from ingest.official.manners import Manners, Pace, asked_wait

logger = logging.getLogger(__name__)
OK, ACCEPTED, CHOICES, NOT_MODIFIED, TOO_MANY = 200, 202, 300, 304, 429
_REDIRECTS = {301, 302, 303, 307, 308}
_RETURNED = {CHOICES, NOT_MODIFIED, 404, 406, 410, 415, *_REDIRECTS}
_SERVER_FAULT = range(500, 600)
_SAME_AGAIN = 2  # a page may send a reader to itself once, with a cookie


class Exchange:
    """A conversation with servers. Answers with status 200 are kept in the cache, if one is given."""

    def __init__(self, connection: Connection, pace: Pace | None = None, cache: Cache | None = None) -> None:
        self._connection, self._pace, self._cache = connection, pace or Pace(), cache

    @property
    def manners(self) -> Manners:
        """The limits in use."""
        return self._pace.manners

    def get(
        self, url: str, accept: str = "*/*", language: str = "", is_complete: Callable[[bytes], bool] = is_whole
    ) -> Answer:
        """The answer to a GET after redirects: status 200, 300, 404, 406, 410 or 415; all else raises CannotFetch.

        `language` goes into Accept-Language as it is. A body that `is_complete` denies is asked for again, and is
        Damaged in the end. A body that has not changed comes from the cache, with `is_cached`.
        """
        headers = {"Accept": accept, **({"Accept-Language": language} if language else {})}
        met: Counter[str] = Counter()
        while sum(met.values()) <= self.manners.max_redirects:
            met[url] += 1
            if met[url] > _SAME_AGAIN:
                raise Refused(f"{url} redirects in a circle; check the address, or try again later.")
            answer = self._known_or_new(url, headers, is_complete)
            if answer.status not in _REDIRECTS:
                return answer
            url = _target(answer)
        raise Refused(f"{url} is one redirect too many ({self.manners.max_redirects}); check the address.")

    def post(self, url: str, form: Mapping[str, str], accept: str) -> Answer:
        """The answer to a form, status 200; all else raises CannotFetch. Nothing is cached."""
        answer = self._patiently(url, {"Accept": accept}, lambda _: True, form)
        if answer.status != OK:
            raise Refused(f"{url} answered {answer.status}; try again later.")
        return answer

    def _known_or_new(self, url: str, headers: dict[str, str], is_complete: Callable[[bytes], bool]) -> Answer:
        """Ask for what has changed since the cache's copy, if there is one."""
        name = f"{headers['Accept']} {headers.get('Accept-Language', '')} {url}"
        entry = self._cache.recall(name) if self._cache else None
        validators = {}
        if entry and entry.etag:
            validators["If-None-Match"] = entry.etag
        if entry and entry.last_modified:
            validators["If-Modified-Since"] = entry.last_modified
        answer = self._patiently(url, headers | validators, is_complete)
        if answer.status == NOT_MODIFIED:
            body = self._cache.get(entry.sha256) if self._cache and entry else None
            if body is None or entry is None:
                raise Damaged(f"{url} answered that nothing has changed, but was not asked; try again.")
            return replace(answer, status=OK, body=body, is_cached=True, headers={"content-type": entry.media_type})
        if answer.status == OK and self._cache:
            told = answer.headers
            kept = self._cache.put(answer.body)
            media_type = told.get("content-type", "")
            self._cache.remember(name, Entry(kept, told.get("etag"), told.get("last-modified"), media_type))
        return answer

    def _patiently(
        self,
        url: str,
        headers: Mapping[str, str],
        is_complete: Callable[[bytes], bool],
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask until the answer is final, as often as manners allow; the last failure is raised."""
        lost = 0
        for attempt in range(self.manners.attempts):
            asked = None
            self._pace.take_turn()
            try:
                answer = self._connection.ask(url, headers, form)
            except Interrupted as error:
                failure: CannotFetch = CannotFetch(f"{url} could not be fetched ({error}); try again later.")
            except Unreachable as error:
                failure, lost = error, lost + 1
            else:
                found = _failure(answer, is_complete)
                if found is None:
                    return answer
                failure, asked = found, asked_wait(answer.headers.get("retry-after"))
            logger.info("attempt %d: %s", attempt + 1, failure)
            if lost >= self.manners.connects or attempt + 1 == self.manners.attempts:
                break
            self._pace.back_off(attempt, asked)
        raise failure


def _failure(answer: Answer, is_complete: Callable[[bytes], bool]) -> CannotFetch | None:
    """Why an answer is worth asking again, None for one to go on with; raises for one that will not get better."""
    url, status = answer.url, answer.status
    is_page = format_of(answer.body) in {HTML, XHTML} or "html" in answer.headers.get("content-type", "")
    if "x-amzn-waf-action" in answer.headers or (is_page and is_challenge(answer.body)):
        raise Challenged(
            f"{urlsplit(url).hostname} sent a check for browsers instead of the document; open {url} in a browser, "
            "save the document and add the file."
        )
    if status == TOO_MANY or status in _SERVER_FAULT:
        return CannotFetch(f"{url} answered {status} (the server is overloaded or faulty); try again later.")
    if status == ACCEPTED or (status == OK and not answer.body.strip()):
        return NotReady(f"{url} is still being made by its server; try again in some minutes.")
    if status == OK:
        is_broken = not is_complete(answer.body)
        return Damaged(f"{url} breaks off before its end; try again later.") if is_broken else None
    if status in _RETURNED:
        return None
    raise Refused(f"{url} answered {status}, which means it may not be fetched; check the address.")


def _target(answer: Answer) -> str:
    """Where a redirect leads. A server asked by https is not left for plain http on the same host."""
    location = answer.headers.get("location", "")
    if not location:
        raise Damaged(f"{answer.url} redirects to nowhere; try again later.")
    target = urljoin(answer.url, location).partition("#")[0]
    before, after = urlsplit(answer.url), urlsplit(target)
    if before.scheme == "https" and after.scheme == "http" and before.hostname == after.hostname and not after.port:
        return after._replace(scheme="https").geturl()
    return target
