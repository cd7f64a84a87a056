"""A sale that the database itself refuses is set aside; what stands behind it goes on; it can be mended or retried."""

from contextlib import contextmanager

from tests.e2e.conftest import wait_until

POISON = """
CREATE FUNCTION pos.refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id = '{identity}' THEN RAISE EXCEPTION 'poison'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER poison BEFORE INSERT ON pos.sales FOR EACH ROW EXECUTE FUNCTION pos.refuse_one();
"""


@contextmanager
def poisoned(installation, identity):
    with installation.superuser() as connection:
        connection.execute(POISON.format(identity=identity))
        yield
        connection.execute("DROP TRIGGER poison ON pos.sales; DROP FUNCTION pos.refuse_one()")


def test_a_poison_sale_among_a_thousand(installation, front):
    sales = [front.sale() for _ in range(1000)]
    poison = sales[437]["id"]
    with poisoned(installation, poison):
        answer = front.shop.post("/api/sales/batch", json={"sales": sales})
        assert answer.status_code == 202
        assert {operation["status"] for operation in answer.json()["operations"]} == {"pending"}
        wait_until(lambda: front.waiting() == 0)
        failed = front.operation(poison)
        assert (failed["status"], failed["attempts"]) == ("failed", 3)
        assert failed["error"]["code"] == "operations.unexpected"
        assert "poison" not in str(failed)
        with installation.superuser() as connection:
            counted = connection.execute(
                "SELECT status, count(*) FROM core.operations WHERE org_id = %s GROUP BY 1 ORDER BY 1",
                (front.shop.org_id,),
            ).fetchall()
        assert counted == [("failed", 1), ("posted", 999)]
    assert front.shop.post(f"/api/operations/{poison}/retry").status_code == 202
    assert front.ended(poison)["status"] == "posted"
    assert front.shop.get(f"/api/pos/sales/{poison}").status_code == 200
    again = front.send(sales[437])
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")


def test_a_rejected_sale_is_mended_and_both_versions_are_kept(front):
    sale = front.sale(payments=[{"method": "cash", "amount": "1.00"}])
    rejected = front.send(sale, headers={"Prefer": "wait=30"}).json()
    assert (rejected["status"], rejected["error"]["code"]) == ("rejected", "pos.payment_short")
    mended = sale | {"payments": [{"method": "cash", "amount": "10.50"}]}
    assert front.shop.post(f"/api/operations/{sale['id']}/retry", json={"payload": mended}).status_code == 202
    assert front.ended(sale["id"])["status"] == "posted"
    # What the till sent stays what a resend is compared with.
    assert front.send(sale).headers["Idempotency-Replayed"] == "true"
    assert front.send(mended).status_code == 409
    audit = front.shop.get("/api/org/audit").json()["items"]
    [retried] = [entry for entry in audit if entry["action"] == "operation.retry"]
    assert retried["before"]["payload"]["payments"][0]["amount"] == "1.00"
    assert front.shop.post(f"/api/operations/{sale['id']}/retry").status_code == 409


def test_a_rejected_sale_is_dismissed_for_good(front):
    sale = front.sale(payments=[])
    assert front.send(sale, headers={"Prefer": "wait=30"}).json()["status"] == "rejected"
    answer = front.shop.post(f"/api/operations/{sale['id']}/dismiss", json={"reason": "A test of the till"})
    assert answer.status_code == 200
    assert answer.json()["dismissed_at"]
    assert front.shop.post(f"/api/operations/{sale['id']}/retry").status_code == 409
    assert front.shop.post(f"/api/operations/{sale['id']}/dismiss", json={"reason": "Twice"}).status_code == 409


def test_a_dry_run_leaves_nothing(installation, front):
    sale = front.sale()
    answer = front.send(sale, params={"dry_run": "true"})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["totals"]["total"]) == ("would_post", "10.50")
    assert told["journal"]
    short = front.send(front.sale(payments=[]), params={"dry_run": "true"}).json()
    assert (short["status"], short["error"]["code"]) == ("would_reject", "pos.payment_short")
    assert front.shop.get(f"/api/operations/{sale['id']}").status_code == 404
    with installation.superuser() as connection:
        for table in ("core.operations", "pos.sales", "acct.journals", "inv.stock_levels", "acct.books"):
            row = connection.execute(f"SELECT count(*) FROM {table} WHERE org_id = %s", (front.shop.org_id,)).fetchone()
            assert row == (0,), table
