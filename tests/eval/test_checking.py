"""Bad files of questions: everything wrong is named with its line, and nothing is asked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pond import FROG, PondAssistant, item, pond_items, row

from assistant.language import OFFICIAL
from eval.checking import check, load
from eval.items import BadItems, Split, own_questions, to_line
from eval.places import Places

Write = Callable[..., Path]


def faults(file: Path, pond: PondAssistant | None = None) -> list[str]:
    return [str(fault) for fault in check(file, Places(pond) if pond else None).faults]


def test_a_good_file_has_no_faults_and_gives_its_items_back(write_items: Write, pond: PondAssistant) -> None:
    file = write_items(*map(to_line, pond_items()))
    checked = check(file, Places(pond))
    assert checked.faults == ()
    assert list(checked.items) == pond_items()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{not json", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('{"schema": 2}', "has schema 2, this program reads 1"),
        ('{"id": "x"}', "has no schema"),
    ],
)
def test_a_malformed_line_is_named_with_its_number(write_items: Write, line: str, told: str) -> None:
    found = faults(write_items(row(), line))
    assert len(found) == 1
    assert found[0].startswith("own.jsonl:2: ")
    assert told in found[0]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "riddle"}, "kind is 'riddle'; use one of 'factoid'"),
        ({"colour": "red"}, "colour is not a field"),
        ({"language": "xx"}, "none of the 24 official ones"),
        ({"question": " "}, "question is empty"),
        ({"gold": []}, "gold is empty"),
        ({"kind": "follow-up"}, "needs the question before it"),
        ({"kind": "false-premise"}, "must have"),
        ({"must_contain": ["two |"]}, "empty alternative"),
        ({"gold": [FROG | {"fact": 3}]}, "number them from 1"),
        ({"gold": [FROG | {"id": "new"}]}, "either an id or a celex"),
        ({"gold": [FROG | {"phrases": []}]}, "has no phrases"),
        ({"gold": [FROG | {"phrases": ["frogs may stay for five years"]}]}, "has 6 words"),
        ({"as_of": "soon"}, "as_of is 'soon'"),
    ],
)
def test_a_wrong_field_is_explained(write_items: Write, fields: dict[str, object], told: str) -> None:
    found = faults(write_items(row(**fields)))
    assert any(told in fault and "duck" in fault for fault in found), found


def test_missing_fields_are_listed_one_by_one(write_items: Write) -> None:
    found = faults(write_items('{"schema": 1, "id": "bare"}'))
    assert [f.rpartition(": ")[2] for f in found] == [
        f"{name} is missing." for name in ("question", "language", "kind", "split", "answer")
    ]


@pytest.mark.parametrize(
    ("gold", "told"),
    [
        (FROG | {"locator": "Artikle 2"}, "has no 'Artikle 2'; did you mean 'Article 2'?"),
        (FROG | {"locator": "Article 9"}, "has no 'Article 9'"),
        (FROG | {"phrases": ["six years"]}, "'six years' does not occur in 32020R0001, Article 2"),
        (FROG | {"celex": "32099R0001"}, "the document 32099R0001 is not indexed"),
    ],
)
def test_gold_that_the_documents_do_not_have_is_named(
    write_items: Write, pond: PondAssistant, gold: dict[str, object], told: str
) -> None:
    found = faults(write_items(row(gold=[gold])), pond)
    assert len(found) == 1
    assert told in found[0]


def test_taken_ids_and_repeated_questions_are_named(write_items: Write) -> None:
    found = faults(write_items(row(), row(question="Another?"), row(id="again", question="When are DUCKS fed?")))
    assert found == [
        "own.jsonl:2: duck: the id is taken by own.jsonl:1; give it another.",
        "own.jsonl:3: again: asks the same as duck; remove one of them.",
    ]


def test_a_place_may_not_be_in_both_splits(write_items: Write) -> None:
    found = faults(write_items(row(), row(id="b", question="Ducks, when?", split="tune")))
    assert found == ["own.jsonl:2: b: is in tune, but duck of the other split is about 32020R0001, Article 1 too."]


def test_loading_a_file_with_a_fault_raises_and_tells_all(write_items: Write, pond: PondAssistant) -> None:
    file = write_items(row(), "{", row(id="c", question="C?", gold=[FROG | {"locator": "Article 7"}]))
    with pytest.raises(BadItems, match="2 faults in the questions, so none was asked") as caught:
        load(file, Places(pond))
    assert [fault.line for fault in caught.value.faults] == [2, 3]


def test_items_without_their_documents_are_left_out_when_wanted(write_items: Write, pond: PondAssistant) -> None:
    elsewhere = FROG | {"celex": "32099R0001"}
    file = write_items(
        row(),
        row(id="far", question="Far?", gold=[elsewhere]),
        row(id="either", question="Either?", gold=[elsewhere, FROG]),
    )
    checked = check(file, Places(pond), only_indexed=True)
    assert checked.faults == ()
    assert [i.id for i in checked.items] == ["duck", "either"]
    assert checked.left_out == ("far",)


def test_a_phrase_of_an_edition_that_is_not_indexed_is_no_fault_when_only_indexed_ones_count(
    write_items: Write, pond: PondAssistant
) -> None:
    file = write_items(row(gold=[FROG | {"phrases": ["five years", "cinq ans"]}]))
    assert check(file, Places(pond), only_indexed=True).faults == ()
    assert len(faults(file, pond)) == 1
    wrong = write_items(row(gold=[FROG | {"phrases": ["six years", "six ans"]}]))
    assert len(check(wrong, Places(pond), only_indexed=True).faults) == 2


def test_a_missing_path_and_an_empty_folder_are_bad_items(tmp_path: Path) -> None:
    with pytest.raises(BadItems, match="does not exist"):
        check(tmp_path / "nowhere", None)
    with pytest.raises(BadItems, match=r"holds no \.jsonl file"):
        check(tmp_path, None)


def test_our_own_questions_are_whole_balanced_and_many() -> None:
    checked = check(own_questions(), None)
    assert checked.faults == ()
    assert len(checked.items) >= 450
    kinds = {kind: [i for i in checked.items if i.kind == kind] for kind in {i.kind for i in checked.items}}
    languages = {i.language for i in checked.items}
    assert len(kinds) == 16
    assert min(len(items) for items in kinds.values()) >= 17
    for split in Split:
        assert min(sum(i.split is split for i in items) for kind, items in kinds.items() if kind != "reference") >= 5
    assert languages == set(OFFICIAL)
    assert {i.id for i in checked.items} >= {f"q{n:03}" for n in range(1, 121)}


def test_a_line_is_read_back_as_the_same_item() -> None:
    assert check_line(to_line(item(previous=["Before?"], must_not_contain=["x"]))) == item(
        previous=["Before?"], must_not_contain=["x"]
    )


def check_line(line: str) -> object:
    from eval.items import ITEM

    return ITEM.validate_json(line)
