"""The questions that price rules ask the database, as SQL; posting puts them into its own statements."""

_TIMED = """'priority', p.priority, 'first_day', p.valid_from, 'last_day', p.valid_to, 'weekdays', p.weekdays,
    'hours', p.hours"""


def _scopes(rule: str, column: str) -> str:
    """Return the sub-query for what a rule is for, by one of the columns that say it; NULL where nothing does."""
    return (
        f"(SELECT json_agg(s.{column} ORDER BY s.{column}) FROM pos.{rule}_scopes s"  # noqa: S608 - of constants
        f" WHERE s.org_id = p.org_id AND s.{rule}_id = p.id AND s.{column} IS NOT NULL)"
    )


def _for_whom(rule: str) -> str:
    named = {"location_ids": "location_id", "customer_ids": "customer_id", "customer_groups": "customer_group"}
    return ", ".join(f"'{name}', {_scopes(rule, column)}" for name, column in named.items())


RULES = f"""
SELECT o.id, (SELECT json_agg(r.rule ORDER BY r.code)::text FROM (
    SELECT p.code, json_build_object('rule', 'price_list', 'id', p.id, 'code', p.code, 'name', p.name,
        {_TIMED}, {_for_whom("price_list")}) AS rule
    FROM pos.price_lists p WHERE p.org_id = o.id AND p.active
    UNION ALL
    SELECT p.code, json_build_object('rule', 'promotion', 'code', p.code, 'name', p.name, 'kind', p.kind,
        'exclusive', p.exclusive, 'percent', p.percent::text, 'amount', p.amount, 'per_unit', p.per_unit,
        'buy', p.buy, 'get', p.get, 'min_amount', p.min_amount,
        'item_ids', {_scopes("promotion", "item_id")}, 'categories', {_scopes("promotion", "category")},
        {_TIMED}, {_for_whom("promotion")}) AS rule
    FROM pos.promotions p WHERE p.org_id = o.id AND p.active
) AS r) AS rules
FROM core.organizations o WHERE o.id = ANY (%s::uuid[])
"""  # noqa: S608 - of constants
"""The active rules of organizations, as the text that `rules_from` reads; NULL where there are none."""

RULED = """
(EXISTS (SELECT FROM pos.price_lists p WHERE p.org_id = o.id)
    OR EXISTS (SELECT FROM pos.promotions p WHERE p.org_id = o.id))
"""
"""Whether the organization `o` has any rule: all that is asked of one that has none."""

ENTRIES = """
SELECT w.k0, w.k1, (
    SELECT json_agg(json_build_array(x.price_list_id, x.min_quantity::text, x.price::text))::text FROM (
        SELECT e.price_list_id, e.min_quantity, e.price FROM pos.price_list_entries e
        WHERE e.org_id = w.k0 AND e.item_id = w.k1
        ORDER BY e.org_id, e.item_id, e.price_list_id, e.min_quantity
    ) AS x
) AS entries
FROM w
"""
"""The prices of each wanted item `w (organization, item)` in any list, as the text that `entries_from` reads.

The order is that of one index alone, so that no other is walked through while the table is young.
"""
