"""Account names that plain-text accounting tools accept."""

import re
import unicodedata
from collections.abc import Iterable

from domain.reports.export.ledger import Account

ROOTS = {"asset": "Assets", "liability": "Liabilities", "equity": "Equity", "revenue": "Income", "expense": "Expenses"}


def account_names(accounts: Iterable[Account]) -> dict[str, str]:
    """Return by account id a name such as `Assets:1010-Cash-in-drawers`, each name once.

    The part after the root begins with an upper-case letter or a digit and goes on with letters, digits and dashes
    (the syntax of beancount 3, which hledger accepts too).
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for account in accounts:
        plain = f"{ROOTS[account.type]}:{_component(f'{account.code} {account.name}')}"
        name, serial = plain, 2
        while name in taken:
            name, serial = f"{plain}-{serial}", serial + 1
        taken.add(name)
        names[account.id] = name
    return names


def _component(text: str) -> str:
    kept = "".join(sign if _is_kept(sign) else "-" for sign in unicodedata.normalize("NFC", text))
    component = re.sub("-+", "-", kept).strip("-")
    begins_well = component and unicodedata.category(component[0]) in {"Lu", "Nd"}
    return component if begins_well else f"A-{component}".rstrip("-")


def _is_kept(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category.startswith("L") or category == "Nd"
