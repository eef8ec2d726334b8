"""What is to be measured is named in one notation, and a wrong name is told in one sentence."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pond import PondAssistant, pond_items
from pydantic import ValidationError

import eval.commits
from assistant.settings import Settings
from eval.commits import run_at
from eval.run import BadRun, Circumstances, evaluate, save
from eval.systems import UnknownSystem
from eval.variants import Variant, is_variant, variant


def settings(home: Path) -> Settings:
    return Settings(home=home, llm_key="secret", _env_file=None)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("assistant", Variant("assistant")),
        ("llama-index", Variant("llama-index")),
        ("dense@20260101T000000000000", Variant("dense", "20260101T000000000000")),
        ("rrf@g1,Adapter=false, port=3", Variant("rrf", "g1", {"adapter": "false", "port": "3"})),
        ("commit:HEAD~1", Variant("", None, {}, "HEAD~1")),
        ("commit:abc@g1,adapter=false", Variant("", "g1", {"adapter": "false"}, "abc")),
    ],
)  # fmt: skip
def test_names_are_read(name: str, meant: Variant) -> None:
    assert is_variant(name)
    assert variant(name) == meant


@pytest.mark.parametrize("name", ["latest", "latest~1", "20260101T000000000000-assistant", "runs/assistant.json"])
def test_kept_runs_are_not_taken_for_variants(name: str) -> None:
    assert not is_variant(name)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("best", "There is no system 'best'; use one of assistant, dense"),
        ("assistant,adapter", "'adapter' in 'assistant,adapter' changes no setting"),
        ("commit:", "Name a commit after commit:"),
        ("commit:--output=x", "Name a commit after commit:"),
    ],
)
def test_a_wrong_name_is_explained(name: str, told: str) -> None:
    with pytest.raises(UnknownSystem, match=told):
        variant(name)


def test_settings_are_changed_and_checked(tmp_path: Path) -> None:
    changed = variant("assistant,adapter=false,keep_generations=7").settings(settings(tmp_path))
    assert (changed.adapter, changed.keep_generations, changed.home) == (False, 7, tmp_path)
    assert changed.llm_key is not None
    assert changed.llm_key.get_secret_value() == "secret"
    assert variant("assistant,adapter=false").suffix == ",adapter=false"
    with pytest.raises(UnknownSystem, match="There is no setting 'luck'; use one of home, "):
        variant("assistant,luck=1").settings(settings(tmp_path))
    with pytest.raises(ValidationError, match="keep_generations"):
        variant("assistant,keep_generations=none").settings(settings(tmp_path))


_OTHER_PROGRAM = """
import json, os, pathlib, shutil, sys
home = pathlib.Path(os.environ["EUMA_HOME"])
assert sys.argv[1:3] == ["eval", "run"], sys.argv
assert os.environ["EUMA_ADAPTER"] == "False"
def main():
    if "--small" in sys.argv:
        sys.exit("euma: The other program is not able to.")
    run = pathlib.Path(__file__).parent / "made.json"
    name = json.loads(run.read_text())["id"]
    (home / "eval" / "runs").mkdir(parents=True)
    shutil.copy(run, home / "eval" / "runs" / f"{name}.json")
    print(json.dumps({"run": name}))
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, whose program copies a run that was made before."""
    folder = tmp_path / "checkout"
    (folder / "eval").mkdir(parents=True)
    (folder / "ui").mkdir()
    (folder / "ui" / "__init__.py").touch()
    (folder / "ui" / "cli.py").write_text(_OTHER_PROGRAM, "utf-8")
    made = evaluate(PondAssistant(), pond_items(), Circumstances())
    save(made, tmp_path).rename(folder / "ui" / "made.json")
    for words in (("init", "-q"), ("add", "."), ("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x")):
        subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)
    monkeypatch.setattr(eval.commits, "__file__", str(folder / "eval" / "commits.py"))
    return folder


def test_the_program_of_a_commit_is_run_and_its_answers_scored_here(checkout: Path, tmp_path: Path) -> None:
    there = settings(tmp_path / "view").model_copy(update={"adapter": False})
    made = run_at("HEAD", there, None)
    named = subprocess.run(
        ["git", "-C", str(checkout), "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout
    assert made.commit == named[:12]
    assert {o.item.id for o in made.outcomes} == {item.id for item in pond_items()}
    assert all(o.scores for o in made.outcomes)


def test_what_the_other_program_cannot_do_is_told_in_its_words(checkout: Path, tmp_path: Path) -> None:
    there = settings(tmp_path / "view").model_copy(update={"adapter": False})
    with pytest.raises(BadRun, match="The program of HEAD could not run the questions: euma: The other program"):
        run_at("HEAD", there, None, small=3)


def test_an_unknown_commit_and_no_checkout_are_told(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnknownSystem, match="There is no commit 'nowhere' in this checkout"):
        run_at("nowhere", settings(tmp_path), None)
    monkeypatch.setattr(eval.commits, "__file__", str(tmp_path / "elsewhere" / "eval" / "commits.py"))
    with pytest.raises(UnknownSystem, match="only in a git checkout"):
        run_at("HEAD", settings(tmp_path), None)
