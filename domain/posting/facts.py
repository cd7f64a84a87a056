"""What a batch is decided over: the state of each organization in it, loaded once and folded in order.

Ids are canonical text, amounts minor units, quantities ten-thousandths, prices and costs millionths, percentages
millionths of a percent.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from domain.accounting.modules import BOOKS
from domain.core import clock
from domain.inventory.costing import UNKNOWN_COST, Level
from domain.inventory.lots import Lots, Parts, lot_id_of
from domain.pos.price_rules import Entry, Rules
from domain.posting.bank_facts import Bank
from domain.posting.closing import Periods
from domain.posting.dating import Dating
from domain.posting.errors import PeriodClosedError
from domain.posting.foreign import Foreign
from domain.posting.goods import Receipt, Transfer
from domain.posting.originals import OriginalSale
from domain.posting.role_accounts import RoleAccounts
from domain.posting.tills import Deposit, PostedMoney, Shift, StoredValue


@dataclass(slots=True)
class Claimed:
    """One operation in hand; `place` is where its row lay when it was claimed (a ctid)."""

    org_id: str
    id: str
    place: str
    kind: str
    attempts: int
    subject_id: str
    content: dict[str, Any]
    grants: int
    submitted_at: str

    @property
    def occurred_at(self) -> str:
        """When it happened by the till's clock, or when it was accepted where the till did not say; ISO 8601."""
        given: str | None = self.content.get("occurred_at")
        return given or datetime.fromisoformat(self.submitted_at).astimezone(UTC).isoformat()


@dataclass(slots=True, frozen=True)
class Item:
    """What posting must know of an item; tax rate and accounts are its own or else its category's.

    `own_accounts`: its stock or its cost stands on another account than that of the role. `units` gives by code how
    much of its own unit one is, and its price; `kit` gives by item how much one takes of it. Both None: it has none.
    """

    id: str
    sku: str
    name: str
    price: str
    cost: int
    tax_rate_id: str | None
    sales_account_id: str | None
    stocked: bool
    active: bool
    category: str | None = None
    unit: str = ""
    own_accounts: bool = False
    inventory_account_id: str | None = None
    cogs_account_id: str | None = None
    units: dict[str, tuple[int, str | None]] | None = None
    kit: tuple[tuple[str, int], ...] | None = None
    reorder_point: int | None = None
    tracked: bool = False
    """Whether its lots are told apart."""
    expires: bool = False
    """Whether its lots have a date until which they are good."""


@dataclass(slots=True, frozen=True)
class Terminal:
    """A till and where it stands."""

    id: str
    code: str
    active: bool
    location_id: str
    location_code: str


@dataclass(slots=True, frozen=True)
class Location:
    """Where stock lies."""

    id: str
    code: str
    active: bool


@dataclass(slots=True, frozen=True)
class Method:
    """A tender and its account, where it has one of its own."""

    id: str
    kind: str
    account_id: str | None
    active: bool


@dataclass(slots=True, frozen=True)
class TaxRate:
    """A tax; `inclusive` is resolved by the organization's setting."""

    id: str
    percent: int
    percent_text: str
    inclusive: bool
    account_id: str | None
    active: bool


@dataclass(slots=True)
class Customer:
    """A buyer, what is owed, and how much may be owed (None: no limit)."""

    id: str
    active: bool
    credit_limit: int | None
    price_group: str | None = None
    receivable: int = 0
    owing: bool = False
    """Whether what is owed was loaded and locked."""
    changed: bool = False


@dataclass(slots=True)
class Book:
    """The end of a chain of journals."""

    number: int
    hash: bytes


@dataclass(slots=True)
class TillNumbers:
    """The last numbers that a terminal drew, and those that it counted itself in this batch."""

    last: int = 0
    last_shift: int = 0
    last_z: int = 0
    grand_total: int = 0
    seen: list[int] = field(default_factory=list)

    def next_receipt(self) -> int:
        """Draw a receipt number."""
        self.last += 1
        return self.last

    def next_shift(self) -> int:
        """Draw a shift number."""
        self.last_shift += 1
        return self.last_shift

    def next_z(self) -> int:
        """Draw the number of a Z report."""
        self.last_z += 1
        return self.last_z


