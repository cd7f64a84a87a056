"""`arcoiris key`: credentials of tills without HTTP."""

import sys
from typing import Annotated
from uuid import UUID

import typer

from cli.commands.administration import AsJson, Data, Org, administering, context_of, print_json

keys = typer.Typer(help="API keys of devices.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(keys, name="key")


@keys.command()
def create(
    *,
    org: Org = None,
    role: Annotated[str, typer.Option(help="What the key may do: cashier, stock_clerk, …")] = "cashier",
    name: Annotated[str, typer.Option(help="Which device it is for.")],
    terminal: Annotated[UUID | None, typer.Option(help="The one terminal that it may act as.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a key; its secret is shown this one time."""
    from domain.auth.schemas import NewKey
    from domain.auth.service import create_key
    from domain.core.db import unit_of_work
    from domain.org.errors import OrganizationClosed
    from domain.pos.service import TERMINALS

    with administering(data):
        given = NewKey.model_validate({"name": name, "role": role, "terminal_id": terminal})
        context = context_of(org)
        if context.closed:
            raise OrganizationClosed
        with unit_of_work(context.org_id) as uow:
            if given.terminal_id is not None:
                TERMINALS.get(uow, context, row_id=given.terminal_id)
            key = create_key(uow, context, name=given.name, role=given.role, terminal_id=given.terminal_id)
            uow.commit()
    if as_json:
        print_json(key.model_dump(mode="json"))
    else:
        sys.stdout.write(f"id      {key.id}\nprefix  {key.prefix}\nsecret  {key.secret}\n")
        sys.stderr.write("The secret is shown this one time.\n")
