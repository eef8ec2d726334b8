"""The command line: `euma`."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ui import diff_command, enrich_command, source_commands, source_list, tune_command, upkeep_commands
from ui.eval_command import app as eval_app
from ui.staff_command import app as staff_app
from ui.terminal import FAILED, bar, fail, read_settings
from ui.updating import told, update_index

app = typer.Typer(
    help="Ask EU migration and integration documents; keep them indexed. Answers are exact, checked citations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sources_app = typer.Typer(help="List, fetch, add or remove documents.", no_args_is_help=True)
source_list.register(sources_app, read_settings)
source_commands.register(sources_app, read_settings, bar)
app.add_typer(sources_app, name="sources")
app.add_typer(eval_app, name="eval")
app.add_typer(staff_app, name="staff")
diff_command.register(app, read_settings)
upkeep_commands.register(app, read_settings, bar)
tune_command.register(app, read_settings, bar)
enrich_command.register(app, read_settings, bar)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
OK, NOT_ANSWERED, PARTLY, STOPPED = 0, 3, 4, 130
"""Exit codes besides FAILED: done; the documents do not answer; done but for some documents; Ctrl-C."""


def main() -> None:
    """Runs the command line; expected errors become one sentence on stderr and exit code 1."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG with a handler of its own
    with _plain_errors():
        app()


@contextmanager
def _plain_errors() -> Iterator[None]:
    from pydantic import ValidationError  # noqa: PLC0415 - imports are kept out of `euma --help`

    from assistant.question import BadQuestion  # noqa: PLC0415
    from assistant.writing.choice import BadModel  # noqa: PLC0415
    from index.errors import IndexingError  # noqa: PLC0415
    from ingest.errors import IngestError  # noqa: PLC0415
    from ui.serve import CannotServe  # noqa: PLC0415

    try:
        yield
    except (BadQuestion, BadModel, IndexingError, IngestError, CannotServe) as error:
        fail(str(error))
    except ValidationError as error:
        wrong = "; ".join(f"EUMA_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        fail(f"A setting cannot be used: {wrong}. Correct it and try again.")
    except SystemExit as ended:
        if ended.code == STOPPED:  # what typer makes of Ctrl-C
            typer.echo("euma: Stopped. The published index is as it was.", err=True)
        raise
    except OSError as error:
        fail(
            f"{error.strerror or error}: {error.filename or 'a file'}. "
            "Check the path, the permissions and the free disk space."
        )


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in any official EU language.")] = None,
    json_output: Json = False,
    language: Annotated[str | None, typer.Option(help="Language code; detected when left out.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Day the law is asked for, YYYY-MM-DD; today when left out.")
    ] = None,
    previous: Annotated[
        list[str] | None, typer.Option(help="An earlier question of the conversation; repeatable.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option(help="JSON Lines file with id, question, and optionally language, as_of, previous.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the answers to --batch go, JSON Lines.")] = None,
) -> None:
    """Answer a question with exact citations. Exit code 3 when the documents do not answer it."""
    from assistant.compose import open_assistant  # noqa: PLC0415
    from assistant.export import answer_object  # noqa: PLC0415
    from ui.batch import answer_batch, parse_day  # noqa: PLC0415

    if (question is None) == (batch is None) or (batch is not None and out is None):
        fail('Give one question, or a file: euma ask "…", or euma ask --batch questions.jsonl --out answers.jsonl')
    if batch is not None and out is not None:
        with bar() as show:
            wrong = answer_batch(open_assistant(read_settings()), batch, out, show)
        typer.echo(f"Answers are in {out}." + (f" {wrong} could not be asked; their lines say why." if wrong else ""))
        raise typer.Exit(PARTLY if wrong else OK)
    day = parse_day(as_of)
    answer = open_assistant(read_settings()).ask(question or "", language, day, previous or ())
    if json_output:
        typer.echo(json.dumps(answer_object(answer), ensure_ascii=False))
    else:
        from ui.plain import answer_text  # noqa: PLC0415

        typer.echo(answer_text(answer))
    raise typer.Exit(OK if answer.status == "answered" else NOT_ANSWERED)


@app.command()
def reindex(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; the built-in briefs when left out.")
    ] = None,
    json_output: Json = False,
    dry_run: Annotated[bool, typer.Option(help="Say what would change and change nothing.")] = False,
    ocr: Annotated[bool, typer.Option("--ocr", help="Recognise the text of scanned pages, with Tesseract.")] = False,
    ray: Annotated[str | None, typer.Option(help="Embed on the Ray cluster at host:port, or local.")] = None,
) -> None:
    """Index files and folders beside what is indexed already, then publish. Exit code 4 when some failed."""
    from assistant.compose import briefs  # noqa: PLC0415

    _update(list(paths) if paths else [briefs()], json_output=json_output, dry_run=dry_run, ocr=ocr, ray=ray)


def _update(
    paths: list[Path],
    *,
    json_output: bool = False,
    dry_run: bool = False,
    ocr: bool = False,
    ray: str | None = None,
) -> None:
    from dataclasses import asdict  # noqa: PLC0415

    from ui.report_text import report_text  # noqa: PLC0415

    settings = read_settings()
    settings = settings.model_copy(update={"ocr": ocr or settings.ocr, "ray": ray or settings.ray})
    with bar(quiet=json_output) as show:
        report = update_index(settings, paths, show, dry_run=dry_run)
    typer.echo(json.dumps(asdict(report), ensure_ascii=False) if json_output else report_text(report, dry_run=dry_run))
    raise typer.Exit(PARTLY if report.failed else OK)


@app.command()
def status(json_output: Json = False) -> None:
    """Say what is indexed, with which model, and which generations can be rolled back to."""
    from ui.plain import status_object, status_text  # noqa: PLC0415

    found = status_object(read_settings())
    typer.echo(json.dumps(found, ensure_ascii=False) if json_output else status_text(found))
    raise typer.Exit(OK if found["current"] else FAILED)


@app.command()
def rollback(
    to: Annotated[
        str | None, typer.Argument(help="A generation of `euma status`; the one before when left out.")
    ] = None,
    json_output: Json = False,
) -> None:
    """Publish an earlier generation; nothing is deleted."""
    from index.generation import IndexHome  # noqa: PLC0415

    manifest = IndexHome(read_settings().home).rollback(to)
    if json_output:
        typer.echo(json.dumps({"generation": manifest.id, "built_at": manifest.built_at}))
    else:
        typer.echo(f"Published generation {manifest.id}: {manifest.documents} documents, built {manifest.built_at}.")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; EUMA_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; EUMA_PORT, else 7860.")] = None,
) -> None:
    """Open the web chat; the built-in briefs are indexed first when nothing is."""
    from assistant.compose import briefs, open_assistant, update  # noqa: PLC0415
    from index.generation import IndexHome  # noqa: PLC0415
    from ui.first_start import ONLY_BRIEFS, indexed_sources, only_briefs  # noqa: PLC0415
    from ui.report_text import report_text  # noqa: PLC0415
    from ui.serve import serve as run  # noqa: PLC0415

    settings = read_settings()
    if IndexHome(settings.home).current_or_none() is None:
        typer.echo("First start: indexing the built-in briefs; nothing is fetched.")
        with bar() as show:
            report = update(settings, [briefs()], progress=told(show))
        typer.echo(report_text(report, dry_run=False))
    if only_briefs(indexed_sources(settings.home)):
        typer.echo(ONLY_BRIEFS)
    address = (host or settings.host, port or settings.port)
    typer.echo(f"Opening http://{address[0]}:{address[1]} (stop with Ctrl-C)")
    run(open_assistant(settings), *address, settings=settings)
