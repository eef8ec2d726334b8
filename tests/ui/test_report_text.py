from __future__ import annotations

from index.report import Failure, Note, ReindexReport
from ui.report_text import report_text


def test_every_document_has_a_line_with_its_reason() -> None:
    report = ReindexReport(
        added=("a", "b"),
        changed=("c",),
        unchanged=("d", "e"),
        removed=("f",),
        renamed=("g",),
        failed=(Failure("x.pdf", "x.pdf has no text."),),
        generation="g2",
        embedded=5,
        reused=7,
        seconds=1.25,
        reasons={"a": "new file /in/a.md", "c": "the content of /in/c.md has changed", "f": "/in/f.md is gone",
                 "g": "/in/new.md has the content that /in/g.md had"},
        notes=(Note("y", "y is the text of z in a lesser format; answers use z."),),
    )  # fmt: skip
    assert report_text(report, dry_run=False).splitlines() == [
        "added: a (new file /in/a.md)",
        "added: b",
        "changed: c (the content of /in/c.md has changed)",
        "removed: f (/in/f.md is gone)",
        "unchanged, moved: g (/in/new.md has the content that /in/g.md had)",
        "unchanged: 2 (d, e)",
        "failed: x.pdf: x.pdf has no text.",
        "note: y is the text of z in a lesser format; answers use z.",
        "Published generation g2: 5 passages embedded, 7 reused.",
        "1.2 s",
    ]


def test_nothing_to_do_a_dry_run_and_nothing_but_failures() -> None:
    assert "Nothing to do: the published index is up to date." in report_text(ReindexReport(), dry_run=False)
    dry = report_text(ReindexReport(removed=("a",)), dry_run=True)
    assert dry.startswith("removed: a\n")
    assert "Nothing was changed (dry run)." in dry
    failed = report_text(ReindexReport(failed=(Failure("x", "It is broken."),)), dry_run=False)
    assert "up to date" not in failed
    assert "Nothing was published: the published index answers as before." in failed


def test_many_unchanged_documents_are_counted_and_few_wrapped() -> None:
    many = report_text(ReindexReport(unchanged=tuple(f"d{n}" for n in range(61))), dry_run=False)
    assert many.splitlines()[0] == "unchanged: 61"
    few = report_text(ReindexReport(unchanged=tuple(f"32024R{n:04}" for n in range(40))), dry_run=False)
    lines = few.splitlines()
    assert max(map(len, lines)) <= 100
    assert few.count("32024R") == 40
