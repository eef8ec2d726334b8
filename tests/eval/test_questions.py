"""The shipped questions hold against the real documents, and are our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pond import item

from assistant.compose import briefs, guide
from eval.checking import check
from eval.items import Split, own_questions
from eval.originality import near_duplicates
from eval.places import Places
from eval.split import topics
from index.guide import GuideEntry
from ingest.collect import collect
from ingest.document import Document
from ingest.load import load
from ingest.source import Source

UNSEEN = own_questions().parent / "unseen"
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


class Files:
    """The briefs and the corpus, read straight from their files."""

    def __init__(self) -> None:
        self._documents = {d.id: d for d in map(load, collect([briefs(), CORPUS]).files)}

    def documents(self) -> list[Source]:
        return [document.source for document in self._documents.values()]

    def document(self, document_id: str) -> Document:
        return self._documents[document_id]


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(Files())


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
@pytest.mark.parametrize("folder", [own_questions(), UNSEEN], ids=lambda folder: folder.name)
def test_every_gold_place_is_in_the_corpus_and_holds_its_phrases(folder: Path, places: Places) -> None:
    assert [str(fault) for fault in check(folder, places).faults] == []


@pytest.mark.parametrize("folder", [own_questions(), UNSEEN], ids=lambda folder: folder.name)
def test_no_question_is_nearly_one_of_the_guide(folder: Path) -> None:
    assert [str(near) for near in near_duplicates(check(folder, None).items, guide())] == []


def test_the_unseen_questions_tune_nothing() -> None:
    items = check(UNSEEN, None).items
    assert len(items) >= 300
    assert {item.split for item in items} == {Split.TEST}


def test_a_question_that_is_nearly_one_of_the_guide_is_named() -> None:
    entry = GuideEntry("32024L1346", "16", None, "en", "By when must a refugee child be in school?")
    asked = item(question="By when must refugee children be in school?")
    [near] = near_duplicates([asked, item(id="other", question="What is a pond?")], [entry])
    assert (near.item.id, near.entry) == ("duck", entry)
    assert "word it anew" in str(near)


def test_both_splits_are_large_and_share_no_article() -> None:
    items = check(own_questions(), None).items
    splits = {split: [i for i in items if i.split is split] for split in Split}
    assert min(map(len, splits.values())) >= 150
    places = [set().union(*map(topics, found)) for found in splits.values()]
    assert not places[0] & places[1]
