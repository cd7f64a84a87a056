"""What tests of bank statements share: lines, how they are handed in, and what an account has of them."""

RENT, COFFEE, FEE = ("2026-02-02", "Rent", "-500.00"), ("2026-02-03", "Coffee", "-5.00"), ("2026-02-04", "Fee", "-1.00")
SAME = {"kind": "bank_statement"}
OPTIONS = {"bank_account": "1030"}


def statements(bank):
    return bank.shop.get(f"{bank.address}/statements").json()["items"]


def texts(bank):
    return [line["text"] for line in bank.lines()]
