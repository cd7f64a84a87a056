"""Runs the requests of the topic pages in `docs/` and writes their answers and journals below them.

Every page gets an organization of its own. A block `http` is sent; what is accepted is posted at once. A block `json`
behind it is written anew with the answer (of an operation: with what became of it), a block `text` with the journal.
The words behind `json` name the parts of the answer that are shown, or with `name=part` what later requests call
`$name`. `$yesterday` is that day, of other names with a dollar each is a new id. What differs from run to run is left
out: other ids, and times. A block `sql` is run by a superuser, past every guard of the database.

A request whose type is `multipart/form-data` has the fields of its form a line each, and behind an empty line the file;
what is shown of an import is what it had come to when it rested, or behind `http applied=n` once so many of its rows
were applied, each in a chunk of its own. Server-sent events are shown as a list of them.

`--check` writes nothing, shows what would change, and ends with status 1 if anything would. Where pages are named the
others are left out.
"""

import difflib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

os.environ["ARCOIRIS_REGISTRATION"] = "true"
os.environ["ARCOIRIS_LOG_LEVEL"] = "CRITICAL"

import psycopg
from fastapi.testclient import TestClient

from api.main import create_app
from cli.bench.databases import migrated_server
from domain.core.ids import new_id_text
from domain.core.settings import settings
from domain.imports.engine import Importer
from domain.imports.progress import OPEN, Status
from domain.jobs.tick import Ticker
from domain.jobs.turns import connect_for_locks
from domain.posting.drain import connect_for_posting, drain_shards

DOCS = Path(__file__).parents[1] / "docs"
PAGES = (
    *("till.md", "shifts.md", "stock.md", "organization.md", "operations.md"),
    *("accounting.md", "reports.md", "scheduled-work.md", "imports.md"),
)
BLOCK = re.compile(r"```(http|json|text|sql)([^\n]*)\n(.*?)```", re.DOTALL)
NAME = re.compile(r"\$(\w+)")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
VOLATILE = {"hash", "previous_hash", "retry_after", "trace_id", "posted_at", "duration_ms", "elapsed_ms"}
PASSWORD = "a long sentence is best"  # noqa: S105 - of nobody
WIDTH = 118
DRAINS = 5
PATIENCE_S = 5
TURN_S = 0.2
FORM = "multipart/form-data"
EVENTS = "text/event-stream"
APPLIED = re.compile(r"applied=(\d+)")
SHOP = (
    ("tax", "/api/pos/tax-rates", {"code": "VAT16", "name": "VAT 16 %", "percent": "16"}),
    ("market", "/api/inventory/locations", {"code": "MARKET", "name": "Market stall"}),
    ("till", "/api/pos/terminals", {"code": "T1", "name": "Till 1", "location_id": "$shop"}),
    ("till2", "/api/pos/terminals", {"code": "T2", "name": "Till 2", "location_id": "$shop"}),
    ("ana", "/api/pos/customers", {"name": "Ana Pérez", "credit_limit": "100.00"}),
    (
        "beans",
        "/api/inventory/items",
        {"sku": "BEANS", "name": "Coffee beans 1 kg", "price": "10.50", "tax_rate_id": "$tax"},
    ),
    (
        "latte",
        "/api/inventory/items",
        {"sku": "LATTE", "name": "Latte", "price": "3.50", "stocked": False, "tax_rate_id": "$tax"},
    ),
    ("gift", "/api/inventory/items", {"sku": "GIFT", "name": "Gift card", "price": "50.00", "gift_card": True}),
    (
        "receipt",
        "/api/inventory/receipts",
        {
            "id": "$receipt",
            "location_id": "$shop",
            "occurred_at": "2025-03-03T08:00:00-06:00",
            "lines": [{"sku": "BEANS", "quantity": "20", "unit_cost": "6.25"}],
        },
    ),
)


