"""What is evaluated is opened by name, at the published or an earlier generation."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from eval.llama_default import minilm
from eval.store import RunStore
from eval.systems import UnknownSystem, at_generation, open_system, shown_settings
from index.errors import NoIndex, UnknownGeneration
from index.generation import IndexHome, Manifest


def settings(home: Path) -> Settings:
    return Settings(home=home, llm_key="secret", llm="openai:x", _env_file=None)


def test_an_unknown_system_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(UnknownSystem, match="no system 'best'; use one of assistant, dense"),
        open_system("best", settings(tmp_path)),
    ):
        pass


def test_without_an_index_a_baseline_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="euma reindex"), open_system("lexical", settings(tmp_path)):
        pass


def test_an_earlier_generation_is_shown_without_touching_the_home(tmp_path: Path) -> None:
    home = IndexHome(tmp_path)
    for identifier in ("20250101T000000000000", "20260101T000000000000"):
        home.folder(identifier).mkdir(parents=True)
        home.seal(Manifest(identifier, "", "m", 3, 0, 0, 0, "", {}, "embedded", "", {}))
        home.publish(identifier)
    with at_generation(settings(tmp_path), "20250101T000000000000") as there:
        assert IndexHome(there.home).current() == "20250101T000000000000"
        assert home.current() == "20260101T000000000000"
        view = there.home
    assert not view.exists()
    assert home.current() == "20260101T000000000000"
    with pytest.raises(UnknownGeneration), at_generation(settings(tmp_path), "1999"):
        pass


def test_settings_are_shown_without_secrets_and_places(tmp_path: Path) -> None:
    shown = shown_settings(settings(tmp_path))
    assert shown["llm"] == "openai:x"
    assert "secret" not in shown.values()
    assert not {name for name in shown if "key" in name or "url" in name or name.startswith("oidc")}
    assert str(tmp_path) not in str(shown)


def test_weights_that_are_not_the_models_are_not_used(tmp_path: Path) -> None:
    model = tmp_path / "all-MiniLM-L6-v2"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"other")
    assert minilm(tmp_path) is None


def test_no_kept_run_before_the_first(tmp_path: Path) -> None:
    from test_run import pond_run

    store, run = RunStore(tmp_path), pond_run()
    assert store.before(run) is None
    assert store.trend(run) == ()
