"""France: the general chart of accounts.

Autorité des normes comptables, Règlement n° 2014-03 relatif au plan comptable général, as changed by Règlement
n° 2022-06 (in force for financial years from 1 January 2025), Livre IV "Le plan de comptes", anc.gouv.fr. Codes and
names are the published ones, typographic apostrophes left out. Codes ending in 9 with four or five digits are ours,
below the account that they belong to: cards on their way (`5119`), a safe (`5309`), gift cards (`41919`), tips
(`4689`), what is missing of stock (`60379`), of a till (`65819`) or of a cent (`65829`); so are the accounts beside
them that take the rest (`5118`, `5301`, `41911`, `60371`).

Stock is kept perpetually: what is sold is taken out of `37` against `6037`, and what comes in put into it. Classes hold
accounts of several types, so headings begin with what is of one type: `41` is an asset, `419` a liability.
"""

from types import MappingProxyType

from domain.accounting.chart.template import (
    ASSET,
    CASH,
    EQUITY,
    EXPENSE,
    FINANCING,
    INVESTING,
    LIABILITY,
    OPERATING,
    REVENUE,
    Lines,
    Template,
    account,
    in_order,
)
from domain.accounting.schemas import Role

SOURCE = (
    "Autorité des normes comptables, Règlement n° 2014-03 relatif au plan comptable général, modifié par le Règlement"
    " n° 2022-06 (2025), livre IV: https://www.anc.gouv.fr"
)

BALANCE_SHEET = (
    *account(
        "10 Capital et réserves",
        EQUITY,
        account("101 Capital", EQUITY, cash_flow=FINANCING),
        "106 Réserves",
        account("108 Compte de l'exploitant", EQUITY, cash_flow=FINANCING),
    ),
    *account(
        "11 Report à nouveau (solde créditeur ou débiteur)",
        EQUITY,
        "110 Report à nouveau (solde créditeur)",
        "119 Report à nouveau (solde débiteur)",
    ),
    *account("89 Comptes de bilan", EQUITY, "890 Bilan d'ouverture"),
    *account(
        "16 Emprunts et dettes assimilées",
        LIABILITY,
        "164 Emprunts auprès des établissements de crédit",
        "168 Autres emprunts et dettes assimilées",
        cash_flow=FINANCING,
    ),
    *account(
        "20 Immobilisations incorporelles et frais d'établissement",
        ASSET,
        "206 Droit au bail",
        "207 Fonds commercial",
        cash_flow=INVESTING,
    ),
    *account(
        "21 Immobilisations corporelles",
        ASSET,
        "215 Installations techniques, matériels et outillages industriels",
        "218 Autres immobilisations corporelles",
        cash_flow=INVESTING,
    ),
    *account(
        "27 Autres immobilisations financières", ASSET, "275 Dépôts et cautionnements versés", cash_flow=INVESTING
    ),
    *account(
        "28 Amortissements des immobilisations",
        ASSET,
        "280 Amortissements des immobilisations incorporelles et des frais d'établissement",
        "281 Amortissements des immobilisations corporelles",
        cash_flow=OPERATING,
    ),
    *account("37 Stocks de marchandises", ASSET),
    *account("38 Stocks en voie d'acheminement, mis en dépôt ou donnés en consignation", ASSET),
    *account(
        "40 Fournisseurs et comptes rattachés",
        LIABILITY,
        "401 Fournisseurs",
        "404 Fournisseurs d'immobilisations",
        "408 Fournisseurs - Factures non parvenues",
    ),
    *account("409 Fournisseurs débiteurs", ASSET, "4091 Fournisseurs - Avances et acomptes versés sur commandes"),
    *account(
        "41 Clients et comptes rattachés",
        ASSET,
        "411 Clients",
        "416 Clients douteux ou litigieux",
        "418 Clients - Produits non encore facturés",
    ),
    *account(
        "419 Clients créditeurs",
        LIABILITY,
        account(
            "4191 Clients - Avances et acomptes reçus sur commandes",
            LIABILITY,
            "41911 Acomptes",
            "41919 Cartes-cadeaux",
        ),
        "4197 Clients - Autres avoirs",
    ),
    *account("42 Personnel et comptes rattachés", LIABILITY, "421 Personnel - Rémunérations dues"),
    *account("43 Sécurité sociale et autres organismes sociaux", LIABILITY, "431 Sécurité sociale"),
    *account("4456 Taxes sur le chiffre d'affaires déductibles", ASSET, "44566 TVA sur autres biens et services"),
    *account(
        "445 État - Taxes sur le chiffre d'affaires",
        LIABILITY,
        account("4455 Taxes sur le chiffre d'affaires à décaisser", LIABILITY, "44551 TVA à décaisser"),
        account("4457 Taxes sur le chiffre d'affaires collectées", LIABILITY, "44571 TVA collectée"),
    ),
    *account("447 Autres impôts, taxes et versements assimilés", LIABILITY),
    *account("468 Divers comptes créditeurs et charges à payer", LIABILITY, "4689 Pourboires à reverser"),
    *account("486 Charges constatées d'avance", ASSET),
    *account("487 Produits constatés d'avance", LIABILITY),
    *account(
        "51 Banques, établissements financiers et assimilés",
        ASSET,
        account(
            "511 Valeurs à l'encaissement",
            ASSET,
            "5112 Chèques à encaisser",
            "5118 Autres moyens de paiement à encaisser",
            "5119 Cartes bancaires à encaisser",
        ),
        account("512 Banques", ASSET, cash_flow=CASH),
    ),
    *account("53 Caisse", ASSET, account("530 Caisse", ASSET, "5301 Caisses", "5309 Coffre", cash_flow=CASH)),
)


