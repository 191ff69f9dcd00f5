from collections.abc import Iterator

import pytest

from tests.store.laptops import forget_template


@pytest.fixture(scope="session", autouse=True)
def _no_template_left() -> Iterator[None]:
    yield
    forget_template()
