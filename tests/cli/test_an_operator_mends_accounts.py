"""What an operator does for somebody who cannot come in, and for an organization that leaves."""

import json
import zipfile
from uuid import UUID

import pyotp
import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.shops import PASSWORD, login

ANOTHER = "quite another sentence"


@pytest.fixture
def run(database):
    def call(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        return result.exit_code, result.stdout, result.stderr

    return call


def test_a_forgotten_password_is_replaced_with_the_operators_token_once(run, shop):
    status, out, err = run("user", "reset-password", shop.owner.email)
    assert (status, err.count("\n")) == (0, 1), err
    body = {"token": out.strip(), "password": ANOTHER}
    answers = [shop.client.post("/api/auth/password-resets/confirm", json=body).status_code for _ in range(2)]
    assert answers == [204, 422]
    assert login(shop.client, email=shop.owner.email, password=ANOTHER).status_code == 200
    assert login(shop.client, email=shop.owner.email, password=PASSWORD).status_code == 401


def test_the_organizations_are_told_that_an_operator_did_it(run, shop):
    told = json.loads(run("user", "reset-password", shop.owner.email, "--json")[1])
    assert told["id"] == str(shop.owner.user_id)
    latest = shop.get("/api/org/audit").json()["items"][0]
    assert (latest["action"], latest["actor"]["type"]) == ("user.begin_password_reset", "system")
    assert latest["origin"] == {"address": None, "user_agent": None}


def test_a_lost_authenticator_is_forgotten(run, shop):
    begun = shop.client.post("/api/auth/totp", json={"password": PASSWORD}, headers=shop.owner.headers).json()
    code = {"code": pyotp.TOTP(begun["secret"]).now()}
    assert shop.client.post("/api/auth/totp/confirm", json=code, headers=shop.owner.headers).status_code == 200
    assert login(shop.client, email=shop.owner.email).status_code == 401
    assert run("user", "disable-totp", shop.owner.email)[0] == 0
    assert login(shop.client, email=shop.owner.email).status_code == 200


@pytest.mark.parametrize("command", ["reset-password", "disable-totp"])
def test_nobody_is_told_to_be_nobody(run, command):
    status, out, err = run("user", command, "nobody@example.com")
    assert (status, out) == (1, "")
    assert "no active account" in err


def test_an_organization_takes_everything_along(run, shop, tmp_path):
    archive = tmp_path / "all.zip"
    status, _, err = run("org", "export", archive, "--org", shop.org_id)
    assert status == 0, err
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    assert UUID(manifest["organization"]) == shop.org_id
    assert run("org", "export", archive, "--org", shop.org_id)[0] == 1, "an archive that is there stays"


def test_a_closed_organization_gets_no_key(run, shop):
    assert shop.post("/api/org/close", json={"name": "Café Sol"}).status_code == 200
    status, out, err = run("key", "create", "--org", shop.org_id, "--name", "Till")
    assert (status, out) == (1, "")
    assert "org.closed" in err
