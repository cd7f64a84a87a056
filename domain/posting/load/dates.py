"""Dates as the driver gives them."""

from datetime import date


def as_date(value: date | str) -> date:
    """Return a date that came as one, or as its text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
