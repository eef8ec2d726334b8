"""`euma backup | restore | vacuum | generations | watch`: looking after an index."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.probing import Show
from ui.terminal import fail
from ui.updating import told

if TYPE_CHECKING:  # these take a second to import, and `euma --help` needs none of them
    from index.restore import RestoreReport
    from index.vacuum import Freed

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Bar = Callable[..., AbstractContextManager[Show]]
_UNITS = ("B", "KB", "MB", "GB", "TB")


def register(app: typer.Typer, read_settings: Callable[[], Any], bar: Bar) -> None:
    """Put the commands into the command line; `bar(quiet=…)` shows progress."""
    _register_backup(app, read_settings, bar)
    _register_upkeep(app, read_settings)

    @app.command("watch")
    def watch(
        folders: Annotated[list[Path], typer.Argument(help="Folders whose documents are kept indexed.")],
        quiet: Annotated[
            float, typer.Option(min=0.1, max=600, help="Seconds without changes before the index is built.")
        ] = 2.0,
        poll: Annotated[bool, typer.Option("--poll", help="Look at the files again and again: for network drives.")] = (
            False
        ),
    ) -> None:
        """Keep folders indexed: reindex whenever their documents change, until Ctrl-C."""
        from ui import watching  # noqa: PLC0415

        try:
            found = watching.check_folders(folders, read_settings().home)
        except watching.NotWatchable as error:
            fail(str(error))
        try:
            with watching.stopped_by_terminate():
                watching.keep_current(found, lambda: watching.build_apart(found), _say, quiet=quiet, poll=poll)
        except KeyboardInterrupt:
            _say("Stopped watching. The published index is whole.")


def _register_backup(app: typer.Typer, read_settings: Callable[[], Any], bar: Bar) -> None:
    @app.command("backup")
    def backup(
        file: Annotated[Path, typer.Argument(help="The file to write, .tar or (smaller) .tar.gz, or a folder.")],
        replace: Annotated[bool, typer.Option("--replace", help="Take the place of a file that is there.")] = False,
        json_output: AsJson = False,
    ) -> None:
        """Write the published index, the library and feedback to one file, with checksums; it is read back at once."""
        from index.backup import back_up  # noqa: PLC0415

        with bar(quiet=json_output) as show:
            report = back_up(read_settings().home, file, replace=replace, progress=told(show))
        _print(
            asdict(report),
            f"Wrote {report.file} ({_bytes(report.bytes)}): generation {report.generation}, {report.documents} "
            f"documents, {report.passages} passages. Every checksum was read back.",
            as_json=json_output,
        )

    @app.command("restore")
    def restore(
        file: Annotated[Path, typer.Argument(help="A file that euma backup wrote.")],
        check_only: Annotated[bool, typer.Option("--check", help="Compare the checksums; change nothing.")] = False,
        json_output: AsJson = False,
    ) -> None:
        """Publish a backup. What was published stays for rollback, and no file in the data folder is overwritten."""
        from index import restore as restoring  # noqa: PLC0415
        from index.generation import EMBEDDED  # noqa: PLC0415

        settings = read_settings()
        with bar(quiet=json_output) as show:
            if check_only:
                found = restoring.check(file, told(show))
            else:
                report = restoring.restore(settings.home, file, settings.chroma_url or EMBEDDED, progress=told(show))
        if check_only:
            said = f"{file} is whole: generation {found['generation']}, written {found['made_at']}."
            _print(found, said, as_json=json_output)
        else:
            _print(asdict(report), restored_text(report, settings), as_json=json_output)


def _register_upkeep(app: typer.Typer, read_settings: Callable[[], Any]) -> None:
    @app.command("vacuum")
    def vacuum(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go and delete nothing.")] = False,
        json_output: AsJson = False,
    ) -> None:
        """Delete what no kept generation needs: unfinished builds, old generations, unused models and vectors."""
        from assistant.compose import embedder_choice  # noqa: PLC0415
        from index.generation import EMBEDDED, IndexHome  # noqa: PLC0415
        from index.vacuum import vacuum as run  # noqa: PLC0415
        from index.vector_place import VectorPlace  # noqa: PLC0415

        settings = read_settings()
        place = VectorPlace(IndexHome(settings.home), settings.chroma_url or EMBEDDED)
        models = {embedder_choice(settings).unpacked_name}
        freed = run(settings.home, place, settings.keep_generations, models, dry_run=dry_run)
        total = {"bytes": sum(one.bytes for one in freed), "freed": [asdict(one) for one in freed], "dry_run": dry_run}
        _print(total, freed_text(freed, dry_run=dry_run), as_json=json_output)

    @app.command("generations")
    def generations(
        check: Annotated[bool, typer.Option("--check", help="Compare the files with their checksums.")] = False,
        json_output: AsJson = False,
    ) -> None:
        """List the generations that are kept, which of them is published, and what they take on disk."""
        rows = list(_generations(read_settings().home, check=check))
        lines = [_generation_text(row) for row in rows]
        _print(rows, "\n".join(lines) or "Nothing is indexed yet. Run: euma reindex PATH", as_json=json_output)
        raise typer.Exit(1 if not rows or any(row.get("damaged") for row in rows) else 0)


def _generations(home: Path, *, check: bool) -> list[dict[str, Any]]:
    from index.generation import IndexHome  # noqa: PLC0415
    from index.vacuum import size  # noqa: PLC0415

    index = IndexHome(home)
    current = index.current_or_none()
    return [
        {
            "id": manifest.id,
            "published": manifest.id == current,
            "built_at": manifest.built_at,
            "documents": manifest.documents,
            "passages": manifest.passages,
            "bytes": size(index.folder(manifest.id)),
            **({"damaged": index.damaged(manifest)} if check else {}),
        }
        for manifest in index.generations()
    ]


def _generation_text(row: dict[str, Any]) -> str:
    health = {None: "", False: ", whole", True: ", damaged"}[bool(row["damaged"]) if "damaged" in row else None]
    return (
        f"{'*' if row['published'] else ' '} {row['id']}: {row['documents']} documents, {row['passages']} passages, "
        f"built {row['built_at']}, {_bytes(row['bytes'])}{health}"
    )


def restored_text(report: RestoreReport, settings: Any) -> str:
    """What a restore did, and what to know about it."""
    from assistant.compose import embedder_choice  # noqa: PLC0415

    what = f"{report.documents} documents, {report.passages} passages, as backed up {report.made_at}"
    lines = [f"Published generation {report.generation}: {what}."]
    if report.restored:
        lines.append(f"Files brought back: {len(report.restored)}.")
    if report.kept:
        lines.append(f"Files that are there already and differ, left as they are: {', '.join(report.kept)}.")
    if report.before:
        lines.append(f"To go back to what was published before: euma rollback {report.before}")
    if report.embedding_model != embedder_choice(settings).name:
        lines.append(
            f"It was built with the embedding model {report.embedding_model}, which is not the one that is set. "
            "Run: euma reindex, to embed it again, or set the model back."
        )
    return "\n".join(lines)


def freed_text(freed: list[Freed], *, dry_run: bool) -> str:
    """What a vacuum freed, one line for each kind of thing."""
    if not freed:
        return "There is nothing to free."
    lines = []
    for one in freed:
        names = f" ({', '.join(one.names)})" if one.names else ""
        lines.append(f"{one.what}: {one.count}{names}, {_bytes(one.bytes)}")
    total = _bytes(sum(one.bytes for one in freed))
    lines.append(f"{total} would be freed; nothing was deleted." if dry_run else f"{total} freed.")
    return "\n".join(lines)


def _print(found: Any, text: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else text)


def _say(text: str) -> None:
    typer.echo(f"{datetime.now():%H:%M:%S} {text}")


def _bytes(count: float) -> str:
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:  # noqa: PLR2004
        count, unit = count / 1000, unit + 1
    return f"{count:.0f} {_UNITS[unit]}" if unit < 2 else f"{count:.1f} {_UNITS[unit]}"  # noqa: PLR2004