RESULT = (
    *account(
        "61 Services extérieurs",
        EXPENSE,
        account("613 Locations", EXPENSE, "6132 Locations immobilières", "6135 Locations mobilières"),
        "614 Charges locatives et de copropriété",
        "615 Entretien et réparation",
        "616 Primes d'assurances",
    ),
    *account(
        "63 Impôts, taxes et versements assimilés",
        EXPENSE,
        "635 Autres impôts, taxes et versements assimilés (administrations des impôts)",
    ),
    *account(
        "64 Charges de personnel",
        EXPENSE,
        "641 Rémunérations du personnel",
        "645 Cotisations de sécurité sociale et de prévoyance",
    ),
    *account(
        "65 Autres charges de gestion courante",
        EXPENSE,
        "654 Pertes sur créances irrécouvrables",
        "656 Pertes de change sur créances et dettes commerciales",
        account(
            "658 Pénalités et autres charges", EXPENSE, "65819 Différences de caisse", "65829 Différences d'arrondi"
        ),
    ),
    *account("66 Charges financières", EXPENSE, "661 Charges d'intérêts"),
    *account(
        "68 Dotations aux amortissements, aux dépréciations et aux provisions",
        EXPENSE,
        "6811 Dotations aux amortissements sur immobilisations incorporelles et corporelles",
    ),
    *account(
        "75 Autres produits de gestion courante",
        REVENUE,
        "756 Gains de change sur créances et dettes commerciales",
        "758 Indemnités et autres produits",
    ),
    *account("76 Produits financiers", REVENUE, "768 Autres produits financiers"),
)


def _result(purchases: tuple[str, ...], expenses: tuple[str, ...], sales: tuple[str, ...]) -> Lines:
    """Return the accounts of classes 6 and 7, with what one trade adds to them."""
    return (
        *account(
            "60 Achats",
            EXPENSE,
            account(
                "603 Variation des stocks d'approvisionnements et de marchandises",
                EXPENSE,
                account(
                    "6037 Variation des stocks de marchandises",
                    EXPENSE,
                    "60371 Coût des marchandises vendues",
                    "60379 Écarts d'inventaire",
                ),
            ),
            account(
                "606 Achats non stockés de matière et fournitures",
                EXPENSE,
                "6061 Fournitures non stockables (eau, énergie, etc.)",
                "6063 Fournitures d'entretien et de petit équipement",
                "6064 Fournitures administratives",
            ),
            "607 Achats de marchandises",
            *purchases,
        ),
        *account(
            "62 Autres services extérieurs",
            EXPENSE,
            "622 Rémunérations d'intermédiaires et honoraires",
            "623 Publicité, publications, relations publiques",
            "626 Frais postaux et de télécommunications",
            account(
                "627 Services bancaires et assimilés",
                EXPENSE,
                "6278 Autres frais et commissions sur prestations de services",
            ),
            *expenses,
        ),
        *account(
            "70 Ventes de produits fabriqués, prestations de services, marchandises",
            REVENUE,
            "706 Prestations de services",
            "707 Ventes de marchandises",
            "708 Produits des activités annexes",
            "709 Rabais, remises et ristournes accordés",
            *sales,
        ),
        *RESULT,
    )


ROLES = {
    Role.CASH: "5301",
    Role.SAFE: "5309",
    Role.BANK: "512",
    Role.CARD_CLEARING: "5119",
    Role.OTHER_TENDER: "5118",
    Role.RECEIVABLE: "411",
    Role.INVENTORY: "37",
    Role.STOCK_IN_TRANSIT: "38",
    Role.GOODS_RECEIVED: "408",
    Role.TAX_PAYABLE: "44571",
    Role.GIFT_CARD: "41919",
    Role.STORE_CREDIT: "4197",
    Role.CUSTOMER_DEPOSITS: "41911",
    Role.TIPS_PAYABLE: "4689",
    Role.OPENING_EQUITY: "890",
    Role.RETAINED_EARNINGS: "110",
    Role.SALES: "707",
    Role.COGS: "60371",
    Role.STOCK_VARIANCE: "60379",
    Role.CASH_OVER_SHORT: "65819",
    Role.ROUNDING: "65829",
    Role.CARD_FEES: "6278",
    Role.EXCHANGE_DIFFERENCES: "656",
}

TRADES = {
    "retail": (_result((), ("624 Transports de biens et transports collectifs du personnel",), ()), "707"),
    "restaurant": (
        _result(("601 Achats stockés - Matières premières et fournitures",), (), ("701 Ventes de produits finis",)),
        "707",
    ),
    "services": (
        _result(
            ("604 Achats d'études et prestations de services",),
            ("621 Personnel extérieur à l'entité", "625 Déplacements, missions et réceptions"),
            (),
        ),
        "706",
    ),
    "generic": (_result((), (), ()), "707"),
}
TEMPLATES = tuple(
    Template(
        f"{trade}_fr",
        trade,
        "FR",
        SOURCE,
        in_order(BALANCE_SHEET, result),
        MappingProxyType(ROLES | {Role.SALES: sales}),
    )
    for trade, (result, sales) in TRADES.items()
)
