"""How a difference names rows: by the codes that people know, or by the id where a code is not to be found."""


def account(column: str) -> str:
    """Return SQL for the code of an account."""
    return _code("acct.chart_of_accounts", "code", column)


def location(column: str) -> str:
    """Return SQL for the code of a location; null stays null."""
    return _code("inv.locations", "code", column)


def item(column: str) -> str:
    """Return SQL for the SKU of an item."""
    return _code("inv.items", "sku", column)


def terminal(column: str) -> str:
    """Return SQL for the code of a terminal."""
    return _code("pos.terminals", "code", column)


def _code(table: str, name: str, column: str) -> str:
    return (
        f"coalesce((SELECT named.{name} FROM {table} named "  # noqa: S608 - built from constants
        f"WHERE named.org_id = %(org_id)s AND named.id = {column}), {column}::text)"
    )
