"""The services of bank accounts, a file per noun."""

from domain.banking.service.accounts import (
    BANK_ACCOUNTS,
    check_bank_account,
    create_bank_account,
    delete_bank_account,
    update_bank_account,
)
from domain.banking.service.automatic import Decided, Decisions, decide_by_rules
from domain.banking.service.entries import gather_entries
from domain.banking.service.lines import LineFilter, get_line, line_of, list_lines
from domain.banking.service.outstanding import get_outstanding
from domain.banking.service.rows import KnownAccount, NumberedLine, StatementFile, StatementRows, known_accounts
from domain.banking.service.rules import BANK_RULES
from domain.banking.service.statements import (
    Upload,
    get_statement,
    import_statement,
    list_statements,
    preview_statement,
)

__all__ = [
    "BANK_ACCOUNTS",
    "BANK_RULES",
    "Decided",
    "Decisions",
    "KnownAccount",
    "LineFilter",
    "NumberedLine",
    "StatementFile",
    "StatementRows",
    "Upload",
    "check_bank_account",
    "create_bank_account",
    "decide_by_rules",
    "delete_bank_account",
    "gather_entries",
    "get_line",
    "get_outstanding",
    "get_statement",
    "import_statement",
    "known_accounts",
    "line_of",
    "list_lines",
    "list_statements",
    "preview_statement",
    "update_bank_account",
]
