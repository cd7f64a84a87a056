"""Every refusal is a problem document (RFC 9457) that tells what is wrong, and nothing that is not the client's."""

import re
import socket

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import create_engine, text

import domain.core.db
from api.main import create_app
from api.problems import STATUS_OF_KIND, Problem
from domain.core.db import sqlalchemy_url, unit_of_work
from domain.core.errors import BusyError, ConflictError, ErrorKind, FieldError, catalogue
from domain.core.settings import settings

SECRET = "the secret in the statement"
MEGABYTE = b"x" * 1_000_000


class Line(BaseModel):
    quantity: int


class Document(BaseModel):
    lines: list[Line]


@pytest.fixture(scope="module")
def mishaps(database):
    """The application, with a few routes that fail in their own ways."""
    app = create_app()

    @app.post("/mishaps/body")
    def read_body(body: Document) -> Document:
        return body

    @app.get("/mishaps/query")
    def read_query(limit: int) -> int:
        return limit

    @app.get("/mishaps/unexpected")
    def fail() -> None:
        raise RuntimeError(SECRET)

    @app.get("/mishaps/statement")
    def fail_in_sql() -> None:
        with unit_of_work() as uow:
            uow.session.execute(text("SELECT :secret FROM no_such_table"), {"secret": SECRET})

    @app.get("/mishaps/nul")
    def store_a_nul() -> None:
        with unit_of_work() as uow:
            uow.session.execute(text("SELECT :value"), {"value": "\x00"})

    @app.get("/mishaps/database")
    def ask_the_database() -> None:
        with unit_of_work() as uow:
            uow.session.execute(text("SELECT 1"))

    @app.get("/mishaps/busy")
    def be_busy() -> None:
        raise BusyError(retry_after_s=7)

    @app.get("/mishaps/conflict")
    def conflict() -> None:
        raise ConflictError("It is taken.", errors=(FieldError("lines.0.sku", "taken", "Already taken."),))

    with TestClient(app) as running:
        yield running


def problem(answer, status, code):
    """Check that an answer is a whole problem document, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert set(document) == set(Problem.model_fields)
    assert (document["status"], document["code"], document["type"]) == (status, code, f"/problems/{code}")
    assert document["instance"] == answer.request.url.path
    assert document["title"]
    assert document["detail"]
    return document


def test_an_error_of_the_domain_tells_code_detail_and_paths(mishaps):
    found = problem(mishaps.get("/mishaps/conflict"), 409, "conflict")
    assert found["detail"] == "It is taken."
    assert found["errors"] == [{"path": "lines.0.sku", "code": "taken", "message": "Already taken."}]


def test_a_faulty_body_names_each_path(mishaps):
    answer = mishaps.post("/mishaps/body", json={"lines": [{"quantity": 1}, {"quantity": "many"}, {}]})
    found = problem(answer, 422, "invalid")
    assert [(error["path"], error["code"]) for error in found["errors"]] == [
        ("lines.1.quantity", "int_parsing"),
        ("lines.2.quantity", "missing"),
    ]


def test_a_faulty_query_names_its_parameter(mishaps):
    assert problem(mishaps.get("/mishaps/query"), 422, "invalid")["errors"][0]["path"] == "limit"


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[]", b"null", b'"\xff"', b"[" * 100_000, b'{"lines": "\\ud800"}', b"NaN"]
)
def test_what_is_no_document_is_invalid(mishaps, body):
    answer = mishaps.post("/mishaps/body", content=body, headers={"Content-Type": "application/json"})
    problem(answer, 422, "invalid")


def test_an_unknown_address_and_method_are_problems_too(mishaps):
    problem(mishaps.get("/mishaps/nothing"), 404, "not_found")
    answer = mishaps.put("/mishaps/body")
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


def test_busy_says_when_to_come_back(mishaps):
    answer = mishaps.get("/mishaps/busy")
    problem(answer, 429, "busy")
    assert answer.headers["Retry-After"] == "7"


@pytest.mark.parametrize("path", ["/mishaps/unexpected", "/mishaps/statement"])
def test_the_unexpected_shows_neither_statement_nor_stack(mishaps, path):
    answer = mishaps.get(path)
    problem(answer, 500, "internal_error")
    assert SECRET not in answer.text
    assert not re.search(r"select|no_such_table|Traceback|\.py", answer.text, flags=re.IGNORECASE)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-ID"]


def test_a_value_that_no_column_holds_is_invalid(mishaps):
    problem(mishaps.get("/mishaps/nul"), 422, "invalid")


def test_without_a_database_it_is_503_and_says_when_to_come_back(mishaps, monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = create_engine(sqlalchemy_url(f"postgresql://u@127.0.0.1:{nobody.getsockname()[1]}/d"))
        monkeypatch.setattr(domain.core.db, "engine", lambda: gone)
        answer = mishaps.get("/mishaps/database")
    problem(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert "127.0.0.1" not in answer.text


def test_a_body_that_is_declared_too_large_is_not_read(mishaps):
    def never_ending():
        while True:
            yield MEGABYTE

    headers = {"Content-Length": str(settings().max_body_bytes + 1)}
    problem(mishaps.post("/mishaps/body", content=never_ending(), headers=headers), 413, "too_large")


def test_a_chunked_body_is_cut_off_where_it_becomes_too_large(mishaps):
    megabytes = settings().max_body_bytes // len(MEGABYTE) + 1
    chunks = (MEGABYTE for _ in range(megabytes))
    headers = {"Content-Type": "application/json"}
    problem(mishaps.post("/mishaps/body", content=chunks, headers=headers), 413, "too_large")


def test_a_body_of_just_the_limit_is_read(mishaps):
    body = b'{"lines": []}'.ljust(settings().max_body_bytes)
    headers = {"Content-Type": "application/json"}
    assert mishaps.post("/mishaps/body", content=body, headers=headers).status_code == 200


def test_the_request_id_of_a_client_is_kept_if_it_is_harmless(mishaps):
    assert mishaps.get("/mishaps/busy", headers={"X-Request-ID": "till-7.42"}).headers["X-Request-ID"] == "till-7.42"
    forged = mishaps.get("/mishaps/busy", headers={"X-Request-ID": 'a" level="error'}).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", forged)


def test_every_kind_has_its_status():
    assert set(STATUS_OF_KIND) == set(ErrorKind)


def test_every_code_has_a_page_that_says_what_it_means(client):
    listed = client.get("/problems")
    assert listed.headers["Content-Type"].startswith("text/html")
    for error in catalogue():
        page = client.get(f"/problems/{error.code}")
        assert page.status_code == 200
        assert error.code in page.text
        assert f"/problems/{error.code}" in listed.text
    problem(client.get("/problems/no.such.code"), 404, "not_found")


def test_every_error_has_a_title_of_one_sentence_and_a_code_of_its_own():
    codes = [error.code for error in catalogue()]
    assert len(codes) == len(set(codes))
    for error in catalogue():
        assert re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)?", error.code)
        assert error.title().endswith(".")
