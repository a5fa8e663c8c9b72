"""What tests of the faces share."""

import pytest

DAY = 86_400.0


class Clock:
    """Tells the time that it is set to, in seconds."""

    def __init__(self) -> None:
        self.now = 1_000 * DAY

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()
