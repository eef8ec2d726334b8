"""`euma enrich`: guide questions for a document, drafted by the configured language model, accepted by a person."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.terminal import fail

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.guide import GuideEntry
    from index.reader import OpenIndex
    from ingest.document import Passage

Bar = Callable[..., AbstractContextManager[Callable[[str, int, int, str], None]]]


def register(app: typer.Typer, read_settings: Callable[[], Settings], bar: Bar) -> None:
    """Adds the command."""

    @app.command("enrich")
    def enrich(
        document: Annotated[str, typer.Argument(help="CELEX number or id of an indexed document.")],
        language: Annotated[str, typer.Option(help="Language of the questions, such as en.")] = "en",
        questions: Annotated[int, typer.Option(min=1, max=10, help="Questions an article.")] = 3,
        accept: Annotated[bool, typer.Option("--accept", help="Take over what is left in the drafts.")] = False,
    ) -> None:
        """Draft questions in everyday words for each article that has none yet, with the configured language model.

        Drafts are a file that nothing reads: delete what is wrong in it, then run the command again with --accept.
        """
        from index.errors import IndexingError  # noqa: PLC0415
        from index.reader import OpenIndex  # noqa: PLC0415

        settings = read_settings()
        try:
            with OpenIndex.open(settings.home) as index:
                celex, articles = _articles(index, document)
                if accept:
                    typer.echo(_accept(settings, index, _file(settings.home, celex)))
                    return
                with bar() as show:
                    drafts = _drafts(settings, celex, articles, language, questions, show)
        except IndexingError as error:
            fail(str(error))
        if not drafts:
            fail(
                f"The model wrote no usable question for {celex}. Try another model, or add entries on the guide page."
            )
        _write(_file(settings.home, celex), drafts)
        typer.echo("\n".join(f"{entry.locator}: {entry.question}" for entry in drafts))
        typer.echo(
            f"{len(drafts)} drafts in {_file(settings.home, celex)}. Delete the wrong ones, then: "
            f"euma enrich {celex} --accept"
        )


def _file(home: Path, celex: str) -> Path:
    return home / "guide" / "drafts" / f"{celex.replace('/', '-')}.jsonl"


def _articles(index: OpenIndex, document: str) -> tuple[str, dict[str, list[Passage]]]:
    """The work and its articles' passages that no guide question leads to, in reading order."""
    source = next((s for s in index.documents() if document in {s.id, s.celex, s.work}), None)
    if source is None:
        fail(f"{document} is not indexed. See what is: euma sources list")
    articles: dict[str, list[Passage]] = defaultdict(list)
    for passage in index.passages(source.id):
        if passage.article.startswith("Article "):
            articles[passage.article].append(passage)
    if not articles:
        fail(f"{source.title} has no articles; the guide leads to articles only.")
    known = index.guided_places()
    return source.work, {name: found for name, found in articles.items() if (source.work, name) not in known}


def _drafts(
    settings: Settings,
    celex: str,
    articles: dict[str, list[Passage]],
    language: str,
    count: int,
    show: Callable[[str, int, int, str], None],
) -> list[GuideEntry]:
    from assistant.compose import language_model  # noqa: PLC0415
    from assistant.drafting import draft  # noqa: PLC0415
    from assistant.language import OFFICIAL  # noqa: PLC0415
    from assistant.writing.choice import BadModel  # noqa: PLC0415
    from assistant.writing.model import ModelError  # noqa: PLC0415

    if language not in OFFICIAL:
        fail(f"{language!r} is not an official EU language code: use one of {', '.join(OFFICIAL)}.")
    if not articles:
        fail(f"Each article of {celex} has a guide question already.")
    try:
        model = language_model(settings)
        if model is None:
            fail("No language model is configured. Set EUMA_LLM (see the README), or add entries on the guide page.")
        drafts: list[GuideEntry] = []
        for number, (article, passages) in enumerate(articles.items()):
            show("draft", number, len(articles), article)
            drafts.extend(draft(model, celex, passages, language, count, settings.llm_timeout))
    except (BadModel, ModelError) as error:
        fail(str(error))
    return drafts


def _write(file: Path, drafts: list[GuideEntry]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        "".join(json.dumps({**asdict(entry), "draft": True}, ensure_ascii=False) + "\n" for entry in drafts), "utf-8"
    )


def _accept(settings: Settings, index: OpenIndex, file: Path) -> str:
    from assistant.compose import guide  # noqa: PLC0415
    from index.guide import GuideEntry  # noqa: PLC0415
    from ui.staff.guide_entries import BadEntry, add_entry  # noqa: PLC0415

    if not file.is_file():
        fail(f"There are no drafts in {file}. Make some first: euma enrich with the document alone.")
    known = list(guide(settings.home))
    added, refused = 0, []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            given = json.loads(line)
            given.pop("draft", None)
            entry = GuideEntry(**given)
            add_entry(entry, index, known, settings.home)
        except (BadEntry, ValueError, TypeError) as error:
            refused.append(f"line {number}: {error}")
            continue
        known.append(entry)
        added += 1
    if not refused:
        file.unlink()
    told = f"{added} added to the guide; they are used from the next reindex on: euma reindex"
    return "\n".join([told, *refused])
