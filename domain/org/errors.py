"""What can go wrong with organizations and their settings."""

from domain.core.errors import ConflictError, InvalidError


class UnknownCurrency(InvalidError):
    """This is not the code of a currency with minor units (ISO 4217)."""

    code = "org.unknown_currency"


class UnknownCountry(InvalidError):
    """This is not the two-letter code of a country (ISO 3166-1)."""

    code = "org.unknown_country"


class UnknownTimeZone(InvalidError):
    """This is not the name of a time zone (IANA)."""

    code = "org.unknown_time_zone"


class CostingMethodFixed(ConflictError):
    """The costing method is fixed once stock has moved."""

    code = "org.costing_method_fixed"


class CostingMethodUnavailable(InvalidError):
    """This version costs by moving average only."""

    code = "org.costing_method_unavailable"
