from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.app.cast import cast
from tests.conftest import Cli

from hechos.app.home import open_home

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def people(demo: Cli) -> dict[str, Client]:
    open_home(demo.home)
    return cast("demo")
