"""What can go wrong with bank accounts, their statements and their rules."""

from domain.core.errors import DomainError, ErrorKind, InvalidError


class StatementUnreadable(InvalidError):
    """The file is no statement that can be read; nothing of it was stored."""

    code = "accounting.statement_unreadable"


class StatementTooLarge(DomainError):
    """The file is larger than a statement may be."""

    code = "accounting.statement_too_large"
    kind = ErrorKind.TOO_LARGE


class StatementOfAnotherAccount(InvalidError):
    """The file is the statement of another account, or in another currency."""

    code = "accounting.statement_of_another_account"


class StatementDoesNotAddUp(InvalidError):
    """The statement's opening balance and its lines do not make its closing balance."""

    code = "accounting.statement_does_not_add_up"


class MappingNeeded(InvalidError):
    """It is not clear what the columns of the file mean; say so with a mapping."""

    code = "accounting.mapping_needed"


class CurrencyOfTheOrganization(InvalidError):
    """A bank account is kept in the currency of the organization, for now."""

    code = "accounting.currency_of_the_organization"


class NotABankAccount(InvalidError):
    """A bank account stands on an asset or a liability that nothing else answers for."""

    code = "accounting.not_a_bank_account"


class BankAccountFixed(InvalidError):
    """The ledger account of a bank account stays once there is a statement of it."""

    code = "accounting.bank_account_fixed"


class RuleUnfit(InvalidError):
    """The rule says nothing that a line could match, or what it says cannot be read."""

    code = "accounting.bank_rule_unfit"