class Shop:
    """The organization that one page speaks of, and what its requests call things."""

    def __init__(self, client: TestClient, page: str, *, superuser_url: str) -> None:
        """Open it: a café with two tills, a market stall, beans, lattes and gift cards."""
        self.client = client
        self.superuser_url = superuser_url
        self.names: dict[str, str] = {}
        self.refused: str | None = None
        self.importer = Importer()
        person = {"email": f"owner-{page}@example.com", "password": PASSWORD}
        self._must("/api/auth/register", {**person, "name": "Ana"})
        self.names["token"] = self._must("/api/auth/login", person)["access_token"]
        draft = {"name": "Café Sol", "currency": "USD", "country": "US", "time_zone": "America/Chicago"}
        opened = self._must("/api/org/organizations", draft)
        self.names["org"], self.names["shop"] = opened["id"], opened["default_location_id"]
        for name, path, body in SHOP:
            self.names[name] = self._must(path, json.loads(self.filled(json.dumps(body))))["id"]
        self.drain()

    def filled(self, text: str) -> str:
        """Return a request with ids in the place of names."""
        return NAME.sub(lambda found: self.names.setdefault(found[1], self._new(found[1])), text)

    def spoil(self, statement: str) -> None:
        """Change one row by hand, as nobody who only has the application's role can."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            changed = connection.execute(self.filled(statement).encode()).rowcount
        assert changed == 1, f"{changed} rows: {statement}"

    def send(self, block: str, words: str = "") -> tuple[Any, Any]:
        """Send the request of a block; return its answer, and the journal if it posted one."""
        head, _, body = self.filled(block).partition("\n\n")
        (method, path), *extra = (line.split(maxsplit=1) for line in head.strip().splitlines())
        headers = {**self.headers, "Content-Type": "application/json"}
        headers |= {name.rstrip(":"): value for name, value in extra}
        headers = {name: value for name, value in headers.items() if value != "none"}
        given: dict[str, Any] = {"content": body.encode() or None}
        if headers["Content-Type"] == FORM:
            del headers["Content-Type"]
            given = form_of(body)
        answer = self.client.request(method, path, headers=headers, **given)
        self.refused = None if answer.is_success else answer.text
        if not answer.content:
            return {"status": answer.status_code}, None
        if answer.headers["content-type"].startswith(EVENTS):
            return events_of(answer.text), None
        if "json" not in answer.headers["content-type"]:
            return answer.text, None
        told = answer.json()
        if answer.status_code == HTTPStatus.ACCEPTED and "slot" in told:
            self.tick()
        if answer.status_code == HTTPStatus.ACCEPTED and "rows_total" in told:
            applied = APPLIED.search(words)
            return self.rested(told) if applied is None else self.applied(told, int(applied[1])), None
        if not (isinstance(told, dict) and told.keys() >= {"kind", "status", "attempts", "subject"}):
            return told, None
        operation = self.ended(told["id"])
        journal_id = (operation["result"] or {}).get("journal_id")
        journal = journal_id and self.client.get(f"/api/accounting/journals/{journal_id}", headers=self.headers).json()
        return operation, journal

    @property
    def headers(self) -> dict[str, str]:
        """Return what the owner asks with."""
        token = self.names.get("token", "")
        return {"Authorization": f"Bearer {token}", "X-Org-ID": self.names.get("org", "")} if token else {}

    def ended(self, operation_id: str) -> Any:
        """Return an operation as it ended; one that is carried out in steps waits a moment between them."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            self.drain()
            operation = self.client.get(f"/api/operations/{operation_id}", headers=self.headers).json()
            if operation["status"] != "pending" or time.monotonic() > deadline:
                return operation
            self.tick()

    def rested(self, view: Any) -> Any:
        """Return an import once it rests: carried on as the background does, and posted what it had accepted."""
        deadline = time.monotonic() + PATIENCE_S
        while Status(view["status"]) in OPEN and time.monotonic() < deadline:
            self.importer.work(budget_s=TURN_S)
            self.drain()
            view = self.client.get(f"/api/imports/{view['id']}", headers=self.headers).json()
        return view

    def applied(self, view: Any, rows: int) -> Any:
        """Return an import in the middle, once so many of its rows are applied; each is a chunk from here on."""
        self.importer = Importer(chunk_rows=1)
        while Status(view["status"]) in OPEN and not (view["status"] == "applying" and view["rows_done"] >= rows):
            self.importer.take_turn(UUID(self.names["org"]), UUID(view["id"]), turn_s=0.0)
            view = self.client.get(f"/api/imports/{view['id']}", headers=self.headers).json()
        return view

    def tick(self) -> None:
        """Do all that is due by the clock or waits in the background, and post what came of it."""
        with connect_for_locks() as connection:
            Ticker().tick(connection, budget_s=PATIENCE_S)
        self.drain()

    def drain(self) -> None:
        """Post all that waits, and what follows it in other lanes."""
        with connect_for_posting() as connection:
            for _ in range(DRAINS):
                drain_shards(connection, range(settings().shard_count))

    def shown(self, value: Any) -> Any:
        """Return an answer with names in the place of ids, without what differs from run to run."""
        if isinstance(value, dict):
            kept = {key: self.shown(one) for key, one in value.items() if key not in VOLATILE}
            return {key: one for key, one in kept.items() if one is not Ellipsis}
        if isinstance(value, list):
            return [one for one in map(self.shown, value) if one is not Ellipsis]
        if not isinstance(value, str):
            return value
        for name, known in self.names.items():
            if value == known:
                return f"${name}"
        today = datetime.now(UTC).date().isoformat()
        passing = UUID_TEXT.fullmatch(value) or INSTANT.fullmatch(value) or value == today
        return Ellipsis if passing else value

    @staticmethod
    def _new(name: str) -> str:
        """Return what a name stands for that was not met before: yesterday has been everywhere."""
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        return yesterday.isoformat() if name == "yesterday" else new_id_text()

    def _must(self, path: str, body: dict[str, Any]) -> Any:
        answer = self.client.post(path, json=body, headers=self.headers)
        assert answer.is_success, answer.text
        return answer.json()


