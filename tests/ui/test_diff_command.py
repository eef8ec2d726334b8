"""`euma diff` on an index with three versions of an act."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from embedders import Flat
from typer.testing import CliRunner, Result

from index.reindex import reindex
from ui import diff_command

ACT = "32016R0679"  # a known number, so that its names are known; the words are this test's own
PAGE = '<html lang="en"><body><p class="oj-doc-ti">REGULATION (EU) 2016/679 on rooms</p>{body}</body></html>'


def page(path: Path, *articles: str, title: str = "") -> None:
    parts = [
        f'<div class="eli-subdivision" id="art_{n}"><p class="oj-ti-art">Article {n}</p>'
        f'<p class="oj-sti-art">Opening</p><p class="oj-normal">{words}</p></div>'
        for n, words in enumerate(articles, 1)
        if words
    ]
    text = PAGE.format(body="".join(parts))
    path.write_text(text.replace("REGULATION", f"{title}REGULATION"), encoding="utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder, home = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("home")
    long = "Everybody may " + "come in, sit down and read " * 6
    page(folder / f"{ACT}.en.xhtml", f"{long}and talk.", "Rooms \x1b[31mare free.", "Rooms close.")
    page(folder / "02016R0679-20160504.en.xhtml", f"{long}and talk.", "Rooms are free of charge.", "Rooms close.")
    page(
        folder / "02016R0679-20200101.en.xhtml", f"{long}and sing.", "Rooms are free of charge.", "", "Rooms are warm."
    )
    page(folder / f"{ACT}R(01).en.xhtml", "For ‘free’, read ‘free of charge’.", title="Corrigendum to ")
    report = reindex(home, [folder], Flat())
    assert not report.failed
    return home


@pytest.fixture
def run(home: Path):
    class Settings:
        pass

    Settings.home = home

    def call(*arguments: str) -> Result:
        app = typer.Typer()
        app.callback()(lambda: None)
        diff_command.register(app, Settings)
        return CliRunner().invoke(app, ["diff", *arguments])

    return call


def test_what_changed_between_two_days(run) -> None:
    result = run("GDPR", "--from", "2016-05-03", "--to", "2020-01-01")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[:4] == [
        f"{ACT}: {ACT} (of 3 May 2016) compared with 02016R0679-20200101 (of 1 January 2020)",
        "changed: Article 1, Article 2",
        "added: Article 4",
        "repealed: Article 3",
    ]
    assert "and [-talk.-] {+sing.+}" in result.output
    assert "Everybody may … " in result.output
    assert result.output.count("sit down") == 2, "long unchanged stretches are shortened"
    assert f"Corrigenda to this act: {ACT}R(01)." in result.output
    assert f"Versions indexed: {ACT}, 02016R0679-20160504, 02016R0679-20200101." in result.output
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    "name", [ACT, "gdpr", "  General data  protection REGULATION ", "DSGVO", "02016R0679-20200101"]
)
def test_an_act_by_number_or_name(run, name: str) -> None:
    assert run(name, "--from", "2016-05-03").output.startswith(f"{ACT}: {ACT} (of 3 May 2016) compared")


def test_json_has_versions_with_days_and_marked_words(run) -> None:
    found = json.loads(run("GDPR", "--from", "2016-05-03", "--to", "2019-12-31", "--json").output)
    assert found["from"] == {"day": "2016-05-03", "document": ACT, "valid_from": None, "valid_until": "2016-05-04"}
    assert found["to"]["document"] == "02016R0679-20160504"
    [change] = found["changes"]
    assert (change["locator"], change["what"], change["heading"]) == ("Article 2", "changed", "Opening")
    marks = dict(change["lines"][-1])
    assert marks["kept"] == "Rooms"
    assert marks["added"] == "are free of charge."
    assert len(found["versions"]) == 3
    assert found["corrigenda"] == [f"{ACT}R(01)"]


def test_one_version_for_both_days_is_said(run) -> None:
    result = run("GDPR", "--from", "2017-01-01", "--to", "2018-01-01")
    assert result.exit_code == 0
    assert "02016R0679-20160504, counts for both days, so nothing differs." in result.output
    assert "On 1 January 2017: applies from 25 May 2018, in the text of 4 May 2016." in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing", "--from", "2020-01-01"), "nothing names no known act"),
        (("AMMR", "--from", "2020-01-01"), r"AMMR \(32024R1351\) is not indexed. Run: euma sources add 32024R1351"),
        (("32099R0001", "--from", "2020-01-01"), "32099R0001 is not indexed. Run: euma sources add 32099R0001 --vers"),
        (("GDPR", "--from", "2020-01-02", "--to", "2020-01-01"), "--from 2020-01-02 is after --to 2020-01-01"),
        (("GDPR", "--from", "2016-01-01", "--language", "de"), r"not indexed in de; give --language with one of: en"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(run, capsys, arguments, sentence: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    [line] = result.stderr.strip().splitlines()
    assert re.search(sentence, line)
