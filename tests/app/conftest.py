"""What tests of the desk begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.app.cast import cast
from tests.conftest import Cli, close_connections

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def people(demo: Cli) -> Iterator[dict[str, Client]]:
    """Browsers of the people of the demonstration case, by role."""
    open_home(demo.home)
    yield cast("demo")
    close_connections()
