"""Reports say the same in HTML, Markdown and JSON, ask nobody for anything, and escape what documents say."""

from __future__ import annotations

import json
import re
from pathlib import Path

from lxml import html
from pond import PondAssistant, item, pond_items

from eval.compare import compare
from eval.gate import judge, packaged_gate, read_rules
from eval.history import history, point, remember
from eval.markdown import to_markdown
from eval.page import comparison_html, to_html
from eval.report import Report, to_json, write
from eval.run import Circumstances, evaluate
from eval.summary import summarise


def report(*, broken: bool = True) -> Report:
    extra = item(id="markup", question="<script>alert(1)</script> & ducks?", must_contain=["nothing"])
    before = evaluate(PondAssistant(), [*pond_items(), extra], Circumstances())
    run = evaluate(PondAssistant(broken=broken), [*pond_items(), extra], Circumstances())
    summary = summarise(run)
    points = (point(before, summarise(before)), point(run, summary))
    rules = read_rules(packaged_gate())
    return Report(run, summary, tuple(judge(run, rules, summary)), compare(before, run), points)


def test_the_page_needs_nothing_from_anywhere() -> None:
    page = to_html(report())
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //link | //img | //iframe | //object")
    for attribute in tree.xpath("//@src | //@href | //@*[name()='xlink:href']"):
        assert attribute.startswith("#")
    assert not re.search(r"url\((?!#)|@import", page)
    assert "default-src 'none'" in page


def test_a_comparison_page_needs_nothing_either_and_escapes() -> None:
    since = report().since
    assert since is not None
    page = comparison_html(since)
    assert not html.fromstring(page).xpath("//script | //link | //img | //iframe | //object | //@src | //@href")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page or "markup" not in {c.a.item.id for c in since.changes}


def test_what_questions_say_is_escaped() -> None:
    page = to_html(report())
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ducks?" in page


def test_the_page_shows_pictures_with_names_and_what_was_wrong() -> None:
    tree = html.fromstring(to_html(report()))
    names = tree.xpath("//svg/@aria-label")
    assert {"Right answers by language", "Right answers by kind of question", "How long answers took"} <= set(names)
    assert any("ROC" in name for name in names)
    assert any("over the runs" in name for name in names)
    wrong = [" ".join(d.text_content().split()) for d in tree.xpath("//details")]
    assert any("Swans?" in text and "was right before" in text for text in wrong)
    assert any("within two days" in text.lower() for text in wrong)


def test_a_report_without_a_past_or_a_fault_is_whole_too() -> None:
    run = evaluate(PondAssistant(), pond_items(), Circumstances())
    page = to_html(Report(run, summarise(run)))
    assert "Everything was right." in page
    assert "since the last report" not in page


def test_markdown_and_json_tell_the_same_figures(tmp_path: Path) -> None:
    told = report()
    files = write(told, tmp_path / "out")
    assert [f.name for f in files] == ["report.html", "report.md", "report.json"]
    figures = json.loads(to_json(told))
    right = next(f for f in figures["figures"] if (f["slice"], f["measure"]) == ("all", "right"))
    assert right["value"] == told.summary.value("right")
    assert set(figures["wrong"]) == {o.item.id for o in told.worst}
    text = to_markdown(told)
    assert f"{100 * right['value']:.1f} %" in text
    assert "FELL" in text
    assert "worse in" in text


def test_answers_that_got_worse_come_first() -> None:
    told = report()
    assert "swan" in told.lost
    assert "markup" not in told.lost  # it was wrong before too
    order = [o.item.id in told.lost for o in told.worst]
    assert order == sorted(order, reverse=True)
    assert False in order


def test_the_history_keeps_each_run_once_and_passes_over_damage(tmp_path: Path) -> None:
    run = evaluate(PondAssistant(), pond_items(), Circumstances())
    summary = summarise(run)
    remember(tmp_path, run, summary)
    remember(tmp_path, run, summary)
    with (tmp_path / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    assert history(tmp_path) == [point(run, summary)]
    assert history(tmp_path / "nowhere") == []
