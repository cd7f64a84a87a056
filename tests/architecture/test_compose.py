"""No engine runs where the tests run, so the compose file is held to its schema, to the settings and to the code."""

import functools
import importlib
import json
import re
import subprocess
import sys

import jsonschema
import pytest
import yaml

from domain.core.settings import Settings
from tests.architecture.source_tree import ROOT, read

COMPOSE = yaml.safe_load(read("docker-compose.yml"))
SERVICES = COMPOSE["services"]
# Vendored from the Compose Specification (Apache-2.0).
SCHEMA = json.loads(read("tests/architecture/compose_spec.json"))
PARTS = {name: service for name, service in SERVICES.items() if "build" in service}
SETTINGS = {f"ARCOIRIS_{name.upper()}" for name in Settings.model_fields}


@functools.cache
def usage(command):
    """Return what the installed command line says about one of its commands, failing when there is none."""
    arcoiris = [sys.executable, "-c", "from cli.main import main; main()"]
    answer = subprocess.run(
        [*arcoiris, command, "--help"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"COLUMNS": "200"},
    )
    assert answer.returncode == 0, answer.stderr
    assert f" {command} " in answer.stdout
    return answer.stdout


def test_it_follows_the_compose_specification():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(COMPOSE)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_tells_its_health_or_runs_once(service):
    one_shot = SERVICES[service].get("restart") == "no"
    awaited = {
        name
        for part in PARTS.values()
        for name, need in part["depends_on"].items()
        if need["condition"] == "service_completed_successfully"
    }
    assert (service in awaited) if one_shot else SERVICES[service]["healthcheck"]["test"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_bounded(service):
    assert SERVICES[service]["deploy"]["resources"]["limits"]["memory"]
    assert SERVICES[service]["logging"]["options"]["max-size"]


@pytest.mark.parametrize("file", ["docker-compose.yml", ".env.example"])
def test_every_variable_is_a_setting(file):
    named = set(re.findall(r"\bARCOIRIS_\w+", read(file)))
    assert named
    assert named <= SETTINGS


def test_only_the_migration_is_given_the_owner():
    given = {name for name, part in PARTS.items() if "ARCOIRIS_OWNER_DATABASE_URL" in part["environment"]}
    assert given == {"migrate"}


@pytest.mark.parametrize("part", PARTS)
def test_every_command_exists(part):
    command, *arguments = PARTS[part]["command"]
    described = usage(command)
    assert all(option in described for option in arguments if option.startswith("--"))


def test_no_secret_has_a_default():
    secrets = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)([^}]*)\}", read("docker-compose.yml"))
    without = {name for name, rest in secrets if not rest.startswith(":?")}
    # Required only where its profile is on, which the container checks by itself.
    assert without == {"RABBITMQ_PASSWORD"}
    assert SERVICES["rabbitmq"]["command"][-1].startswith('test -n "$$RABBITMQ_DEFAULT_PASS" &&')


def test_the_example_names_every_required_variable():
    required = set(re.findall(r"\$\{(\w+):\?", read("docker-compose.yml")))
    assert required == set(re.findall(r"^(\w+)=$", read(".env.example"), flags=re.MULTILINE))


def test_postgres_sorts_as_the_embedded_one_does():
    arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    embedded = read("cli/embedded/cluster.py")
    assert {"--locale-provider=builtin", "--builtin-locale=C.UTF-8"} <= set(arguments)
    assert all(f'"{argument}"' in embedded for argument in arguments)


def test_the_worker_is_given_longer_than_its_own_soft_shutdown():
    celeryconfig = importlib.import_module("celeryconfig")
    grace_s = int(SERVICES["worker"]["stop_grace_period"].removesuffix("s"))
    assert grace_s > celeryconfig.worker_soft_shutdown_timeout


def test_the_health_checks_ask_for_what_is_there():
    paths = {getattr(route, "path", None) for route in importlib.import_module("api.main").create_app().routes}
    asked = re.findall(r"127\.0\.0\.1:8000(/[\w/]+)", read("docker-compose.yml") + read("Dockerfile"))
    assert set(asked) == {"/health/ready", "/health/live"} <= paths
    assert "--app workers.app " in SERVICES["worker"]["healthcheck"]["test"][-1]
    assert importlib.import_module("workers.app").app.main
