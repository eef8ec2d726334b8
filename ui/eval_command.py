"""`euma eval`: how good are the answers, what changed, and is it enough?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ui import eval_index, eval_kept
from ui.eval_options import WORSE, Json, Questions
from ui.eval_runs import Plan, make_run, plain_errors, run_store, runs_or_made
from ui.terminal import FAILED, read_settings

app = typer.Typer(
    help="Measure the answers on questions with known answers; compare, gate and report.", no_args_is_help=True
)

OnlyIndexed = Annotated[
    bool | None,
    typer.Option(
        "--only-indexed/--all",
        help="Leave out questions whose documents are not indexed, or call them faults (own files).",
    ),
]
SYSTEM_HELP = (
    "assistant, dense, lexical, rrf or llama-index; @GENERATION and ,setting=value may follow; or commit:REVISION."
)
Small = Annotated[int | None, typer.Option(help="Ask only about this many, balanced over kinds and languages.")]


@app.command()
def check(
    *,
    path: Annotated[
        Path | None, typer.Argument(help="A .jsonl file or a folder; the shipped ones when left out.")
    ] = None,
    documents: Annotated[bool, typer.Option(help="Look the evidence up in the indexed documents.")] = True,
    only_indexed: OnlyIndexed = None,
    guide: Annotated[bool, typer.Option(help="Also name questions that are nearly those of the guide.")] = False,
    json_output: Json = False,
) -> None:
    """Say what is wrong with questions, line by line. Exit code 1 when anything is."""
    from eval.checking import check as check_items  # noqa: PLC0415 - imports are kept out of `euma --help`
    from eval.items import questions_with  # noqa: PLC0415
    from eval.places import Places  # noqa: PLC0415
    from index.reader import OpenIndex  # noqa: PLC0415

    with plain_errors():
        home = read_settings().home
        questions, lenient = path or questions_with(home), path is None if only_indexed is None else only_indexed
        if documents:
            with OpenIndex.open(home) as index:
                checked = check_items(questions, Places(index), only_indexed=lenient)
        else:
            checked = check_items(questions, None)
        faults = [str(fault) for fault in checked.faults]
        if guide:
            from assistant.compose import guide as entries  # noqa: PLC0415
            from eval.originality import near_duplicates  # noqa: PLC0415

            faults += [str(near) for near in near_duplicates(checked.items, entries())]
    if json_output:
        typer.echo(json.dumps({"items": len(checked.items), "faults": faults, "left_out": checked.left_out}))
    else:
        left = f"; {len(checked.left_out)} left out, their documents are not indexed" if checked.left_out else ""
        typer.echo("\n".join([*faults, f"{len(checked.items)} questions, {len(faults)} faults{left}."]))
    raise typer.Exit(FAILED if faults else 0)


@app.command()
def run(
    *,
    questions: Questions = None,
    system: Annotated[str, typer.Option(help=f"What to measure. {SYSTEM_HELP}")] = "assistant",
    generation: Annotated[str | None, typer.Option(help="A kept generation; the published one when left out.")] = None,
    split: Annotated[str | None, typer.Option(help="Only the tune or the test split.")] = None,
    small: Small = None,
    only_indexed: OnlyIndexed = None,
    judge: Annotated[bool, typer.Option("--judge", help="Also let the configured language model judge.")] = False,
    json_output: Json = False,
) -> None:
    """Ask every question, keep the run, and print its figures. Settings come from EUMA_ variables, as everywhere."""
    from eval.markdown import to_markdown  # noqa: PLC0415
    from eval.report import Report, to_json  # noqa: PLC0415
    from eval.summary import summarise  # noqa: PLC0415

    with plain_errors():
        plan = Plan(questions, system, generation, split, small, only_indexed, judge)
        made, file = make_run(read_settings(), plan)
        report = Report(made, summarise(made))
    typer.echo(to_json(report) if json_output else f"{to_markdown(report)}\nKept as {file}")


@app.command()
def compare(
    first: Annotated[
        str, typer.Argument(help=f"A kept run (file, id, latest, latest~1), or what to measure now: {SYSTEM_HELP}")
    ],
    second: Annotated[str, typer.Argument(help="What to compare with it.")],
    questions: Questions = None,
    small: Small = None,
    html: Annotated[
        Path | None, typer.Option(help="Also write a page with both answers side by side to this file.")
    ] = None,
    json_output: Json = False,
) -> None:
    """Paired differences with intervals, wins and losses side by side. Exit code 5 when the second is worse.

    For example: euma eval compare dense assistant, assistant,adapter=false assistant, or commit:HEAD~1 assistant.
    """
    from eval.compare import compare as compare_runs  # noqa: PLC0415
    from eval.markdown import comparison_json, comparison_markdown  # noqa: PLC0415

    with plain_errors():
        settings = read_settings()
        found = compare_runs(*runs_or_made(settings, (first, second), questions, small))
        if html:
            from eval.page import comparison_html  # noqa: PLC0415

            html.write_text(comparison_html(found), "utf-8")
    typer.echo(comparison_json(found) if json_output else comparison_markdown(found))
    raise typer.Exit(WORSE if any(not d.better for d in found.real) else 0)


@app.command()
def report(
    name: Annotated[str, typer.Argument(help="A kept run: file, id, latest or latest~n.")] = "latest",
    since: Annotated[
        str | None, typer.Option(help="The run to show changes from; the one before when left out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for report.html, .md and .json; <home>/eval/report.")] = None,
) -> None:
    """Write the report of a run: a page for a browser, Markdown and JSON."""
    from eval.compare import compare as compare_runs  # noqa: PLC0415
    from eval.gate import is_partial, judge, packaged_gate, read_rules  # noqa: PLC0415
    from eval.report import Report, write  # noqa: PLC0415
    from eval.summary import summarise  # noqa: PLC0415

    with plain_errors():
        store = run_store(read_settings())
        made = store.find(name)
        before = store.find(since) if since else store.before(made)
        summary = summarise(made)
        rows = judge(made, read_rules(packaged_gate(), partial=is_partial(made)), summary)
        changed = compare_runs(before, made) if before else None
        files = write(Report(made, summary, tuple(rows), changed, store.trend(made)), out or store.folder / "report")
    typer.echo("\n".join(f"Wrote {file}" for file in files))


@app.command()
def gate(
    *,
    name: Annotated[str | None, typer.Argument(help="A kept run; a new one is made when left out.")] = None,
    rules: Annotated[Path | None, typer.Option(help="The thresholds; the shipped gate.json when left out.")] = None,
    questions: Questions = None,
    small: Small = None,
    json_output: Json = False,
) -> None:
    """Hold a run against the thresholds; name the rows and questions that fell. Exit code 5 when any did.

    With --small a threshold falls only when the whole 95 % interval of its figure is on the wrong side.
    """
    from dataclasses import asdict  # noqa: PLC0415

    from eval.gate import fallen, is_partial, judge, packaged_gate, read_rules  # noqa: PLC0415
    from eval.markdown import gate_lines  # noqa: PLC0415

    with plain_errors():
        settings, file = read_settings(), rules or packaged_gate()
        read_rules(file)  # a wrong file is told before the questions are asked
        made = run_store(settings).find(name) if name else make_run(settings, Plan(questions, small=small))[0]
        rows = judge(made, read_rules(file, partial=is_partial(made)), in_doubt_hold=small is not None)
    if json_output:
        told = [
            asdict(r.rule) | {"value": r.value, "held": r.held, "items": [o.item.id for o in r.culprits]} for r in rows
        ]
        typer.echo(json.dumps({"run": made.id, "left_out": len(made.left_out), "rows": told}))
    else:
        left = f", {len(made.left_out)} left out (their documents are not indexed)" if made.left_out else ""
        left += ", held to the thresholds for a part of the library" if is_partial(made) else ""
        head = f"Run {made.id}: {len(made.outcomes)} questions{left}, {made.seconds:.0f} s."
        typer.echo("\n".join([head, "", *gate_lines(rows)]))
    raise typer.Exit(WORSE if fallen(rows) else 0)


@app.command()
def draft(
    question: Annotated[str, typer.Argument(help="The question, in any official EU language.")],
    previous: Annotated[list[str] | None, typer.Option(help="An earlier question of the conversation.")] = None,
) -> None:
    """Print a first version of an item, from today's answer: correct it, add it to a file, and run check."""
    from assistant.compose import open_assistant  # noqa: PLC0415
    from eval.draft import draft as draft_item  # noqa: PLC0415
    from eval.items import to_line  # noqa: PLC0415

    with plain_errors():
        earlier = tuple(previous or ())
        answer = open_assistant(read_settings()).ask(question, None, None, earlier)
    typer.echo(to_line(draft_item(answer, earlier)))


eval_kept.register(app)
eval_index.register(app)
