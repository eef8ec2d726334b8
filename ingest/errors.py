"""Errors of the ingest stage.

IngestError
├── UnreadableFile      the file exists but no text can be had from it
│   ├── NoTextLayer     a PDF made of images only
│   ├── TooLarge        above a limit of size, time or memory
│   ├── Truncated       the markup ends before the document does
│   └── ReaderStopped   the worker process that read it died or was ended
├── UnknownFormat       no reader for this kind of file
└── BadManifest         a manifest.json that does not describe its folder

Every message is one plain sentence that names the file, says what is wrong and what to do next.
"""

from __future__ import annotations


class IngestError(Exception):
    """Base of everything that can go wrong while reading a document."""


class UnreadableFile(IngestError):
    """The file exists but no usable text can be had from it."""


class NoTextLayer(UnreadableFile):
    """A PDF whose pages are images without text."""


class TooLarge(UnreadableFile):
    """The file is above a limit of size, time or memory."""


class Truncated(UnreadableFile):
    """The markup breaks off before the document ends."""


class ReaderStopped(UnreadableFile):
    """The worker process that read the file died, or was ended for its time."""


class UnknownFormat(IngestError):
    """There is no reader for this kind of file."""


class BadManifest(IngestError):
    """A manifest.json that cannot be used."""
