"""What people are written: invitations, and how to come by another password."""

from domain.core.mail import Letter
from domain.core.settings import settings

_MINUTE_S = 60
_DAY_S = 86_400


def invitation(*, to: str, organization: str, role: str, token: str) -> Letter:
    """Return the letter to somebody who is asked to become a member."""
    days = max(1, settings().invitation_ttl_s // _DAY_S)
    text = (
        f"You are invited to work in {organization} as {role}.\n\n"
        "Give this invitation to the program that you work with. It is good once, "
        f"for {days} {'day' if days == 1 else 'days'}:\n\n"
        f"{token}\n\n"
        "If you do not know who invites you, do nothing.\n"
    )
    return Letter(to=to, subject="You are invited", text=text)


def password_reset(*, to: str, token: str) -> Letter:
    """Return the letter to somebody who has forgotten the password, or whose email somebody else has typed."""
    minutes = max(1, settings().password_reset_ttl_s // _MINUTE_S)
    text = (
        "Somebody has asked for another password of the account with this email.\n\n"
        "If it was you, give this to the program that you work with. It is good once, "
        f"for {minutes} {'minute' if minutes == 1 else 'minutes'}:\n\n"
        f"{token}\n\n"
        "If it was not you, do nothing: the password stays as it is.\n"
    )
    return Letter(to=to, subject="Another password", text=text)
