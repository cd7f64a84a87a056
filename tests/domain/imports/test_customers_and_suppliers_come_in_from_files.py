"""Customers by their reference and suppliers by their code: made, changed, left alone, written down."""

from sqlalchemy import text

from domain.core.db import unit_of_work


def listed(shop, address):
    return {row["name"]: row for row in shop.get(f"{address}?limit=500").json()["items"]}


def test_customers_are_found_by_their_reference_and_told_apart_by_it(shop, imported):
    file = "Customer No;Name;E-Mail;Credit limit\n7;Ana;ana@example.org;1.200,50\n8;Ana;;\n9;Bo;bo;\n"
    done = imported(file, kind="customers", on_error="skip_rows")
    assert (done.status, done.rows_new, done.rows_rejected, done.shape.decimal_comma) == ("done", 2, 1, True)
    again = imported("customer no,name,credit limit\n7,Ana B.,\n8,Ana,5.00\n", kind="customers")
    assert (again.rows_new, again.rows_changed, again.rows_unchanged) == (0, 2, 0)
    found = listed(shop, "/api/pos/customers")
    assert (found["Ana B."]["reference"], found["Ana B."]["credit_limit"]) == ("7", "1200.50")
    assert found["Ana"]["credit_limit"] == "5.00"


def test_customers_without_a_number_are_found_by_their_address(shop, imported):
    done = imported("name,email\nAna,ana@example.org\n", kind="customers")
    assert (done.status, done.mapping["reference"], done.mapping["email"]) == ("done", "email", "email")


def test_suppliers_are_found_by_their_code(shop, imported):
    imported("code,name,payment terms\nR,Roastery,30 days\n", kind="suppliers")
    again = imported("code,name,phone\nR,Roastery,123\nS,Sugar,\n", kind="suppliers")
    assert (again.rows_new, again.rows_changed) == (1, 1)
    found = listed(shop, "/api/inventory/suppliers")
    assert (found["Roastery"]["payment_terms"], found["Roastery"]["phone"]) == ("30 days", "123")


def test_what_they_change_is_written_down_as_by_a_request(shop, imported):
    made = shop.post("/api/pos/customers", json={"reference": "1", "name": "A", "credit_limit": "2.50"}).json()
    shop.patch(f"/api/pos/customers/{made['id']}", json={"phone": "5"})
    imported("reference,name,credit limit\n2,A,2.50\n", kind="customers")
    imported("reference,phone\n2,5\n", kind="customers")
    with unit_of_work(shop.org_id, read_only=True) as uow:
        rows = uow.session.execute(
            text(
                "SELECT action, before, after FROM core.audit_log WHERE org_id = :org_id AND subject_type = 'customer'"
                " ORDER BY id"
            ),
            {"org_id": shop.org_id},
        ).all()

    def told(view):
        own = {"id", "reference", "created_at", "updated_at"}
        return view and {name: value for name, value in view.items() if name not in own}

    assert [(r.action, told(r.before), told(r.after)) for r in rows[2:]] == [
        (r.action, told(r.before), told(r.after)) for r in rows[:2]
    ]
    assert set(rows[2].after) == set(rows[0].after)
