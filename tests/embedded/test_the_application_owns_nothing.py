import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cli.embedded import EmbeddedError, EmbeddedPostgres, EmbeddedValkey


@pytest.fixture(scope="module")
def server(stopped_data: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(stopped_data) as running:
        yield running


def test_the_application_role_owns_nothing_and_has_no_power(server):
    with psycopg.connect(server.superuser_url) as connection:
        powers = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin"
            " FROM pg_roles WHERE rolname = 'arcoiris_app'"
        ).fetchone()
        owned = connection.execute(
            "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = 'arcoiris_app'::regrole"
        ).fetchone()
        member_of = connection.execute(
            "SELECT count(*) FROM pg_auth_members WHERE member = 'arcoiris_app'::regrole"
        ).fetchone()
    assert powers == (False, False, False, False, False, True)
    assert owned == (0,)
    assert member_of == (0,)


def test_the_application_role_cannot_make_a_table(server):
    with psycopg.connect(server.app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE public.mine (id int)")


def test_the_owner_makes_schemas_and_is_no_superuser(server):
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE SCHEMA somewhere")
        powers = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        connection.rollback()
    assert powers == (False, False, False)


def test_a_copy_of_a_database_has_its_rows_and_its_rules(server):
    server.create_database("original")
    with psycopg.connect(server.url_for("original", role="owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS id")
        connection.execute("GRANT SELECT ON kept TO arcoiris_app")
    server.create_database("copy", template="original")
    with psycopg.connect(server.url_for("copy")) as connection:
        assert connection.execute("SELECT id FROM kept").fetchone() == (7,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP TABLE kept")
    for name in ("copy", "original", "never was"):
        server.drop_database(name)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.url_for("copy"))


def test_nobody_enters_without_the_password(server):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.app_url.replace("@", "x@"))


def test_the_passwords_are_for_their_owner_only(server):
    secrets = server.data_dir / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    password = server.app_url.split(":")[2].partition("@")[0]
    readable_by_others = [
        path
        for folder, _, names in os.walk(server.data_dir)
        for path in (Path(folder, name) for name in names)
        if path.stat().st_mode & 0o077
    ]
    assert not readable_by_others
    assert password not in Path(f"/proc/{server.process.pid}/cmdline").read_text()
    assert password not in (server.data_dir / "postgres.log").read_text()


@pytest.mark.parametrize(
    ("name", "value"),
    [("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"), ("jit", "off"),
     ("listen_addresses", "127.0.0.1"), ("password_encryption", "scram-sha-256"), ("TimeZone", "UTC"),
     ("server_encoding", "UTF8")],
)  # fmt: skip
def test_a_commit_is_durable_and_the_server_is_private(server, name, value):
    with psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT current_setting(%s)", [name]).fetchone() == (value,)


def test_text_sorts_by_code_point(server):
    with psycopg.connect(server.app_url) as connection:
        row = connection.execute("SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,á,B,a}'::text[]) x")
        assert row.fetchone() == ("Babá",)


def test_a_second_server_over_the_same_data_is_refused(server):
    with pytest.raises(EmbeddedError, match=f"in use by process {os.getpid()}"):
        EmbeddedPostgres(server.data_dir).start()
    assert server.is_running()


def test_a_taken_port_is_told(server, data):
    with pytest.raises(EmbeddedError, match=f"port {server.port} for the embedded Postgres is taken"):
        EmbeddedPostgres(data, port=server.port).start()
    with pytest.raises(EmbeddedError, match=f"port {server.port} for the embedded Valkey is taken"):
        EmbeddedValkey(data / "valkey", port=server.port).start()


def test_before_the_first_start_there_is_no_address(tmp_path):
    with pytest.raises(EmbeddedError, match="not been started"):
        _ = EmbeddedPostgres(tmp_path).app_url
    with pytest.raises(EmbeddedError, match="not been started"):
        _ = EmbeddedValkey(tmp_path).url


def test_lost_secrets_are_told_not_replaced(data):
    (data / "secrets.json").write_text("{}")
    with pytest.raises(EmbeddedError, match="secrets"):
        EmbeddedPostgres(data).start()
