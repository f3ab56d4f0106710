"""What the tests of the check may use."""

from tests.check.edited import said

__all__ = ["said"]
