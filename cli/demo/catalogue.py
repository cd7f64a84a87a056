"""What Café Sol sells, to whom, and what it pays for it."""

from dataclasses import dataclass

TAX_RATES = (
    ("PREPARED", "Prepared food and drinks", "11.75"),
    ("GROCERY", "Groceries", "2.25"),
    ("GENERAL", "General merchandise", "10.25"),
)

SHOPS = (("CENTRO", "Café Sol Centro"), ("PLAYA", "Café Sol Playa"))

CUSTOMERS = (
    "Ana Beltrán",
    "Bruno Keller",
    "Carmen Ortiz",
    "Dae-jung Park",
    "Elif Demir",
    "Farah Haddad",
    "Gábor Nagy",
    "Hana Novák",
    "Isabela Rocha",
    "Jonas Lindqvist",
)

# They pay at the end of the month.
ACCOUNT_CUSTOMERS = ("Hotel Mirador", "Estudio Norte Arquitectos")


@dataclass(frozen=True, slots=True)
class Article:
    """One thing on sale: prices as decimals, `cost` None for what is made to order, `popularity` in no unit."""

    sku: str
    name: str
    category: str
    tax: str
    price: str
    cost: str | None
    popularity: int


def _articles(category: str, tax: str, *rows: tuple[str, str, str, str | None, int]) -> tuple[Article, ...]:
    return tuple(Article(sku, name, category, tax, price, cost, often) for sku, name, price, cost, often in rows)


ARTICLES = (
    *_articles(
        "Coffee",
        "PREPARED",
        ("COF-ESP", "Espresso", "3.00", None, 60),
        ("COF-DBL", "Double espresso", "3.75", None, 40),
        ("COF-COR", "Cortado", "4.25", None, 70),
        ("COF-CAP", "Cappuccino", "4.75", None, 90),
        ("COF-LAT", "Latte", "5.25", None, 95),
        ("COF-FLW", "Flat white", "5.00", None, 55),
        ("COF-MOC", "Mocha", "5.75", None, 30),
        ("COF-AME", "Americano", "3.95", None, 50),
        ("COF-CLD", "Cold brew", "5.50", None, 45),
    ),
    *_articles(
        "Tea",
        "PREPARED",
        ("TEA-GRN", "Green tea", "3.50", None, 20),
        ("TEA-MNT", "Fresh mint tea", "3.95", None, 22),
        ("TEA-CHA", "Chai latte", "5.25", None, 28),
    ),
    *_articles(
        "Cold drinks",
        "GENERAL",
        ("DRK-WAT", "Still water 0.5 l", "2.25", "0.48", 60),
        ("DRK-SPK", "Sparkling water 0.5 l", "2.50", "0.52", 40),
        ("DRK-ORG", "Fresh orange juice", "5.50", "1.85", 45),
        ("DRK-LEM", "Mint lemonade", "4.75", "0.95", 35),
        ("DRK-KOM", "Kombucha ginger", "5.95", "2.60", 18),
        ("DRK-COL", "Cola 0.33 l", "2.95", "0.71", 38),
    ),
    *_articles(
        "Bakery",
        "PREPARED",
        ("BAK-CRO", "Butter croissant", "3.75", "0.98", 95),
        ("BAK-PAC", "Pain au chocolat", "4.25", "1.15", 60),
        ("BAK-CIN", "Cinnamon roll", "4.50", "1.24", 55),
        ("BAK-BAN", "Banana bread", "4.25", "1.05", 40),
        ("BAK-CHE", "Basque cheesecake", "6.50", "1.92", 30),
        ("BAK-ALF", "Alfajor", "2.95", "0.74", 45),
        ("BAK-EMP", "Empanada spinach", "4.95", "1.48", 42),
        ("BAK-SCO", "Cheddar scone", "3.95", "1.02", 25),
    ),
    *_articles(
        "Kitchen",
        "PREPARED",
        ("KIT-AVO", "Avocado toast", "10.95", "3.85", 35),
        ("KIT-GRA", "Granola bowl", "9.25", "2.74", 25),
        ("KIT-BGL", "Salmon bagel", "12.50", "4.95", 28),
        ("KIT-CUB", "Cubano sandwich", "11.75", "4.12", 32),
        ("KIT-CAE", "Caesar salad", "12.25", "3.97", 20),
        ("KIT-SOP", "Soup of the day", "7.95", "1.88", 26),
        ("KIT-QUI", "Quiche", "8.75", "2.63", 24),
    ),
    *_articles(
        "Groceries",
        "GROCERY",
        ("GRO-BEA", "House blend beans 250 g", "13.50", "6.25", 22),
        ("GRO-ETH", "Ethiopia Guji beans 250 g", "17.95", "8.90", 12),
        ("GRO-DEC", "Decaf beans 250 g", "14.50", "6.95", 8),
        ("GRO-OAT", "Oat milk 1 l", "4.49", "2.31", 15),
        ("GRO-HON", "Wildflower honey 350 g", "11.25", "5.64", 7),
        ("GRO-OLI", "Olive oil 0.5 l", "15.75", "8.20", 6),
        ("GRO-CHO", "Dark chocolate 70 %", "5.95", "2.48", 18),
        ("GRO-GRN", "Granola 500 g", "9.95", "4.37", 8),
    ),
    *_articles(
        "Merchandise",
        "GENERAL",
        ("MER-MUG", "Stoneware mug", "18.00", "6.80", 6),
        ("MER-CUP", "Travel cup", "26.00", "11.40", 5),
        ("MER-FIL", "Paper filters, 100", "7.50", "2.90", 7),
        ("MER-PRE", "French press 0.6 l", "34.90", "15.75", 3),
        ("MER-TOT", "Tote bag", "16.00", "4.95", 4),
        ("MER-CAR", "Gift wrapping", "2.50", None, 5),
    ),
)


def barcode_of(place: int) -> str:
    """Return the barcode of the article at a place of the list.

    13 digits from the range that shops give out themselves (GS1 prefix 20), check digit last.
    """
    digits = f"20{4_100_000_000 + 13_789 * place}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"
