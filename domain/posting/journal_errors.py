"""Why a journal in another currency is rejected when it is posted."""

from domain.core.errors import DomainError


class OwnCurrencyError(DomainError):
    """This is the organization's own currency; a journal in it names none."""

    code = "accounting.own_currency"


class UnknownRateError(DomainError):
    """No exchange rate of this currency is known on or before that day; give the journal one."""

    code = "accounting.unknown_rate"


class UnknownOpenItemError(DomainError):
    """There is no such open item in this organization."""

    code = "accounting.unknown_open_item"


class AmbiguousOpenItemError(DomainError):
    """The journal has several open items there; name the line."""

    code = "accounting.ambiguous_open_item"


class SettlementDiffersError(DomainError):
    """A settlement is in the currency of its item, on its account and location, on the other side."""

    code = "accounting.settlement_differs"


class OverSettledError(DomainError):
    """More would be settled than is still open."""

    code = "accounting.over_settled"


class ItemSettledError(DomainError):
    """Something of this journal has been settled; take that back first."""

    code = "accounting.item_settled"
