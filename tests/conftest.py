"""What every room's tests share: the small edition, opened."""

from __future__ import annotations

import pytest
from hypothesis import settings

from layers import Edition, open_edition
from tests.small_edition import write_small_edition

settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")


@pytest.fixture(scope="session")
def small_edition(tmp_path_factory) -> Edition:
    """Give the small edition opened; `small_edition.root` is its folder, not to be changed."""
    return open_edition(write_small_edition(tmp_path_factory.mktemp("editions") / "small"))
