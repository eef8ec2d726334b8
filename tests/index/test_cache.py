"""The embedding cache."""

from __future__ import annotations

import numpy as np
import pytest

from index.cache import VectorCache, cache_key


def vector(number):
    return np.full(4, number, np.float32)


def key(text):
    return cache_key("model", "passage", text)


def test_keys_tell_model_role_and_text_apart():
    parts = [("m", "passage", "t"), ("n", "passage", "t"), ("m", "query", "t"), ("m", "passage", "u")]
    assert len({cache_key(*p) for p in parts}) == len(parts)


def test_what_was_put_is_there_after_reopening(tmp_path):
    file = tmp_path / "deep" / "cache.sqlite"
    with VectorCache(file) as cache:
        cache.put({key(str(n)): vector(n) for n in range(1200)})
    with VectorCache(file) as cache:
        found = cache.get([key(str(n)) for n in range(1300)])
    assert len(found) == 1200
    assert found[key("7")] == pytest.approx(vector(7))
    assert found[key("7")].dtype == np.float32


def test_vacuum_forgets_what_is_not_used_and_shrinks_the_file(tmp_path):
    file = tmp_path / "cache.sqlite"
    with VectorCache(file) as cache:
        cache.put({key(str(n)): np.zeros(384, np.float32) for n in range(1000)})
        assert cache.vacuum(key(str(n)) for n in range(10)) == 990
        assert len(cache) == 10
        assert cache.vacuum(key(str(n)) for n in range(10)) == 0
    assert file.stat().st_size < 100_000


def test_a_failing_put_changes_nothing(tmp_path):
    with VectorCache(tmp_path / "cache.sqlite") as cache:
        with pytest.raises(ValueError, match="could not convert"):
            cache.put({key("a"): vector(1), key("b"): "no vector"})
        with pytest.raises(Exception, match="bind"):
            cache.put({key("a"): vector(1), object(): vector(2)})
        assert len(cache) == 0
