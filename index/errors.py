"""Errors of the index stage.

IndexingError
├── NoIndex             nothing has been published yet
├── WrongModel          the index was built with another embedding model
├── BuildInProgress     another process is reindexing
├── BuildFailed         the new generation was not published (disk full, failed verification, ...)
├── BadBackup           a file that is no whole backup
└── UnknownGeneration   a rollback target that does not exist
EmbedderError           the embedding model cannot be loaded or its weights do not have the expected checksum

Every message is one plain sentence with the next step.
"""

from __future__ import annotations


class IndexingError(Exception):
    """Base of everything that can go wrong with an index."""


class NoIndex(IndexingError):
    """Nothing has been published yet."""


class WrongModel(IndexingError):
    """The index was built with another embedding model."""


class BuildInProgress(IndexingError):
    """Another process is reindexing."""


class BuildFailed(IndexingError):
    """The new generation was not published; the old one answers as before."""


class UnknownGeneration(IndexingError):
    """A generation that does not exist."""


class BadBackup(IndexingError):
    """A file that is no whole backup; nothing was changed."""


class EmbedderError(IndexingError):
    """The embedding model cannot be used."""
