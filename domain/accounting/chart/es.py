"""Spain: the general accounting plan.

Real Decreto 1514/2007, de 16 de noviembre, por el que se aprueba el Plan General de Contabilidad, cuarta parte "Cuadro
de cuentas" (Boletín Oficial del Estado no. 278, 20 November 2007), boe.es/buscar/act.php?id=BOE-A-2007-19884.
Codes and names are the published ones. Four-digit codes ending in 1, 8 or 9 are ours, below the account that they
belong to: cards on their way (`4409`), gift cards (`4389`), a safe (`5709`), and so on; but `4009` and `4751` are the
plan's own.

Stock is kept perpetually: what is sold is taken out of `300` against `610`. Groups 4 and 5 hold accounts of several
types, so headings begin with what is of one type: `43` is an asset, `438` a liability.
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
    "Real Decreto 1514/2007, de 16 de noviembre, por el que se aprueba el Plan General de Contabilidad, cuarta parte"
    " (BOE-A-2007-19884): https://www.boe.es/buscar/act.php?id=BOE-A-2007-19884"
)

BALANCE_SHEET = (
    *account("10 Capital", EQUITY, "100 Capital social", "102 Capital", cash_flow=FINANCING),
    *account(
        "11 Reservas y otros instrumentos de patrimonio",
        EQUITY,
        "112 Reserva legal",
        "113 Reservas voluntarias",
        account("118 Aportaciones de socios o propietarios", EQUITY, cash_flow=FINANCING),
    ),
    *account(
        "12 Resultados pendientes de aplicación",
        EQUITY,
        "120 Remanente",
        "121 Resultados negativos de ejercicios anteriores",
        "129 Resultado del ejercicio",
        "1209 Saldos de apertura",
    ),
    *account(
        "17 Deudas a largo plazo por préstamos recibidos, empréstitos y otros conceptos",
        LIABILITY,
        "170 Deudas a largo plazo con entidades de crédito",
        "171 Deudas a largo plazo",
        cash_flow=FINANCING,
    ),
    *account(
        "20 Inmovilizaciones intangibles",
        ASSET,
        "205 Derechos de traspaso",
        "206 Aplicaciones informáticas",
        cash_flow=INVESTING,
    ),
    *account(
        "21 Inmovilizaciones materiales",
        ASSET,
        "213 Maquinaria",
        "215 Otras instalaciones",
        "216 Mobiliario",
        "217 Equipos para procesos de información",
        cash_flow=INVESTING,
    ),
    *account(
        "26 Fianzas y depósitos constituidos a largo plazo",
        ASSET,
        "260 Fianzas constituidas a largo plazo",
        cash_flow=INVESTING,
    ),
    *account(
        "28 Amortización acumulada del inmovilizado",
        ASSET,
        "280 Amortización acumulada del inmovilizado intangible",
        "281 Amortización acumulada del inmovilizado material",
        cash_flow=OPERATING,
    ),
    *account("30 Comerciales", ASSET, "300 Mercaderías", "3009 Mercaderías en tránsito"),
    *account(
        "40 Proveedores",
        LIABILITY,
        "400 Proveedores",
        "4009 Proveedores, facturas pendientes de recibir o de formalizar",
    ),
    *account("407 Anticipos a proveedores", ASSET),
    *account("41 Acreedores varios", LIABILITY, "410 Acreedores por prestaciones de servicios"),
    *account("43 Clientes", ASSET, "430 Clientes", "436 Clientes de dudoso cobro"),
    *account(
        "438 Anticipos de clientes",
        LIABILITY,
        "4381 Anticipos",
        "4388 Vales a favor de clientes",
        "4389 Tarjetas regalo",
    ),
    *account(
        "44 Deudores varios",
        ASSET,
        account(
            "440 Deudores",
            ASSET,
            "4408 Otros medios de cobro pendientes de abono",
            "4409 Tarjetas pendientes de abono",
        ),
    ),
    *account(
        "465 Remuneraciones pendientes de pago", LIABILITY, "4651 Sueldos", "4659 Propinas pendientes de entregar"
    ),
    *account("470 Hacienda Pública, deudora por diversos conceptos", ASSET, "4700 Hacienda Pública, deudora por IVA"),
    *account("472 Hacienda Pública, IVA soportado", ASSET),
    *account(
        "475 Hacienda Pública, acreedora por conceptos fiscales",
        LIABILITY,
        "4750 Hacienda Pública, acreedora por IVA",
        "4751 Hacienda Pública, acreedora por retenciones practicadas",
    ),
    *account("476 Organismos de la Seguridad Social, acreedores", LIABILITY),
    *account("477 Hacienda Pública, IVA repercutido", LIABILITY),
    *account("480 Gastos anticipados", ASSET),
    *account("485 Ingresos anticipados", LIABILITY),
    *account(
        "52 Deudas a corto plazo por préstamos recibidos y otros conceptos",
        LIABILITY,
        "520 Deudas a corto plazo con entidades de crédito",
        cash_flow=FINANCING,
    ),
    *account("550 Titular de la explotación", EQUITY, cash_flow=FINANCING),
    *account(
        "57 Tesorería",
        ASSET,
        account("570 Caja, euros", ASSET, "5701 Cajas de cobro", "5709 Caja fuerte", cash_flow=CASH),
        account("572 Bancos e instituciones de crédito c/c vista, euros", ASSET, cash_flow=CASH),
    ),
)


RESULT = (
    *account(
        "61 Variación de existencias",
        EXPENSE,
        account(
            "610 Variación de existencias de mercaderías",
            EXPENSE,
            "6101 Coste de las mercaderías vendidas",
            "6109 Diferencias de inventario",
        ),
    ),
    *account("63 Tributos", EXPENSE, "631 Otros tributos"),
    *account(
        "64 Gastos de personal",
        EXPENSE,
        "640 Sueldos y salarios",
        "642 Seguridad Social a cargo de la empresa",
    ),
    *account(
        "65 Otros gastos de gestión",
        EXPENSE,
        "650 Pérdidas de créditos comerciales incobrables",
        account(
            "659 Otras pérdidas en gestión corriente",
            EXPENSE,
            "6598 Diferencias de redondeo",
            "6599 Diferencias de caja",
        ),
    ),
    *account("66 Gastos financieros", EXPENSE, "662 Intereses de deudas", "668 Diferencias negativas de cambio"),
    *account(
        "68 Dotaciones para amortizaciones",
        EXPENSE,
        "680 Amortización del inmovilizado intangible",
        "681 Amortización del inmovilizado material",
    ),
    *account(
        "70 Ventas de mercaderías, de producción propia, de servicios, etc.",
        REVENUE,
        "700 Ventas de mercaderías",
        "705 Prestaciones de servicios",
        "706 Descuentos sobre ventas por pronto pago",
        "708 Devoluciones de ventas y operaciones similares",
        "709 Rappels sobre ventas",
    ),
    *account("75 Otros ingresos de gestión", REVENUE, "759 Ingresos por servicios diversos"),
    *account(
        "76 Ingresos financieros", REVENUE, "768 Diferencias positivas de cambio", "769 Otros ingresos financieros"
    ),
)


def _result(purchases: tuple[str, ...], expenses: tuple[str, ...]) -> Lines:
    """Return the accounts of groups 6 and 7, with what one trade adds to them."""
    return (
        *account("60 Compras", EXPENSE, "600 Compras de mercaderías", *purchases),
        *account(
            "62 Servicios exteriores",
            EXPENSE,
            "621 Arrendamientos y cánones",
            "622 Reparaciones y conservación",
            "623 Servicios de profesionales independientes",
            "624 Transportes",
            "625 Primas de seguros",
            account("626 Servicios bancarios y similares", EXPENSE, "6269 Comisiones por cobros con tarjeta"),
            "627 Publicidad, propaganda y relaciones públicas",
            "628 Suministros",
            "629 Otros servicios",
            *expenses,
        ),
        *RESULT,
    )


ROLES = {
    Role.CASH: "5701",
    Role.SAFE: "5709",
    Role.BANK: "572",
    Role.CARD_CLEARING: "4409",
    Role.OTHER_TENDER: "4408",
    Role.RECEIVABLE: "430",
    Role.INVENTORY: "300",
    Role.STOCK_IN_TRANSIT: "3009",
    Role.GOODS_RECEIVED: "4009",
    Role.TAX_PAYABLE: "477",
    Role.GIFT_CARD: "4389",
    Role.STORE_CREDIT: "4388",
    Role.CUSTOMER_DEPOSITS: "4381",
    Role.TIPS_PAYABLE: "4659",
    Role.OPENING_EQUITY: "1209",
    Role.RETAINED_EARNINGS: "120",
    Role.SALES: "700",
    Role.COGS: "6101",
    Role.STOCK_VARIANCE: "6109",
    Role.CASH_OVER_SHORT: "6599",
    Role.ROUNDING: "6598",
    Role.CARD_FEES: "6269",
    Role.EXCHANGE_DIFFERENCES: "668",
}

TRADES = {
    "retail": (_result((), ()), "700"),
    "restaurant": (_result(("602 Compras de otros aprovisionamientos",), ()), "700"),
    "services": (_result(("607 Trabajos realizados por otras empresas",), ()), "705"),
    "generic": (_result((), ()), "700"),
}
TEMPLATES = tuple(
    Template(
        f"{trade}_es",
        trade,
        "ES",
        SOURCE,
        in_order(BALANCE_SHEET, result),
        MappingProxyType(ROLES | {Role.SALES: sales}),
    )
    for trade, (result, sales) in TRADES.items()
)
