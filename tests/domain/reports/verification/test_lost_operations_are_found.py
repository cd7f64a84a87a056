import pytest

BROKEN = {
    "an operation has a status that does not exist": "status = 'done'",
    "an operation has ended at no time": "ended_xid = NULL",
    "an operation ended before it was accepted": "ended_at = submitted_at - interval '1 second'",
    "an operation was posted without a result": "result = NULL",
    "an operation was dismissed though it was not set aside": "dismissed_at = now()",
}


@pytest.mark.parametrize("what", BROKEN)
def test_i11_an_operation_that_is_nowhere(broken, what):
    broken.breaks(f"UPDATE core.operations SET {BROKEN[what]} WHERE org_id = %(org_id)s AND id = %(receipt)s")
    [difference] = broken.found()["I11"]
    assert difference.what == what
    assert difference.where == {"operation_id": broken.ids["receipt"], "kind": "stock.receive"}


def test_i11_an_operation_that_waits_where_nobody_comes(broken):
    with_shard = (
        "UPDATE core.operations SET status = 'pending', ended_at = NULL, ended_xid = NULL, result = NULL, shard = 999"
        " WHERE org_id = %(org_id)s AND id = %(journal)s"
    )
    broken.breaks(with_shard)
    found = broken.found()
    assert set(found) == {"I5", "I11"}
    [difference] = found["I11"]
    assert difference.where == {"operation_id": broken.ids["journal"], "kind": "journal.post"}
    assert difference.found == {"shard": 999}


def test_i11_an_operation_that_was_set_aside_for_no_reason(broken):
    broken.breaks(
        "UPDATE core.operations SET status = 'failed', result = NULL WHERE org_id = %(org_id)s AND id = %(receipt)s"
    )
    assert [difference.what for difference in broken.found()["I11"]] == ["an operation was set aside for no reason"]


def test_i11_an_operation_that_is_gone_though_somebody_dismissed_it(broken):
    broken.breaks(
        "INSERT INTO core.audit_log (org_id, id, actor_type, actor_id, action, subject_type, subject_id)"
        " VALUES (%(org_id)s, gen_random_uuid(), 'system', gen_random_uuid(), 'operation.dismiss', 'operation', 'gone')"
    )
    difference = broken.only("I11")
    assert difference.where == {"operation_id": "gone"}
