"""Customers and suppliers: rows of one table each, found by a code, made or changed a chunk at a time."""

from dataclasses import dataclass
from functools import cached_property

from domain.auth.permissions import Permission
from domain.core.db import UnitOfWork
from domain.core.fields import MAX_CODE
from domain.core.money import MAX_MINOR
from domain.imports.errors import AlreadyThereError, MissingError, NotThereError
from domain.imports.kinds.base import Batch, Column, Fault, SetKind, Verdict, Work
from domain.imports.kinds.converters import code, email, money, text, yes_or_no
from domain.imports.kinds.partner_statements import Statements
from domain.imports.kinds.staging import stage
from domain.org.profile import profile_of

FAULTS = {"not_there": NotThereError, "already_there": AlreadyThereError, "missing": MissingError}


@dataclass(frozen=True, kw_only=True)
class Partners(SetKind):
    """One table of people or firms. `view`: what the audit log shows beside the columns, as SQL over the row `i`."""

    name: str
    description: str
    permission: Permission
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    group: tuple[str, ...] = ()
    table: str
    subject: str
    amounts: tuple[str, ...] = ()
    view: str = ""

    @cached_property
    def _sql(self) -> Statements:
        names = tuple(column.name for column in self.columns)
        return Statements(
            table=self.table, subject=self.subject, key=self.key[0], names=names, amounts=self.amounts, view=self.view
        )

    def process(self, uow: UnitOfWork, work: Work, batch: Batch) -> Verdict:
        """Check, and apply, the rows of a chunk."""
        driver, statements = uow.driver, self._sql
        digits = profile_of(uow, org_id=work.ctx.org_id).digits
        given = {
            "org_id": work.ctx.org_id,
            "policy": work.policy.value,
            "digits": digits,
            "minor": 10**digits,
            "actor_type": work.ctx.actor.type,
            "actor_id": work.ctx.actor.id,
            "address": work.ctx.origin.address,
            "user_agent": work.ctx.origin.user_agent,
        }
        stage(driver, batch, table=statements.staged, ddl=statements.staging, columns=statements.names)
        driver.execute(statements.finding)
        if work.apply:
            driver.execute(statements.lock, given)
        driver.execute(statements.find, given)
        rows = driver.execute(statements.faults, given).fetchall()
        verdict = Verdict(faults=[Fault.of(line, column, FAULTS[fault]) for line, column, fault in rows])
        if rows:
            driver.execute(statements.leave_out, {"lines": [row[0] for row in rows]})
        counted = driver.execute(statements.count).fetchone()
        assert counted is not None
        verdict.new, verdict.changed, count = counted
        verdict.unchanged = count - verdict.new - verdict.changed
        if work.apply:
            for wanted, found in ((statements.changing, verdict.changed), (statements.making, verdict.new)):
                for statement in wanted if found else ():
                    driver.execute(statement, given)
        return verdict


_NAME = ("full name", "customer name", "company", "firma", "razon social", "nombre", "nom", "nome", "supplier name")
_COMMON = (
    Column(name="email", convert=email(), description="An e-mail address.", example="ana@example.org",
           aliases=("e mail", "mail", "correo", "email address", "courriel")),
    Column(name="phone", convert=text(MAX_CODE), description="A telephone number.", example="+52 55 1234 5678",
           aliases=("telephone", "tel", "mobile", "telefono", "telefon", "téléphone", "telefone", "celular")),
    Column(name="tax_id", convert=text(MAX_CODE), description="What the tax office knows them by.", example="",
           aliases=("vat id", "vat number", "rfc", "nif", "cif", "ust id", "siret", "cnpj", "tax number")),
)  # fmt: skip
_ACTIVE = Column(
    name="active", convert=yes_or_no(), description="Yes unless given.", example="yes",
    aliases=("enabled", "activo", "aktiv", "actif"),
)  # fmt: skip

SUPPLIERS = Partners(
    name="suppliers",
    description="Suppliers; found by `code`.",
    permission=Permission.INVENTORY_SUPPLIERS_WRITE,
    key=("code",),
    table="inv.suppliers",
    subject="supplier",
    columns=(
        Column(name="code", convert=code(), required=True, description="Unique within the organization.",
               example="ROAST", aliases=("supplier code", "supplier id", "vendor", "vendor code", "vendor id", "number",
                                         "lieferantennummer", "codigo", "clave", "id")),
        Column(name="name", convert=text(), description="Needed for a new supplier.", example="Roastery Ltd",
               aliases=("supplier", *_NAME)),
        *_COMMON,
        Column(name="payment_terms", convert=text(), description="When it is paid.", example="30 days net",
               aliases=("terms", "payment term", "condiciones de pago", "zahlungsbedingungen")),
        _ACTIVE,
    ),
)  # fmt: skip
_OWES = """'receivable', (
    SELECT round(coalesce(sum(b.receivable), 0)::numeric / %(minor)s, %(digits)s)::text
    FROM pos.customer_balances b WHERE b.org_id = %(org_id)s AND b.customer_id = i.id
)"""
CUSTOMERS = Partners(
    name="customers",
    description="Customers; found by `reference`, which may be their e-mail address.",
    permission=Permission.POS_CUSTOMERS_WRITE,
    key=("reference",),
    table="pos.customers",
    subject="customer",
    amounts=("credit_limit",),
    view=_OWES,
    columns=(
        Column(name="reference", convert=code(), required=True, description="Unique within the organization.",
               example="C-1027", aliases=("customer id", "customer number", "customer no", "customer code", "code",
                                          "id", "number", "kundennummer", "numero de cliente", "clave", "email",
                                          "e mail")),
        Column(name="name", convert=text(), description="Needed for a new customer.", example="Ana Pérez",
               aliases=("customer", *_NAME)),
        *_COMMON,
        Column(name="credit_limit", convert=money(most=MAX_MINOR // 10**6), numbers=True, example="200.00",
               description="What may be owed; without one for a new customer: any amount.",
               aliases=("credit", "limite de credito", "kreditlimit")),
        Column(name="price_group", convert=code(), description="A code that price lists and promotions are for.",
               aliases=("price level", "group", "tarifa", "preisgruppe")),
        _ACTIVE,
    ),
)  # fmt: skip
