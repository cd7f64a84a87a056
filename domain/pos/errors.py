"""What can go wrong with what a till needs, beyond what is common to all master data."""

from domain.core.errors import InvalidError


class WrongDigits(InvalidError):
    """The amount does not fit the currency's digits."""

    code = "wrong_digits"


class ReceiptTemplateInvalid(InvalidError):
    """The receipt's template cannot be used."""

    code = "pos.receipt_template_invalid"


class PromotionIncomplete(InvalidError):
    """This kind of promotion needs a value here."""

    code = "promotion_incomplete"


class PromotionContradictory(InvalidError):
    """This kind of promotion has no use for a value here."""

    code = "promotion_contradictory"


class EndsBeforeItStarts(InvalidError):
    """The last day lies before the first."""

    code = "ends_before_it_starts"


class MinimumTwice(InvalidError):
    """Two prices of an item begin at the same quantity."""

    code = "minimum_twice"


class EntryTwice(InvalidError):
    """Two entries are for the same item."""

    code = "entry_twice"


class TooManyRules(InvalidError):
    """There are as many active price lists or promotions as one organization may have."""

    code = "too_many_rules"
