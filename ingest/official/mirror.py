"""A mirror: a folder, or a web server's folder, that stands in for the repository on networks without internet.

Layout, by CELEX number ("/" written "-") and language (ISO 639-1), the best format first:

    <mirror>/32024R1351/en.xhtml        .xhtml, .html, .xml (Formex), .zip (Formex), .pdf, .docx, .md, .txt
    <mirror>/32024R1351/de.xhtml
    <mirror>/12012E-TXT/fr.html
    <mirror>/manifest.json              optional, in the format of `ingest.manifest`

A manifest may place files elsewhere (`file`), by `celex` and `language`, or by `url` for web pages; its checksums are
verified and its metadata is used. A library folder that `euma sources sync` filled is a mirror as it stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import quote

from ingest import manifest
from ingest.errors import BadManifest
from ingest.official import parts
from ingest.official.celex import act_of, folder_name
from ingest.official.errors import CannotFetch, Damaged, NotThere
from ingest.official.exchange import OK, Exchange
from ingest.official.formats import FORMEX_ZIP, ORDER, Format, format_of
from ingest.official.rendition import Record, Rendition
from ingest.official.shelf import record_from

Read = Callable[[str], bytes | None]
_OTHERS = (
    Format("DOCX", "", ".docx", "docx"),
    Format("Markdown", "text/markdown", ".md", "text"),
    Format("text", "text/plain", ".txt", "text"),
)
_BY_SUFFIX = {known.suffix: known for known in (*ORDER, *_OTHERS)} | {".htm": ORDER[1]}
_SUFFIXES = tuple(_BY_SUFFIX)


def folder_reader(folder: Path, max_bytes: int) -> Read:
    """Reads files of a folder; None for one that is not there. Raises CannotFetch for a missing folder."""
    if not folder.is_dir():
        raise CannotFetch(f"The mirror {folder} is no folder; correct the setting, or connect the drive that holds it.")
    root = folder.resolve()

    def read(file: str) -> bytes | None:
        path = (root / file).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            return None
        if path.stat().st_size > max_bytes:
            raise CannotFetch(f"{path} has more than {max_bytes // 1_000_000} MB; it is left out.")
        return path.read_bytes()

    return read


def web_reader(base: str, exchange: Exchange) -> Read:
    """Reads files below an address; None for one that is not there."""

    def read(file: str) -> bytes | None:
        answer = exchange.get(f"{base.rstrip('/')}/{quote(file)}", is_complete=lambda _: True)
        return answer.body if answer.status == OK else None

    return read


class Mirror:
    """Documents of a mirror; `where` names it in messages, `folders` are those at its top where they can be listed."""

    def __init__(self, where: str, read: Read, max_bytes: int, folders: Sequence[str] = ()) -> None:
        self.name = f"the mirror {where}"
        self._where, self._read, self._max_bytes, self._folders = where, read, max_bytes, sorted(folders)
        self._listed: dict[str, manifest.Entry] | None = None
        self._records: dict[str, Record] = {}

    def renditions(self, celex: str, language: str) -> Iterator[Rendition]:
        """The document in each format that the mirror has; see `Origin.renditions`."""
        files = [
            file
            for file, entry in self._manifest().items()
            if (entry.source.celex, entry.source.language) == (celex, language)
        ]
        files.sort(key=lambda file: _SUFFIXES.index(_suffix(file)) if _suffix(file) in _BY_SUFFIX else len(_SUFFIXES))
        laid_out = [f"{folder_name(celex)}/{language}{suffix}" for suffix in _SUFFIXES]
        is_there = False
        for file in dict.fromkeys((*files, *laid_out)):
            body = self._body(file)
            if body is not None:
                is_there = True
                yield self._rendition(celex, language, file, body)
        if not is_there:
            raise NotThere(f"{celex} is not in {self.name} in {language}; add {folder_name(celex)}/{language}.xhtml.")

    def page(self, url: str) -> Rendition:
        """The web page that the mirror's manifest lists under an address; raises NotThere."""
        for file, entry in self._manifest().items():
            if entry.source.url == url and entry.source.celex is None:
                body = self._body(file)
                if body is not None:
                    return self._rendition("", entry.source.language, file, body)
        raise NotThere(f"{url} is not in {self.name}; add it to the mirror's manifest.json.")

    def records(self, celex: Sequence[str], languages: Sequence[str]) -> dict[str, Record]:  # noqa: ARG002 - Origin's
        """What the mirror's manifest keeps of the repository's records, else which other texts of an act it holds."""
        self._manifest()
        found = {number: self._records.get(number) or self._held(number) for number in celex}
        return {number: record for number, record in found.items() if record}

    def _held(self, celex: str) -> Record | None:
        texts = [name for name in self._folders if act_of(name) == celex]
        consolidated = tuple(name for name in texts if name.startswith("0"))
        corrigenda = tuple(name for name in texts if not name.startswith("0"))
        return Record(celex, {}, consolidated=consolidated, corrigenda=corrigenda) if texts else None

    def _body(self, file: str) -> bytes | None:
        body = self._read(file)
        entry = self._manifest().get(file)
        if body is None or entry is None or not entry.sha256:
            return body
        if hashlib.sha256(body).hexdigest() != entry.sha256:
            raise Damaged(f"{file} differs from its checksum in {self.name}; copy it there anew.")
        return body

    def _rendition(self, celex: str, language: str, file: str, body: bytes) -> Rendition:
        url = f"{self._where.rstrip('/')}/{file}"
        entry = self._manifest().get(file)
        given = entry.source if entry else None
        found = _BY_SUFFIX.get(_suffix(file)) or format_of(body)
        if found is None:
            raise Damaged(f"{url} is of a kind that is not read; give {', '.join(_SUFFIXES)}.")
        if found is FORMEX_ZIP:
            pieces = parts.unzipped(body, url, self._max_bytes)
            return replace(parts.rendition(celex, language, found, pieces, url), source=given)
        checksum = parts.fingerprint([parts.Part(file, body)])
        return Rendition(celex, language, found, body, url, checksum, source=given)

    def _manifest(self) -> dict[str, manifest.Entry]:
        """The mirror's manifest, read once; empty when it has none."""
        if self._listed is None:
            body = self._read(manifest.NAME)
            self._listed = {} if body is None else self._parsed(body)
        return self._listed

    def _parsed(self, body: bytes) -> dict[str, manifest.Entry]:
        with TemporaryDirectory() as folder:
            (Path(folder) / manifest.NAME).write_bytes(body)
            try:
                entries = manifest.load_entries(Path(folder))
            except BadManifest as error:
                raise BadManifest(str(error).replace(folder, self._where)) from error
        for document in json.loads(body.decode("utf-8-sig"))["documents"]:
            record = record_from(document.get("record"))
            if record is not None:
                self._records[record.celex] = record
        return entries


def _suffix(file: str) -> str:
    return PurePosixPath(file).suffix.lower()
