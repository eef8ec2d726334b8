"""A longer run of the readers' fuzzing: pytest tests/ingest/test_fuzz.py --hypothesis-profile=long."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("long", max_examples=500, deadline=None, print_blob=True)
