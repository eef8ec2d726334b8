from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.conversation import Turn
from ui.memory import Memory


def turn(size: int, number: int = 1) -> Turn:
    return Turn(number, "", "x" * size)


def test_a_tab_finds_its_own_turns_only() -> None:
    memory = Memory()
    memory.keep("a", (turn(1),))
    assert memory.recall("a") == (turn(1),)
    assert memory.recall("b") == ()


def test_starting_over_forgets() -> None:
    memory = Memory()
    memory.keep("a", (turn(1),))
    memory.keep("a", ())
    assert memory.recall("a") == ()


def test_the_longest_unused_goes_first() -> None:
    memory = Memory(largest=20)
    memory.keep("a", (turn(10),))
    memory.keep("b", (turn(10),))
    memory.recall("a")
    memory.keep("c", (turn(10),))
    assert memory.recall("b") == ()
    assert memory.recall("a") == (turn(10),)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 12))))
def test_memory_stays_within_its_limit_and_keeps_the_newest(steps: list[tuple[str, int]]) -> None:
    memory = Memory(largest=30)
    for key, size in steps:
        memory.keep(key, (turn(size),))
        assert memory.recall(key) == (turn(size),)
        kept = [memory.recall(other) for other in "abcdef"]
        assert sum(len(t.markup) for turns in kept for t in turns) <= 30
        memory.recall(key)
