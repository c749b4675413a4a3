"""What every room's tests share: the small edition, opened."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from layers import Edition, open_edition
from tests import served_layers, servers
from tests.small_edition import write_small_edition

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")

os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1,localhost"
"""The servers of the tests are asked directly, whatever proxy the machine has."""


@pytest.fixture(scope="session")
def small_edition(tmp_path_factory) -> Edition:
    """Give the small edition opened; `small_edition.root` is its folder, not to be changed."""
    return open_edition(write_small_edition(tmp_path_factory.mktemp("editions") / "small"))


@pytest.fixture(scope="session")
def postgis() -> Iterator[str]:
    """Start PostGIS with the layers of `tests.served_layers`; give the address of its database."""
    servers.require(servers.missing_postgis())
    with servers.postgis() as server:
        served_layers.fill_database(f"postgresql://{server}/postgres")
        yield f"postgresql://{server}/gis"


@pytest.fixture(scope="session")
def mapserver(tmp_path_factory) -> Iterator[str]:
    """Start MapServer with the maps of `tests.served_layers`; give its address."""
    servers.require(servers.missing_mapserver())
    folder = tmp_path_factory.mktemp("mapserver")
    with servers.mapserver(folder / "server", served_layers.write_maps(folder)) as address:
        yield address