def form_of(body: str) -> dict[str, Any]:
    """Return a form from its fields, a line each, and its file."""
    fields, _, file = body.partition("\n\n")
    data = dict(line.split("=", maxsplit=1) for line in fields.splitlines())
    return {"data": data, "files": {"file": (data.pop("file"), file.encode())}}


def events_of(text: str) -> list[dict[str, Any]]:
    """Return server-sent events, each with its name and its data."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", maxsplit=1) for line in block.splitlines())
        found.append({"event": fields["event"], "data": json.loads(fields["data"])})
    return found


def part_of(answer: Any, path: str) -> Any:
    """Return the part of an answer that a dotted path names."""
    part = answer
    for step in path.split("."):
        try:
            part = part[int(step)] if isinstance(part, list) else part[step]
        except (LookupError, TypeError) as error:
            message = f"there is no {path} in {answer}"
            raise LookupError(message) from error
    return part


def written(value: Any, indent: str = "") -> str:
    """Return JSON on one line where it fits, else a line for each part of it."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = f"{indent}  "
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(key)}: {written(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + written(one, inner) for one in value) + f"\n{indent}]"


def table(journal: Any) -> str:
    """Return a journal's lines as a table, with its memo above them."""
    rows = [(line["account"], line["name"], line["debit"], line["credit"]) for line in journal["lines"]]
    name = max((len(row[1]) for row in rows), default=0)
    lines = [f"{account}  {title.ljust(name)}  {debit:>9}  {credit:>9}" for account, title, debit, credit in rows]
    return "\n".join((f"{journal['book']}: {journal['memo']}", *lines))


def answered(shop: Shop, page: str) -> Iterator[str]:
    """Yield the page with the answers that its requests have now."""
    answer: Any = None
    journal: Any = None
    end = 0
    for block in BLOCK.finditer(page):
        kind, words, text = block.groups()
        yield page[end : block.start()]
        end = block.end()
        if kind == "http":
            assert shop.refused is None, shop.refused
            answer, journal = shop.send(text, words)
        elif kind == "sql":
            shop.spoil(text)
        elif kind == "json":
            # It is there to be read; a refusal that no page shows is a mistake in it.
            shop.refused = None
            text = f"{written(_parts(shop, answer, words))}\n"
        elif journal:
            text = f"{table(journal)}\n"
        elif isinstance(answer, str):
            text = "\n".join((*answer.rstrip().splitlines(), ""))
        yield f"```{kind}{words}\n{text}```"
    yield page[end:]


def _parts(shop: Shop, answer: Any, words: str) -> Any:
    wanted = words.split()
    for name, _, path in (word.partition("=") for word in wanted if "=" in word):
        shop.names[name] = part_of(answer, path)
    shown = shop.shown(answer)
    paths = [word for word in wanted if "=" not in word]
    return {path: part_of(shown, path) for path in paths} if paths else shown


def main() -> int:
    """Write the pages anew, or with `--check` say what is not as it is written."""
    check, changed = "--check" in sys.argv, 0
    named = [name for name in sys.argv[1:] if name in PAGES]
    with (
        tempfile.TemporaryDirectory(prefix="arcoiris-pages-") as folder,
        migrated_server(Path(folder)) as databases,
        TestClient(create_app()) as client,
    ):
        superuser_url = databases.server.superuser_url
        for name in named or PAGES:
            before = (DOCS / name).read_text(encoding="utf-8")
            after = "".join(answered(Shop(client, name.partition(".")[0], superuser_url=superuser_url), before))
            if check:
                sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), after.splitlines(True), name))
            elif before != after:
                (DOCS / name).write_text(after, encoding="utf-8")
            changed += before != after
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
