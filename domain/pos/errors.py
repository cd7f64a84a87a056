"""What can go wrong with what a till needs, beyond what is common to all master data."""

from domain.core.errors import InvalidError


class WrongDigits(InvalidError):
    """The amount does not fit the currency's digits."""

    code = "wrong_digits"
