"""Claiming: fair between lanes and organizations, in order within one, and wiser after each worker that died."""

from uuid import UUID, uuid4

import psycopg
import pytest

from domain.core.settings import settings
from domain.posting.drain import claim, connect_for_posting, drain_shard
from tests.domain.posting.till import Counter
from tests.shops import open_shop

# Lanes of one shard, so that one claim sees them all.
SHARD = 7


@pytest.fixture
def posting(database):
    with connect_for_posting() as connection:
        while drain_shard(connection, SHARD).more:
            pass
        connection.execute(
            "UPDATE core.shards SET in_hand_ids = NULL, in_hand_org_ids = NULL WHERE shard = %s", (SHARD,)
        )
        yield connection


def lanes(counter, count):
    """Return lanes of this organization that fall into the shard, in their own order."""
    found: list[UUID] = []
    kind, body = counter.entry(counter.code("cash"), counter.code("sales"), "1.00")
    while len(found) < count:
        lane = uuid4()
        if counter.wish(kind, body, lane=lane).shard == SHARD:
            found.append(lane)
    return sorted(found)


def fill(counter, *floods):
    """Admit journals: so many in each lane, one lane after the other; return their ids by lane."""
    codes = counter.code("cash"), counter.code("sales")
    ids = {}
    for lane, count in floods:
        wishes = [counter.wish(*counter.entry(*codes, "1.00"), lane=lane) for _ in range(count)]
        counter.admit(wishes)
        ids[lane] = [str(wish.id) for wish in wishes]
    return ids


def take(posting, limit, *, settled=True):
    """Claim up to `limit`, and return the ids in order."""
    rows = posting.execute(
        "SELECT id FROM core.claim(%s::smallint, %s, %s, %s)", (SHARD, limit, settled, settings().attempt_limit + 2)
    ).fetchall()
    return [row[0] for row in rows]


def end(counter, ids):
    counter.change(
        "UPDATE core.operations SET status = 'rejected', ended_at = now() WHERE id = ANY (%s::uuid[])", (list(ids),)
    )


def attempts(counter, ids):
    return dict(counter.query("SELECT id, attempts FROM core.operations WHERE id = ANY (%s::uuid[])", (list(ids),)))


def test_a_flood_in_one_lane_takes_no_more_than_its_share(counter, posting):
    flood, *quiet = lanes(counter, 4)
    ids = fill(counter, (flood, 40), *[(lane, 2) for lane in quiet])
    taken = take(posting, 10)
    assert len(taken) == 10
    for lane in quiet:
        assert [one for one in taken if one in ids[lane]] == ids[lane]
    assert [one for one in taken if one in ids[flood]] == ids[flood][:4]
    end(counter, [one for lane in ids.values() for one in lane])


def test_a_flood_in_one_organization_does_not_starve_another(client, counter, posting):
    other = Counter(open_shop(client))
    [busy], [quiet] = lanes(counter, 1), lanes(other, 1)
    flood, few = fill(counter, (busy, 30))[busy], fill(other, (quiet, 3))[quiet]
    taken = take(posting, 10)
    assert set(few) < set(taken)
    assert len(taken) == 10
    end(counter, flood)
    end(other, few)


def test_more_lanes_than_a_batch_holds_are_all_served_in_turn(counter, posting):
    ids = fill(counter, *[(lane, 2) for lane in lanes(counter, 13)])
    waiting = {one for lane in ids.values() for one in lane}
    served = []
    for _ in range(20):
        if not waiting:
            break
        taken = take(posting, 3)
        assert 1 <= len(taken) <= 3
        assert set(taken) <= waiting
        served += taken
        waiting -= set(taken)
        end(counter, taken)
    assert not waiting
    for lane in ids.values():
        assert [one for one in served if one in lane] == lane


def test_what_dead_workers_left_is_tried_in_halves_until_the_culprit_stands_alone(counter, posting):
    [lane] = lanes(counter, 1)
    ids = fill(counter, (lane, 16))[lane]
    culprit = ids[11]
    deaths = 0
    settled = True
    for _ in range(60):
        taken = take(posting, 16, settled=settled)
        if not taken:
            break
        # A worker dies of the culprit; whoever comes next does not know how that batch ended.
        settled = culprit not in taken
        if settled:
            end(counter, taken)
        else:
            deaths += 1
    assert deaths >= settings().attempt_limit
    rows = counter.query(
        "SELECT id, error FROM core.operations WHERE id = ANY (%s::uuid[]) AND status = 'failed'", (ids,)
    )
    assert [(identity, error["code"]) for identity, error in rows] == [(culprit, "operations.worker_died")]
    assert counter.query("SELECT count(*) FROM core.operations WHERE status = 'pending'") == [(0,)]


def test_a_settled_batch_costs_nobody_an_attempt(counter, posting):
    [lane] = lanes(counter, 1)
    ids = fill(counter, (lane, 4))[lane]
    take(posting, 2)
    end(counter, ids[:1])
    assert take(posting, 4) == ids[1:]
    assert set(attempts(counter, ids).values()) == {0}
    assert take(posting, 4, settled=False)[:1] == ids[1:2]
    assert attempts(counter, ids) == {ids[0]: 0, ids[1]: 1, ids[2]: 1, ids[3]: 1}
    end(counter, ids)


def test_what_waits_for_its_next_attempt_lets_others_pass(counter, posting):
    [lane] = lanes(counter, 1)
    ids = fill(counter, (lane, 3))[lane]
    counter.change("UPDATE core.operations SET not_before = now() + interval '1 hour' WHERE id = %s", (ids[0],))
    assert take(posting, 3) == ids[1:]
    end(counter, ids)


def test_a_sweep_rings_less_and_less_where_nobody_comes(counter, posting):
    [lane] = lanes(counter, 1)
    ids = fill(counter, (lane, 1))[lane]
    counter.change("UPDATE core.operations SET submitted_at = now() - interval '1 hour' WHERE id = %s", (ids[0],))

    def sweep(age_s):
        return SHARD in [row[0] for row in posting.execute("SELECT core.waiting_shards(%s)", (age_s,))]

    posting.execute("UPDATE core.shards SET rung_at = NULL, sweeps = 0 WHERE shard = %s", (SHARD,))
    assert sweep(10)
    assert not sweep(10)
    for rung_s_ago, rings in ((15, False), (25, True), (35, False), (45, True)):
        posting.execute(
            "UPDATE core.shards SET rung_at = clock_timestamp() - make_interval(secs => %s) WHERE shard = %s",
            (rung_s_ago, SHARD),
        )
        assert sweep(10) is rings, rung_s_ago
    take(posting, 1)
    end(counter, ids)
    rung = "SELECT sweeps, rung_at > clock_timestamp() - interval '9 s' FROM core.shards WHERE shard = %s"
    assert posting.execute(rung, (SHARD,)).fetchone() == (0, True)
    posting.execute("SELECT core.leave(%s, %s)", ([SHARD], [SHARD]))
    assert posting.execute(rung, (SHARD,)).fetchone() == (0, None)


def test_claimed_operations_come_with_their_content(counter, posting):
    [lane] = lanes(counter, 1)
    ids = fill(counter, (lane, 2))[lane]
    claimed = claim(posting, SHARD, settled=True)
    assert [operation.id for operation in claimed] == ids
    assert claimed[0].content["lines"][0]["debit"] == "1.00"
    end(counter, ids)


def test_the_application_may_not_touch_the_shards_rows_themselves(posting):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        posting.execute("DELETE FROM core.shards")
