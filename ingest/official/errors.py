"""Errors of fetching.

CannotFetch
├── Unreachable     the network does not lead there
├── NotThere        the source has no such document, language or format
├── Refused         an address that may not be asked, or a server that says no
├── Challenged      a page that only a browser can pass came instead of the document
├── NotReady        the source is still making the document
├── Damaged         what came is not whole, not what was promised, or no document
├── TooMuch         above the limit of size or time
├── NotUnderstood   an argument that names no document or language
└── Busy            another fetch works on the same folder

Every message is one plain sentence that names the address, says what is wrong and what to do next.
"""

from __future__ import annotations

from ingest.errors import IngestError


class CannotFetch(IngestError):
    """Base of everything that can go wrong while fetching a document."""


class Unreachable(CannotFetch):
    """The network does not lead to the server; other documents of the same server need not be tried."""


class NotThere(CannotFetch):
    """The source does not have the document, or not in this language or format."""


class Refused(CannotFetch):
    """The address may not be asked, or the server refuses to answer."""


class Challenged(CannotFetch):
    """A page that wants JavaScript or a human came instead of the document."""


class NotReady(CannotFetch):
    """The source is still making the document."""


class Damaged(CannotFetch):
    """What came is not whole, differs from its checksum, or is no document."""


class TooMuch(CannotFetch):
    """The answer is above the limit of size or time."""


class NotUnderstood(CannotFetch):
    """What was written names no file, document, address or language."""


class Busy(CannotFetch):
    """Another process is fetching into the same folder."""
