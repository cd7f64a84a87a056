"""`arcoiris user`: people's accounts without HTTP."""

import sys
from typing import Annotated
from uuid import UUID

import typer

from cli.commands.administration import SYSTEM, AsJson, Data, administering, misused, print_json
from cli.parts import fail

users = typer.Typer(help="People's accounts.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(users, name="user")


@users.command()
def create(
    email: Annotated[str, typer.Argument(help="What the person logs in with.")],
    *,
    name: Annotated[str | None, typer.Option(help="As others see it; else what stands before the @.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, its first line.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Open an account; asks for its password on a terminal."""
    from domain.auth import passwords
    from domain.auth.emails import normalized_email
    from domain.auth.schemas import Registration
    from domain.auth.service import register_user
    from domain.core.db import unit_of_work

    password = _password(from_stdin=password_stdin)
    with administering(data):
        given = Registration.model_validate({"email": email, "password": password, "name": name or email.split("@")[0]})
        normalized = normalized_email(given.email)
        passwords.check_strength(email=normalized, password=password)
        password_hash = passwords.hash_password(password)
        with unit_of_work() as uow:
            account = register_user(uow, email=normalized, name=given.name, password_hash=password_hash)
            uow.commit()
    if as_json:
        print_json(account.model_dump(mode="json"))
    else:
        sys.stdout.write(f"{account.id}  {account.email}  {account.name}\n")


@users.command()
def reset_password(
    email: Annotated[str, typer.Argument(help="Whose.")], *, data: Data = None, as_json: AsJson = False
) -> None:
    """Make a token that gives an account another password, once; give it to the person. An earlier one ends."""
    from domain.auth.service import begin_password_reset, record_everywhere
    from domain.core.context import UNTOLD
    from domain.core.db import unit_of_work
    from domain.core.settings import settings

    with administering(data):
        user_id, org_ids = _account(email)
        with unit_of_work(*org_ids) as uow:
            begun = begin_password_reset(uow, email=email)
            if begun is None:
                fail(f"{email} has no active account")
            record_everywhere(uow, user_id=user_id, action="user.begin_password_reset", by=SYSTEM, origin=UNTOLD)
            uow.commit()
        account, token = begun
    if as_json:
        lives_s = settings().password_reset_ttl_s
        print_json({"id": account.id, "email": account.email, "token": token, "expires_in": lives_s})
    else:
        sys.stdout.write(f"{token}\n")
        sys.stderr.write("Send it with the new password to POST /api/auth/password-resets/confirm; it is good once.\n")


@users.command()
def disable_totp(email: Annotated[str, typer.Argument(help="Whose.")], *, data: Data = None) -> None:
    """End the second factor of somebody who has lost the authenticator and every recovery code."""
    from domain.auth.service import end_second_factor
    from domain.core.context import UNTOLD
    from domain.core.db import unit_of_work

    with administering(data):
        user_id, org_ids = _account(email)
        with unit_of_work(*org_ids) as uow:
            end_second_factor(uow, user_id=user_id, by=SYSTEM, origin=UNTOLD)
            uow.commit()
    sys.stdout.write(f"{email} logs in with the password alone\n")


def _account(email: str) -> tuple[UUID, list[UUID]]:
    """Return who has this email, and the organizations that are told when their account changes."""
    from domain.auth.emails import normalized_email
    from domain.auth.service import find_credentials, organizations_of
    from domain.core.db import unit_of_work

    with unit_of_work(read_only=True) as uow:
        found = find_credentials(uow, email=normalized_email(email))
        if found is None or not found.active:
            fail(f"{email} has no active account")
        return found.user_id, organizations_of(uow, user_id=found.user_id)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        misused("no terminal to ask for the password on: give it with --password-stdin")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
