"""Why a line of a bank statement is not reconciled, or its reconciliation not undone."""

from domain.core.errors import DomainError


class UnknownBankLineError(DomainError):
    """There is no such line of a statement of this bank account."""

    code = "accounting.unknown_bank_line"


class AlreadyReconciledError(DomainError):
    """The line was reconciled before; undo that first."""

    code = "accounting.already_reconciled"


class NotReconciledError(DomainError):
    """The line is not reconciled."""

    code = "accounting.not_reconciled"


class NotOnBankAccountError(DomainError):
    """The journal has no such line on the bank's account."""

    code = "accounting.not_on_bank_account"


class AlreadyMatchedError(DomainError):
    """The journal's line was matched with another line of the bank."""

    code = "accounting.already_matched"


class BankSumDiffersError(DomainError):
    """What is matched and posted does not make the amount of the bank's line."""

    code = "accounting.bank_sum_differs"


class PostedToBankError(DomainError):
    """What a line is posted against is another account than the bank's own."""

    code = "accounting.posted_to_bank"


class NothingPostedError(DomainError):
    """What is to be posted moves the bank's account by nothing."""

    code = "accounting.nothing_posted"
