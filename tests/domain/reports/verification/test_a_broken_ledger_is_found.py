import psycopg


def test_i1_a_journal_that_does_not_sum_to_zero(broken):
    broken.breaks(
        "UPDATE acct.journal_lines SET debit = debit + 1 WHERE org_id = %(org_id)s AND journal_id = %(journal)s"
        " AND debit > 0"
    )
    found = broken.found()
    assert set(found) == {"I1", "I2", "I8"}
    [difference] = found["I1"]
    assert difference.org_id == broken.shop.org_id
    assert difference.where == {"journal_id": broken.ids["journal"], "book": "GEN", "number": 1}
    assert difference.found == {"debit": 70001, "credit": 70000, "sum": 1}
    assert difference.expected == {"sum": 0}


def test_i1_a_balance_trigger_that_sleeps(broken):
    with psycopg.connect(broken.superuser_url) as connection:
        connection.execute("ALTER TABLE acct.journal_lines DISABLE TRIGGER journals_balance")
    try:
        difference = broken.only("I1")
    finally:
        with psycopg.connect(broken.superuser_url) as connection:
            connection.execute("ALTER TABLE acct.journal_lines ENABLE TRIGGER journals_balance")
    assert difference.where == {"trigger": "journals_balance", "table": "acct.journal_lines"}
    assert difference.found == {"state": "disabled"}


def test_i2_a_balance_that_is_not_the_sum_of_its_lines(broken):
    broken.breaks(
        "UPDATE acct.balances b SET credit = credit + 5 FROM acct.chart_of_accounts a WHERE b.org_id = %(org_id)s"
        " AND a.org_id = %(org_id)s AND a.id = b.account_id AND a.code = '1030'"
    )
    difference = broken.only("I2")
    assert difference.where == {"account": "1030", "location": None, "period": "2026-11"}
    assert difference.found == {"debit": 0, "credit": 70005}
    assert difference.expected == {"debit": 0, "credit": 70000}


def test_i2_a_balance_that_is_gone(broken):
    broken.breaks(
        "DELETE FROM acct.balances b USING acct.chart_of_accounts a WHERE b.org_id = %(org_id)s"
        " AND a.org_id = %(org_id)s AND a.id = b.account_id AND a.code = '2300'"
    )
    difference = broken.only("I2")
    assert difference.where["account"] == "2300"
    assert difference.where["location"] == "MAIN"
    assert (difference.found["credit"], difference.expected["credit"]) == (0, 100)


def test_i2_what_a_customer_owes(broken):
    broken.breaks("UPDATE pos.customer_balances SET receivable = 0 WHERE org_id = %(org_id)s")
    difference = broken.only("I2")
    assert difference.where == {"customer_id": broken.ids["customer"]}
    assert (difference.found, difference.expected) == ({"receivable": 0}, {"receivable": 1160})


def test_i2_a_line_of_another_day(broken):
    broken.breaks(
        "UPDATE acct.journal_lines SET business_date = '2026-11-02' WHERE org_id = %(org_id)s"
        " AND journal_id = %(journal)s AND line_no = 1"
    )
    difference = broken.only("I2")
    assert difference.where == {"journal_id": broken.ids["journal"], "book": "GEN", "number": 1, "line_no": 1}
    assert difference.found == {"business_date": "2026-11-02"}
    assert difference.expected == {"business_date": "2026-11-01"}


def test_i3_a_level_that_is_not_the_sum_of_its_movements(broken):
    broken.breaks(
        "UPDATE inv.stock_levels SET quantity = quantity + 1 WHERE org_id = %(org_id)s AND item_id = %(bread)s"
    )
    difference = broken.only("I3")
    assert difference.where == {"item": "BREAD", "location": "MAIN"}
    assert difference.found == {"quantity": "9.0000", "value": 3200}
    assert difference.expected == {"quantity": "8.0000", "value": 3200}


def test_i3_a_level_that_is_gone(broken):
    broken.breaks("DELETE FROM inv.stock_levels WHERE org_id = %(org_id)s AND item_id = %(wine)s")
    found = broken.found()
    assert set(found) == {"I3", "I4"}
    [difference] = found["I3"]
    assert difference.where == {"item": "WINE", "location": "MAIN"}
    assert difference.found == {"quantity": "0.0000", "value": 0}
    assert difference.expected == {"quantity": "4.0000", "value": 2400}


def test_i4_stock_that_is_not_the_balance_of_inventory(broken):
    broken.breaks("UPDATE inv.stock_levels SET value = value + 7 WHERE org_id = %(org_id)s AND item_id = %(wine)s")
    found = broken.found()
    assert set(found) == {"I3", "I4"}
    [difference] = found["I4"]
    assert difference.where == {"account": "1200", "location": "MAIN"}
    assert difference.found == {"balance": 5600}
    assert difference.expected == {"balance": 5607}


def test_i4_stock_on_another_account_than_its_categorys(broken):
    account = broken.shop.post("/api/accounting/accounts", json={"code": "1250", "name": "Wine", "type": "asset"})
    category = {"code": "Wine", "name": "Wine", "inventory_account": account.json()["code"]}
    assert broken.shop.post("/api/inventory/categories", json=category).status_code == 201
    broken.breaks("UPDATE inv.items SET category = 'Wine' WHERE org_id = %(org_id)s AND id = %(wine)s")
    worth = broken.one(
        "SELECT sum(value)::bigint FROM inv.stock_levels WHERE org_id = %(org_id)s AND item_id = %(wine)s"
    )
    found = broken.found()
    assert set(found) == {"I4"}
    inventory, wine = sorted(found["I4"], key=lambda difference: difference.where["account"])
    assert (inventory.where, wine.where) == (
        {"account": "1200", "location": "MAIN"},
        {"account": "1250", "location": "MAIN"},
    )
    assert inventory.found["balance"] - inventory.expected["balance"] == worth
    assert (wine.found, wine.expected) == ({"balance": 0}, {"balance": worth})
