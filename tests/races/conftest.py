"""A counter of each test's own, and a desk that admits beside the API's."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from domain.operations.admission import AdmissionDesk
from tests.domain.posting.till import Counter


@pytest.fixture
def counter(shop):
    return Counter(shop)


@pytest.fixture
def at_desk(database: str) -> Callable[..., Any]:
    """Run a coroutine function with a desk of its own; what it rings is thrown away."""

    def run(work: Callable[[AdmissionDesk], Coroutine[Any, Any, Any]]) -> Any:
        async def within() -> Any:
            async with AdmissionDesk(lambda _: None) as desk:
                await desk.current_epoch()
                return await work(desk)

        return asyncio.run(within())

    return run
