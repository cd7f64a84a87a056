"""What can go wrong with organizations and their settings."""

from domain.core.errors import ConflictError, ForbiddenError, InvalidError


class UnknownCurrency(InvalidError):
    """This is not the code of a currency with minor units (ISO 4217)."""

    code = "org.unknown_currency"


class UnknownCountry(InvalidError):
    """This is not the two-letter code of a country (ISO 3166-1)."""

    code = "org.unknown_country"


class UnknownTimeZone(InvalidError):
    """This is not the name of a time zone (IANA)."""

    code = "org.unknown_time_zone"


class OrganizationClosed(ForbiddenError):
    """The organization is closed: it can be read and exported, nothing is changed any more."""

    code = "org.closed"


class NameNotTyped(InvalidError):
    """To close an organization its name is typed, exactly as it is written."""

    code = "org.name_not_typed"


class OwnersOnly(ForbiddenError):
    """Only an owner may do this."""

    code = "org.owners_only"


class FiscalYearStartFixed(ConflictError):
    """The fiscal year begins when it does while one is closed; reopen the closed ones first."""

    code = "org.fiscal_year_start_fixed"


class CostingMethodFixed(ConflictError):
    """The costing method is fixed once stock has moved."""

    code = "org.costing_method_fixed"