@dataclass(slots=True)
class PostedJournal:
    """A journal that is to be reversed."""

    id: str
    book: str
    business_date: date
    memo: str
    source_type: str
    reversed: bool
    lines: tuple[tuple[str, str | None, int, int], ...]


@dataclass(slots=True)
class OrgFacts(RoleAccounts):
    """One organization's state, changed only by the fold."""

    id: str
    digits: int
    time_zone: str
    day_cutoff: time
    negative_stock: bool
    late_sale_posts: bool
    tax_per_document: bool
    prices_include_tax: bool
    cash_rounding: int
    price_check: bool
    fifo: bool
    standard_cost: bool
    expired_stock: bool
    """Whether what has expired may be sold."""
    fiscal_year_start: int
    """The month in which fiscal years begin."""
    discount_limit: int | None
    """Millionths of a percent of the undiscounted price; None: as much as anybody likes."""
    rules: Rules | None = None
    """Active price lists and promotions; None: there are none, and a sale asks no further."""
    entries: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    """List prices by item, of organizations that have price lists."""
    closed: dict[str, date] = field(default_factory=dict)
    """By module the last month that takes nothing any more of what it holds; those before it do not either."""
    periods: Periods | None = None
    """Read in full where a period or a year is closed or reopened."""
    methods: dict[str, Method] = field(default_factory=dict)
    tax_rates: dict[str, TaxRate] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    items_by_sku: dict[str, Item] = field(default_factory=dict)
    items_by_barcode: dict[str, Item] = field(default_factory=dict)
    units_by_barcode: dict[str, str] = field(default_factory=dict)
    """Of the barcodes that name one of an item's units: which."""
    reasons: dict[str, str | None] = field(default_factory=dict)
    """The accounts of the reasons that a batch names, by code; None: that of `stock_variance`."""
    terminals: dict[str, Terminal] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    accounts: dict[str, tuple[str, bool]] = field(default_factory=dict)
    controlled: set[str] = field(default_factory=set)
    """Of these accounts those that stand for the stock of a category, and take nothing else."""
    journals: dict[str, PostedJournal] = field(default_factory=dict)
    foreign: Foreign = field(default_factory=Foreign)
    bank: Bank = field(default_factory=Bank)
    location_points: bool = False
    """Whether some location has a reorder point of its own for some item."""
    reorder_points: dict[tuple[str, str], int] = field(default_factory=dict)
    """Reorder points that a location has of its own, of the levels in this batch."""
    may_fall: dict[tuple[str, str], tuple[int, int | None]] = field(default_factory=dict)
    """Levels that may fall to their reorder point: their quantity before this batch, and that point."""
    new_standards: dict[str, int] = field(default_factory=dict)
    """Items that this batch gives another standard cost."""
    levels: dict[tuple[str, str], Level] = field(default_factory=dict)
    touched_levels: set[tuple[str, str]] = field(default_factory=set)
    stored_levels: set[tuple[str, str]] = field(default_factory=set)
    """Levels that were there before this batch."""
    tracked: set[str] = field(default_factory=set)
    """Items in this batch whose lots are told apart."""
    lots: dict[tuple[str, str], Lots] = field(default_factory=dict)
    """The lots of each level of such an item."""
    lots_moved: dict[tuple[str, int, str], Parts] = field(default_factory=dict)
    """Which lots of an item a document's line moved, where something of it comes or goes back."""
    receipts: dict[str, TillNumbers] = field(default_factory=dict)
    originals: dict[str, OriginalSale] = field(default_factory=dict)
    awaited: set[str] = field(default_factory=set)
    """Sales, receipts and transfers that are not there yet, and that a later operation of this batch is about."""
    suppliers: dict[str, str] = field(default_factory=dict)
    """Names of active suppliers."""
    transfers: dict[str, Transfer] = field(default_factory=dict)
    goods_received: dict[str, Receipt] = field(default_factory=dict)
    lying: dict[str, list[str]] = field(default_factory=dict)
    """Items that lie at a location which is counted in full."""
    shifts: dict[str, Shift] = field(default_factory=dict)
    tills_of_shifts: dict[str, str] = field(default_factory=dict)
    """The terminal of each shift that is moved or closed, known before the shift is locked."""
    open_shifts: dict[str, str] = field(default_factory=dict)
    """The open shift of each terminal at which one is to be opened or closed."""
    deposits: dict[str, Deposit] = field(default_factory=dict)
    money: dict[str, PostedMoney] = field(default_factory=dict)
    stored: dict[tuple[str, str], StoredValue] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)

    def level(self, location_id: str, item: Item) -> Level:
        """Return the level of an item at a location, to be changed; a new one starts at the item's own cost.

        Under standard cost so does an empty one: a new standard is that of what comes in from then on.
        """
        key = (location_id, item.id)
        found = self.levels[key]
        if found.unit_cost == UNKNOWN_COST or (self.standard_cost and not found.quantity and item.cost):
            found.unit_cost = item.cost
        self.touched_levels.add(key)
        if (item.reorder_point is not None or self.location_points) and key not in self.may_fall:
            self.may_fall[key] = found.quantity, self.reorder_points.get(key, item.reorder_point)
        return found

    def item(self, item_id: str) -> Item:
        """Return an item that was loaded, by whatever name."""
        found = self.items.get(item_id)
        if found is None:
            named = (*self.items_by_sku.values(), *self.items_by_barcode.values())
            found = self.items[item_id] = next(item for item in named if item.id == item_id)
        return found

    def new_standard(self, item: Item, unit_cost: int) -> None:
        """Let an item cost this much from now on."""
        self.new_standards[item.id] = unit_cost
        for named in (self.items, self.items_by_sku, self.items_by_barcode):
            for key, known in named.items():
                if known.id == item.id:
                    named[key] = replace(known, cost=unit_cost)

    def name_layer(self, location_id: str, item: Item, movement_id: str, *, lot: str | None = None) -> None:
        """Say which movement made the newest layer of cost, and of which lot it is, if it was made just now."""
        layers = self.levels[location_id, item.id].layers
        newest = layers.open[-1] if layers is not None and layers.open else None
        if newest is not None and not newest.seq and newest.movement_id is None:
            newest.movement_id = movement_id
            newest.lot_id = None if lot is None else lot_id_of(item.id, lot)

    def close(self, month: date, module: str) -> None:
        """Take nothing more of what a module holds into this month, nor into those before it."""
        self.closed[module] = max(month, self.closed.get(module, month))

    def dating(self, occurred_at: str, held_by: Collection[str]) -> Dating:
        """Return the dates of what happened at an instant. Raises `PeriodClosedError` where late posting is refused."""
        instant = datetime.fromisoformat(occurred_at)
        day = clock.business_date(instant, time_zone=self.time_zone, day_cutoff=self.day_cutoff)
        return self.open_day(day, occurred_at, held_by, path="occurred_at")

    def open_day(self, day: date, occurred_at: str, held_by: Collection[str] = BOOKS, *, path: str = "date") -> Dating:
        """Return the dates for a business date: itself, or the first day that is open in all modules that hold it.

        Raises `PeriodClosedError` at `path`, the field that says the day, where late posting is refused.
        """
        if not self.closed:
            return Dating(occurred_at, day, None)
        month = max((month for module, month in self.closed.items() if module in held_by), default=date.min)
        if clock.month_of(day) > month:
            return Dating(occurred_at, day, None)
        if not self.late_sale_posts:
            raise PeriodClosedError.at(path, f"The period of {day.isoformat()} is closed.")
        return Dating(occurred_at, clock.month_after(month), day)
