"""`arcoiris user`: people's accounts without HTTP."""

import sys
from typing import Annotated

import typer

from cli.commands.administration import AsJson, Data, administering, misused, print_json

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


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        misused("no terminal to ask for the password on: give it with --password-stdin")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
