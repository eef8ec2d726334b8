"""Uploaded files: checked by name and size, put into a run's folder, later moved to where they stay."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from starlette.datastructures import UploadFile

from ingest.collect import READABLE
from ui.staff.texts import StaffTexts

LARGEST = 100_000_000
"""Bytes of one file, as `ingest.collect` has it."""
_LONGEST_NAME = 150
_ODD = re.compile(r"[^\w .()+,&@=\[\]-]")


class BadUpload(ValueError):
    """Files that cannot be taken; the message is one plain sentence."""


def stage(files: Sequence[UploadFile], folder: Path, t: StaffTexts) -> list[str]:
    """Write files into a folder, which is made; returns their names. BadUpload, and none is kept, when one is odd."""
    names = [_name(file.filename or "") for file in files]
    _check(files, names, t)
    folder.mkdir(parents=True, exist_ok=True)
    for file, name in zip(files, names, strict=True):
        with (folder / name).open("wb") as stream:
            shutil.copyfileobj(file.file, stream, 1 << 20)
    return names


def settle(folder: Path, place: Path, left_out: Collection[str]) -> list[Path]:
    """Move a run's files to where uploads stay, an older file of the same name gives way; returns their paths there."""
    place.mkdir(parents=True, exist_ok=True)
    taken = [file for file in sorted(folder.glob("*")) if file.name not in left_out]
    return [Path(shutil.move(file, place / file.name)) for file in taken]


def _name(given: str) -> str:
    """The bare name of a file, without signs that file systems or pages take otherwise."""
    bare = given.replace("\\", "/").rsplit("/", 1)[-1]
    name = _ODD.sub("_", bare).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(suffix)]}{dot}{suffix}" if dot else name[:_LONGEST_NAME]


def _check(files: Sequence[UploadFile], names: Sequence[str], t: StaffTexts) -> None:
    kinds = ", ".join(sorted(kind.lstrip(".") for kind in READABLE))
    for file, name in zip(files, names, strict=True):
        if Path(name).suffix.lower() not in READABLE:
            raise BadUpload(
                t("{file} is of a kind that cannot be read. Choose files that end in {kinds}.", file=name, kinds=kinds)
            )
        if not file.size:
            raise BadUpload(t("{file} is empty. Save it again and choose it once more.", file=name))
        if file.size > LARGEST:
            said = t(
                "{file} has {size}; at most {most} can be read. Split it, or take it as XHTML from EUR-Lex.",
                file=name,
                size=t.size(file.size),
                most=t.size(LARGEST),
            )
            raise BadUpload(said)
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise BadUpload(t("Two files are called {file}. Rename one of them.", file=twice))
