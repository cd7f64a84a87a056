"""Health: alive is one thing, able to do the work another."""

import socket

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

import domain.core.db
from api.lifespan import SecretKeyMissingError
from api.main import create_app
from domain.core import health
from domain.core.db import sqlalchemy_url, unit_of_work
from domain.core.settings import settings


@pytest.fixture
def alone(database):
    """The application without what its lifespan starts."""
    return TestClient(create_app())


def test_it_lives_while_it_answers(alone):
    assert alone.get("/health/live").json() == {"status": "ok"}


def test_it_is_ready_with_a_migrated_database(alone):
    answer = alone.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "postgres": "ok",
        "migrations": "ok",
        "broker": "unknown",
        "workers": "unknown",
    }


def test_it_is_not_ready_without_a_database_but_lives(alone, monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = create_engine(sqlalchemy_url(f"postgresql://u@127.0.0.1:{nobody.getsockname()[1]}/d"))
        monkeypatch.setattr(domain.core.db, "engine", lambda: gone)
        answer = alone.get("/health/ready")
        assert alone.get("/health/live").status_code == 200
    assert answer.status_code == 503
    assert (answer.json()["postgres"], answer.json()["migrations"]) == ("failed", "unknown")
    assert answer.headers["Retry-After"] == "1"


def test_it_is_not_ready_before_the_database_is_migrated(alone, monkeypatch):
    monkeypatch.setattr(health, "head_revision", lambda: "a migration that came later")
    answer = alone.get("/health/ready")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "failed")


@pytest.mark.parametrize("part", ["broker", "workers"])
def test_what_is_watched_counts(alone, part):
    setattr(alone.app.state, part, lambda: True)
    assert alone.get("/health/ready").json()[part] == "ok"
    setattr(alone.app.state, part, lambda: False)
    answer = alone.get("/health/ready")
    assert (answer.status_code, answer.json()[part]) == (503, "failed")


def test_the_newest_migration_is_the_one_that_is_there(database):
    with unit_of_work(read_only=True) as uow:
        assert uow.session.scalar(text("SELECT version_num FROM alembic_version")) == health.head_revision()


def test_it_does_not_start_without_a_key_to_sign_with(alone, monkeypatch):
    import api.lifespan

    keyless = settings().model_copy(update={"secret_key": ""})
    monkeypatch.setattr(api.lifespan, "settings", lambda: keyless)
    with pytest.raises(SecretKeyMissingError, match="ARCOIRIS_SECRET_KEY"), alone:
        pass
