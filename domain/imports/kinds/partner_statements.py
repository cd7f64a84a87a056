"""Statements over the rows of one chunk of a table whose rows are found by one code.

Each row finds its own by one look-up, in an order that one index alone has: else statistics that know only other
organizations turn look-ups into scans.
"""
# ruff: noqa: S608 - put together from constants of the kinds

from dataclasses import dataclass
from functools import cached_property

_MOMENT = "to_char(i.{0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


@dataclass(frozen=True)
class Statements:
    """The statements for one table; `amounts` are kept in minor units and come in the currency."""

    table: str
    subject: str
    key: str
    names: tuple[str, ...]
    amounts: tuple[str, ...]
    view: str

    @property
    def staged(self) -> str:
        """Return the temporary table of what the chunk gives."""
        return f"import_{self.subject}s"

    @property
    def found(self) -> str:
        """Return the temporary table of what that comes to."""
        return f"import_{self.subject}s_found"

    @cached_property
    def staging(self) -> str:
        """Make the table of what the chunk gives."""
        return self._temporary(self.staged, self._typed("numeric"))

    @cached_property
    def finding(self) -> str:
        """Make the table of what that comes to."""
        typed = f"is_new boolean, differs boolean, before jsonb, {self._typed('bigint')}"
        return self._temporary(self.found, typed)

    @cached_property
    def lock(self) -> str:
        """Lock the rows that may change, in one order for everybody."""
        return f"""SELECT FROM {self.table} i
        WHERE i.org_id = %(org_id)s AND i.{self.key} = ANY (ARRAY(SELECT s.{self.key} FROM {self.staged} s))
        ORDER BY i.{self.key} FOR NO KEY UPDATE"""

    @cached_property
    def find(self) -> str:
        """Find each row by its code; what is not given stays as it is."""
        given = {
            name: f"(s.{name} * %(minor)s)::bigint" if name in self.amounts else f"s.{name}" for name in self.names
        }
        merged = ", ".join(
            f"coalesce({value}, e.{name}{', true' if name == 'active' else ''})" for name, value in given.items()
        )
        differs = " OR ".join(
            f"({value} IS NOT NULL AND {value} IS DISTINCT FROM e.{name})"
            for name, value in given.items()
            if name != self.key
        )
        return f"""INSERT INTO {self.found} (line, id, audit_id, is_new, differs, {", ".join(self.names)})
        SELECT s.line, coalesce(e.id, s.id), s.audit_id, e.id IS NULL, e.id IS NOT NULL AND ({differs}), {merged}
        FROM {self.staged} s LEFT JOIN LATERAL (
            SELECT i.* FROM {self.table} i WHERE i.org_id = %(org_id)s AND i.{self.key} >= s.{self.key}
            ORDER BY i.{self.key} LIMIT 1
        ) e ON e.{self.key} = s.{self.key}"""

    @cached_property
    def faults(self) -> str:
        """Return line, column and name of each fault."""
        return f"""SELECT f.line, '{self.key}', CASE WHEN f.is_new THEN 'not_there' ELSE 'already_there' END
        FROM {self.found} f
        WHERE (f.is_new AND %(policy)s = 'update_only') OR (NOT f.is_new AND %(policy)s = 'create_only')
        UNION ALL
        SELECT f.line, 'name', 'missing' FROM {self.found} f WHERE f.name IS NULL AND %(policy)s <> 'update_only'"""

    @cached_property
    def leave_out(self) -> str:
        """Leave out rows with a fault."""
        return f"DELETE FROM {self.found} WHERE line = ANY (%(lines)s)"

    @cached_property
    def count(self) -> str:
        """Count what is new, what differs, and all."""
        return f"SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE differs), count(*) FROM {self.found}"

    @cached_property
    def changing(self) -> tuple[str, ...]:
        """Change what differs, and write it down."""
        changes = ", ".join(f"{name} = f.{name}" for name in self.names if name != self.key)
        return (
            f"""UPDATE {self.found} n SET before = v.shown FROM (
                SELECT f.ctid AS place, {self._shown} AS shown FROM {self.found} f {self._row} WHERE f.differs OFFSET 0
            ) v WHERE n.ctid = v.place""",
            f"""UPDATE {self.table} r SET {changes}, version = r.version + 1, updated_at = now() FROM (
                SELECT f.*, i.place FROM {self.found} f {self._row} WHERE f.differs OFFSET 0
            ) f WHERE r.ctid = f.place""",
            self._audit("update", "f.differs"),
        )

    @cached_property
    def making(self) -> tuple[str, ...]:
        """Make what is new, and write it down."""
        names = ", ".join(self.names)
        return (
            f"""INSERT INTO {self.table} (org_id, id, {names}) SELECT %(org_id)s, f.id, {names} FROM {self.found} f
            WHERE f.is_new ORDER BY f.{self.key}""",
            self._audit("create", "f.is_new"),
        )

    @property
    def _shown(self) -> str:
        own = [f"'{name}', {self._text(name)}" for name in self.names]
        own += [f"'{name}', {_MOMENT.format(name)}" for name in ("created_at", "updated_at")]
        shown = ", ".join(["'id', i.id", "'version', i.version", *own, *([self.view] if self.view else [])])
        return f"jsonb_build_object({shown})"

    def _text(self, name: str) -> str:
        if name in self.amounts:
            return f"round(i.{name}::numeric / %(minor)s, %(digits)s)::text"
        return f"i.{name}"

    def _audit(self, verb: str, which: str) -> str:
        return f"""INSERT INTO core.audit_log
            (org_id, id, actor_type, actor_id, action, subject_type, subject_id, before, after, address, user_agent)
        SELECT %(org_id)s, f.audit_id, %(actor_type)s, %(actor_id)s, '{self.subject}.{verb}', '{self.subject}',
            f.id::text, f.before, {self._shown}, %(address)s, %(user_agent)s
        FROM {self.found} f {self._row} WHERE {which} ORDER BY f.audit_id"""

    @property
    def _row(self) -> str:
        return f"""CROSS JOIN LATERAL (
            SELECT * FROM (
                SELECT r.*, r.ctid AS place FROM {self.table} r WHERE r.org_id = %(org_id)s AND r.id >= f.id
                ORDER BY r.id LIMIT 1
            ) o WHERE o.id = f.id
        ) i"""

    def _typed(self, amount: str) -> str:
        types = {"active": "boolean", **dict.fromkeys(self.amounts, amount)}
        return ", ".join(f"{name} {types.get(name, 'text')}" for name in self.names)

    def _temporary(self, name: str, columns: str) -> str:
        return (
            f"CREATE TEMP TABLE IF NOT EXISTS {name} (line bigint, id uuid, audit_id uuid, {columns})"
            " ON COMMIT DELETE ROWS"
        )
