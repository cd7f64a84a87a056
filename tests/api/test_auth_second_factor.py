"""A second factor: codes of the time, each taken once; kept so that a stolen database gives none away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.login_throttle import LoginThrottle
from api.main import create_app
from domain.auth import totp
from domain.core.db import unit_of_work
from tests.shops import PASSWORD, open_shop, register


class Authenticator:
    """Gives codes of steps that nobody has used yet: this one, the one after."""

    def __init__(self, secret):
        self.totp = pyotp.TOTP(secret)
        self.next = self.totp.timecode(datetime.now(UTC))

    def code(self):
        self.next += 1
        return self.totp.generate_otp(self.next - 1)


def begin(person, password=PASSWORD):
    return person.client.post("/api/auth/totp", json={"password": password}, headers=person.headers)


def confirm(person, code):
    return person.client.post("/api/auth/totp/confirm", json={"code": code}, headers=person.headers)


def enter(person, **given):
    return person.client.post("/api/auth/login", json={"email": person.email, "password": PASSWORD, **given})


def code_of(answer):
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def person(client):
    return register(client)


@pytest.fixture
def guarded(person):
    """A person whose second factor is in force, their authenticator and their recovery codes."""
    authenticator = Authenticator(begin(person).json()["secret"])
    answer = confirm(person, authenticator.code())
    assert answer.status_code == 200, answer.text
    return person, authenticator, answer.json()["recovery_codes"]


# RFC 6238, appendix B: the rows for SHA-1, of which the last six of eight digits are ours.
@pytest.mark.parametrize(
    ("at_s", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(at_s, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890" in base 32.
    at = datetime.fromtimestamp(at_s, UTC)
    assert totp.step_of(code, secret=secret, at=at) == at_s // 30
    assert totp.step_of(code, secret=secret, at=at + timedelta(seconds=30)) == at_s // 30
    assert totp.step_of(code, secret=secret, at=at + timedelta(seconds=90)) is None


def test_it_is_in_force_once_its_first_code_was_shown(person):
    begun = begin(person)
    assert begun.status_code == 201
    assert begun.json()["uri"].startswith("otpauth://totp/")
    assert enter(person).status_code == 200
    assert code_of(confirm(person, "000000x")) == (422, "auth.code_refused")
    assert enter(person).status_code == 200
    assert confirm(person, Authenticator(begun.json()["secret"]).code()).status_code == 200
    assert code_of(enter(person)) == (401, "auth.second_factor_required")
    state = person.client.get("/api/auth/totp", headers=person.headers).json()
    assert state == {"enabled": True, "recovery_codes_left": 10}


def test_who_comes_in_shows_a_code(guarded):
    person, authenticator, _ = guarded
    assert enter(person, code=authenticator.code()).status_code == 200
    assert code_of(enter(person, code="123456")) == (401, "auth.second_factor_refused")


def test_a_wrong_password_does_not_learn_that_there_is_a_second_factor(guarded):
    person, authenticator, _ = guarded
    assert code_of(enter(person, password="something else")) == (401, "auth.login_refused")
    assert code_of(enter(person, password="something else", code=authenticator.code())) == (401, "auth.login_refused")


def test_a_code_is_taken_once_also_of_many_at_once(guarded):
    person, authenticator, _ = guarded
    code = authenticator.code()
    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(lambda _: enter(person, code=code).status_code, range(4)))
    assert answers == [200, 401, 401, 401]
    assert code_of(enter(person, code=code)) == (401, "auth.second_factor_refused")


def test_a_recovery_code_is_taken_once_however_it_is_typed(guarded):
    person, _, recovery = guarded
    assert enter(person, code=recovery[0].upper().replace("-", " ")).status_code == 200
    assert code_of(enter(person, code=recovery[0])) == (401, "auth.second_factor_refused")
    assert person.client.get("/api/auth/totp", headers=person.headers).json()["recovery_codes_left"] == 9


def test_it_is_ended_with_the_password_and_its_recovery_codes_with_it(guarded):
    person, authenticator, recovery = guarded
    wrong = person.client.post("/api/auth/totp/disable", json={"password": "no"}, headers=person.headers)
    assert code_of(wrong) == (403, "auth.password_refused")
    ended = person.client.post("/api/auth/totp/disable", json={"password": PASSWORD}, headers=person.headers)
    assert ended.status_code == 204
    assert enter(person).status_code == 200
    begun = begin(person).json()
    assert confirm(person, Authenticator(begun["secret"]).code()).status_code == 200
    for former in (recovery[0], authenticator.code()):
        assert enter(person, code=former).status_code == 401


def test_another_cannot_begin_while_one_is_in_force(guarded):
    person, _, _ = guarded
    assert code_of(begin(person)) == (409, "auth.second_factor_on")
    assert code_of(confirm(person, "123456")) == (409, "auth.second_factor_not_begun")


def test_who_holds_a_token_but_not_the_password_begins_nothing(person):
    assert code_of(begin(person, password="no")) == (403, "auth.password_refused")


def test_neither_secret_nor_recovery_codes_can_be_read_in_the_database(guarded):
    person, authenticator, recovery = guarded
    with unit_of_work() as uow:
        row = uow.session.execute(
            text("SELECT secret, recovery_hashes FROM core.second_factors WHERE user_id = :id"), {"id": person.user_id}
        ).one()
    secret = authenticator.totp.secret
    assert secret.encode() not in bytes(row.secret)
    assert totp.decrypt(bytes(row.secret)) == secret
    plain = [totp.plain_recovery_code(one).encode() for one in recovery]
    assert not set(plain) & {bytes(kept) for kept in row.recovery_hashes}


def test_an_approver_shows_a_code_too(client):
    shop = open_shop(client)
    authenticator = Authenticator(begin(shop.owner).json()["secret"])
    confirm(shop.owner, authenticator.code())
    wish = {
        "email": shop.owner.email,
        "password": PASSWORD,
        "permissions": ["pos.sales.void"],
        "operation_id": "01930000-0000-7000-8000-000000000001",
    }
    till = shop.key("cashier")["headers"]
    assert code_of(client.post("/api/auth/approvals", json=wish, headers=till)) == (
        401,
        "auth.second_factor_required",
    )
    shown = wish | {"code": authenticator.code()}
    assert client.post("/api/auth/approvals", json=shown, headers=till).status_code == 201


def test_the_organizations_that_rely_on_the_account_are_told(client):
    shop = open_shop(client)
    confirm(shop.owner, Authenticator(begin(shop.owner).json()["secret"]).code())
    client.post("/api/auth/totp/disable", json={"password": PASSWORD}, headers=shop.owner.headers)
    actions = [entry["action"] for entry in shop.get("/api/org/audit").json()["items"]]
    assert actions[:2] == ["user.end_second_factor", "user.begin_second_factor"]


def test_guessing_codes_is_slowed_down(database):
    app = create_app()
    with TestClient(app) as running:
        person = register(running)
        authenticator = Authenticator(begin(person).json()["secret"])
        confirm(person, authenticator.code())
        app.state.login_throttle = LoginThrottle(attempts_per_minute=3)
        answers = [enter(person, code="x").status_code for _ in range(3)]
        assert answers == [401] * 3
        assert enter(person, code=authenticator.code()).status_code == 429
