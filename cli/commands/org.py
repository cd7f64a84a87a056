"""`arcoiris org`: organizations without HTTP."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.commands.administration import SYSTEM, AsJson, Data, Org, administering, context_of, print_json
from cli.parts import fail

organizations = typer.Typer(help="Organizations.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(organizations, name="org")


@organizations.command()
def create(
    name: Annotated[str, typer.Argument(help="As it stands on receipts.")],
    *,
    owner: Annotated[str, typer.Option(help="Email of the owner, who has an account.")],
    currency: Annotated[str, typer.Option(help="ISO 4217, such as USD.")],
    country: Annotated[str, typer.Option(help="ISO 3166, such as US.")],
    time_zone: Annotated[str, typer.Option(help="IANA, such as America/Chicago.")],
    chart_template: Annotated[str, typer.Option(help="By trade, or trade and country: retail_mx.")] = "retail",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Open an organization with all that it takes to sell at once."""
    from domain.auth.emails import normalized_email
    from domain.auth.service import find_credentials
    from domain.core.db import unit_of_work
    from domain.core.ids import new_id
    from domain.onboarding.service import open_organization
    from domain.org.schemas import OrganizationDraft

    with administering(data):
        draft = OrganizationDraft(
            name=name, currency=currency, country=country, time_zone=time_zone, chart_template=chart_template
        )
        with unit_of_work(read_only=True) as uow:
            found = find_credentials(uow, email=normalized_email(owner))
        if found is None or not found.active:
            fail(f"{owner} has no active account: make one with `arcoiris user create {owner}`")
        org_id = new_id()
        with unit_of_work(org_id) as uow:
            opened = open_organization(uow, org_id=org_id, owner_id=found.user_id, draft=draft, actor=SYSTEM)
            uow.commit()
    if as_json:
        print_json(opened.model_dump(mode="json"))
    else:
        sys.stdout.write(
            f"{opened.id}  {opened.name}  {opened.currency}  default location {opened.default_location_id}\n"
        )


@organizations.command()
def export(
    output: Annotated[Path, typer.Argument(help="The archive to write; it must not exist.")],
    *,
    org: Org = None,
    data: Data = None,
) -> None:
    """Write everything that is kept of an organization as one zip archive: JSON lines per table, no secrets."""
    from domain.core.db import unit_of_work
    from domain.org.service import record_audit
    from domain.reports.takeout import takeout

    with administering(data):
        context = context_of(org)
        if not context.closed:
            with unit_of_work(context.org_id) as uow:
                record_audit(
                    uow,
                    context,
                    action="organization.export",
                    subject_type="organization",
                    subject_id=context.org_id,
                )
                uow.commit()
        try:
            with output.open("xb") as file:
                for piece in takeout(context.org_id):
                    file.write(piece)
        except OSError as error:
            fail(f"{output} cannot be written: {error.strerror}")
    sys.stdout.write(f"{output}  {output.stat().st_size} bytes\n")
