"""Mexico: the tax authority's grouping codes.

Servicio de Administración Tributaria, Anexo 24 de la Resolución Miscelánea Fiscal "Contabilidad en medios
electrónicos", apartado B "Código agrupador de cuentas del SAT" (Diario Oficial de la Federación, 5 January 2015, as
changed on 4 October 2016), sat.gob.mx. Who keeps electronic books names one of these codes with each account, at the
level of the account or of its first sub-account; here the accounts carry the codes themselves, so that nothing is left
to be matched. Codes with a third part (`101.01.01`) are ours, below the published account that they belong to.

`700` holds costs and income of finance; an account stands below another of its own type, so income has no heading.
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
    "Servicio de Administración Tributaria, Anexo 24 de la Resolución Miscelánea Fiscal, código agrupador de cuentas"
    " (Diario Oficial de la Federación, 5 de enero de 2015 y 4 de octubre de 2016): https://www.sat.gob.mx"
)

ASSETS = account(
    "100 Activo",
    ASSET,
    account(
        "100.01 Activo a corto plazo",
        ASSET,
        account(
            "101 Caja",
            ASSET,
            account(
                "101.01 Caja y efectivo", ASSET, "101.01.01 Cajas de cobro", "101.01.02 Caja fuerte", cash_flow=CASH
            ),
        ),
        account("102 Bancos", ASSET, "102.01 Bancos nacionales", "102.02 Bancos extranjeros", cash_flow=CASH),
        account("105 Clientes", ASSET, "105.01 Clientes nacionales"),
        account(
            "107 Deudores diversos",
            ASSET,
            "107.01 Funcionarios y empleados",
            account(
                "107.05 Otros deudores diversos",
                ASSET,
                "107.05.01 Tarjetas por liquidar",
                "107.05.02 Otros medios de pago por liquidar",
            ),
        ),
        account("109 Pagos anticipados", ASSET, "109.23 Otros pagos anticipados"),
        account("115 Inventario", ASSET, "115.01 Inventario", "115.05 Mercancías en tránsito"),
        account("118 Impuestos acreditables pagados", ASSET, "118.01 IVA acreditable pagado"),
        account("119 Impuestos acreditables por pagar", ASSET, "119.01 IVA pendiente de pago"),
        account("120 Anticipo a proveedores", ASSET, "120.01 Anticipo a proveedores nacional"),
    ),
    account(
        "100.02 Activo a largo plazo",
        ASSET,
        account(
            "155 Mobiliario y equipo de oficina", ASSET, "155.01 Mobiliario y equipo de oficina", cash_flow=INVESTING
        ),
        account("156 Equipo de cómputo", ASSET, "156.01 Equipo de cómputo", cash_flow=INVESTING),
        account(
            "171 Depreciación acumulada de activos fijos",
            ASSET,
            "171.04 Depreciación acumulada de mobiliario y equipo de oficina",
            "171.05 Depreciación acumulada de equipo de cómputo",
            cash_flow=OPERATING,
        ),
        account("184 Depósitos en garantía", ASSET, "184.02 Depósitos de arrendamiento de bienes inmuebles"),
    ),
)
LIABILITIES = account(
    "200 Pasivo",
    LIABILITY,
    account(
        "200.01 Pasivo a corto plazo",
        LIABILITY,
        account(
            "201 Proveedores",
            LIABILITY,
            "201.01 Proveedores nacionales",
            account("201.02 Proveedores extranjeros", LIABILITY),
        ),
        account(
            "205 Acreedores diversos a corto plazo",
            LIABILITY,
            "205.02 Acreedores diversos a corto plazo nacional",
            account(
                "205.06 Otros acreedores diversos a corto plazo",
                LIABILITY,
                "205.06.01 Mercancía recibida por facturar",
                "205.06.02 Propinas por pagar",
            ),
        ),
        account(
            "206 Anticipo de cliente",
            LIABILITY,
            "206.01 Anticipo de cliente nacional",
            account(
                "206.05 Otros anticipos de clientes",
                LIABILITY,
                "206.05.01 Tarjetas de regalo",
                "206.05.02 Saldos a favor de clientes",
            ),
        ),
        account(
            "208 Impuestos trasladados cobrados",
            LIABILITY,
            "208.01 IVA trasladado cobrado",
            "208.02 IEPS trasladado cobrado",
        ),
        account("209 Impuestos trasladados no cobrados", LIABILITY, "209.01 IVA trasladado no cobrado"),
        account(
            "210 Provisión de sueldos y salarios por pagar",
            LIABILITY,
            "210.01 Provisión de sueldos y salarios por pagar",
        ),
        account("213 Impuestos y derechos por pagar", LIABILITY, "213.01 IVA por pagar", "213.03 ISR por pagar"),
        account("216 Impuestos retenidos", LIABILITY, "216.01 Impuestos retenidos de ISR por sueldos y salarios"),
    ),
    account(
        "200.02 Pasivo a largo plazo",
        LIABILITY,
        account(
            "252 Cuentas por pagar a largo plazo",
            LIABILITY,
            "252.01 Documentos bancarios y financieros por pagar a largo plazo nacional",
            cash_flow=FINANCING,
        ),
    ),
)
CAPITAL = account(
    "300 Capital contable",
    EQUITY,
    account("301 Capital social", EQUITY, "301.01 Capital fijo", "301.02 Capital variable", cash_flow=FINANCING),
    account("302 Patrimonio", EQUITY, "302.02 Aportación patrimonial", cash_flow=FINANCING),
    account(
        "304 Resultado de ejercicios anteriores",
        EQUITY,
        "304.01 Utilidad de ejercicios anteriores",
        "304.02 Pérdida de ejercicios anteriores",
    ),
    account(
        "306 Otras cuentas de capital",
        EQUITY,
        account("306.01 Otras cuentas de capital", EQUITY, "306.01.01 Saldos iniciales"),
    ),
)
FINANCE = (
    *account(
        "700 Resultado integral de financiamiento",
        EXPENSE,
        account(
            "701 Gastos financieros",
            EXPENSE,
            "701.01 Pérdida cambiaria",
            "701.04 Intereses a cargo bancario nacional",
            "701.10 Comisiones bancarias",
        ),
        account(
            "703 Otros gastos",
            EXPENSE,
            account(
                "703.21 Otros gastos",
                EXPENSE,
                "703.21.01 Diferencias de caja",
                "703.21.02 Diferencias por redondeo",
            ),
        ),
    ),
    *account(
        "702 Productos financieros",
        REVENUE,
        "702.01 Utilidad cambiaria",
        "702.04 Intereses a favor bancarios nacional",
    ),
    *account("704 Otros productos", REVENUE, "704.23 Otros productos"),
)


GENERAL = (
    "601.01 Sueldos y salarios",
    "601.26 Cuotas al IMSS",
    "601.38 Honorarios a personas morales residentes nacionales",
    "601.46 Arrendamiento a personas morales residentes nacionales",
    "601.50 Teléfono, internet",
    "601.51 Agua",
    "601.52 Energía eléctrica",
    "601.54 Limpieza",
    "601.55 Papelería y artículos de oficina",
    "601.56 Mantenimiento y conservación",
    "601.57 Seguros y fianzas",
    "601.58 Otros impuestos y derechos",
    "601.61 Propaganda y publicidad",
    "601.75 Comisiones por tarjetas de crédito",
    "601.84 Otros gastos generales",
)


def _result(sales: tuple[str, ...], cost: tuple[str, ...], expenses: tuple[str, ...]) -> Lines:
    """Return income, costs and expenses, with what one trade adds to them."""
    return (
        *account(
            "400 Ingresos",
            REVENUE,
            account(
                "401 Ingresos",
                REVENUE,
                "401.01 Ventas y/o servicios gravados a la tasa general",
                "401.04 Ventas y/o servicios gravados al 0%",
                "401.07 Ventas y/o servicios exentos",
                *sales,
            ),
            account(
                "402 Devoluciones, descuentos o bonificaciones sobre ingresos",
                REVENUE,
                "402.01 Devoluciones, descuentos o bonificaciones sobre ventas y/o servicios a la tasa general",
            ),
            account("403 Otros ingresos", REVENUE, "403.01 Otros Ingresos"),
        ),
        *account(
            "500 Costos",
            EXPENSE,
            account("501 Costo de venta y/o servicio", EXPENSE, "501.01 Costo de venta", *cost),
            account(
                "504 Otras cuentas de costos",
                EXPENSE,
                account("504.25 Otras cuentas de costos", EXPENSE, "504.25.01 Diferencias de inventario"),
            ),
        ),
        *account(
            "600 Gastos",
            EXPENSE,
            account(
                "601 Gastos generales",
                EXPENSE,
                *GENERAL,
                *expenses,
            ),
            account(
                "613 Depreciación contable",
                EXPENSE,
                "613.04 Depreciación de mobiliario y equipo de oficina",
                "613.05 Depreciación de equipo de cómputo",
            ),
        ),
    )


ROLES = MappingProxyType(
    {
        Role.CASH: "101.01.01",
        Role.SAFE: "101.01.02",
        Role.BANK: "102.01",
        Role.CARD_CLEARING: "107.05.01",
        Role.OTHER_TENDER: "107.05.02",
        Role.RECEIVABLE: "105.01",
        Role.INVENTORY: "115.01",
        Role.STOCK_IN_TRANSIT: "115.05",
        Role.GOODS_RECEIVED: "205.06.01",
        Role.TAX_PAYABLE: "208.01",
        Role.GIFT_CARD: "206.05.01",
        Role.STORE_CREDIT: "206.05.02",
        Role.CUSTOMER_DEPOSITS: "206.01",
        Role.TIPS_PAYABLE: "205.06.02",
        Role.OPENING_EQUITY: "306.01.01",
        Role.RETAINED_EARNINGS: "304.01",
        Role.SALES: "401.01",
        Role.COGS: "501.01",
        Role.STOCK_VARIANCE: "504.25.01",
        Role.CASH_OVER_SHORT: "703.21.01",
        Role.ROUNDING: "703.21.02",
        Role.CARD_FEES: "601.75",
        Role.EXCHANGE_DIFFERENCES: "701.01",
    }
)

TRADES = {
    "retail": _result((), (), ("601.53 Vigilancia y seguridad", "601.72 Fletes y acarreos")),
    "restaurant": _result((), (), ("601.74 Comisiones sobre ventas", "601.77 Uniformes")),
    "services": _result(
        ("401.19 Ingresos por servicios profesionales",),
        ("501.02 Costo de servicios (Mano de obra)",),
        ("601.49 Viáticos y gastos de viaje", "601.62 Capacitación al personal"),
    ),
    "generic": _result((), (), ()),
}
TEMPLATES = tuple(
    Template(f"{trade}_mx", trade, "MX", SOURCE, in_order(ASSETS, LIABILITIES, CAPITAL, result, FINANCE), ROLES)
    for trade, result in TRADES.items()
)
