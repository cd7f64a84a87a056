"""One-time codes of the time (RFC 6238), their secrets under lock and key, and recovery codes."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from functools import lru_cache

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.core.settings import settings

ISSUER = "Arcoíris"
RECOVERY_CODES = 10
# RFC 6238, 5.2: one step of delay either way, for slow fingers and clocks.
STEPS_AROUND = 1

_RECOVERY_BYTES = 10


def new_secret() -> str:
    """Return a fresh secret: 160 random bits in base 32."""
    return pyotp.random_base32()


def uri_of(secret: str, *, email: str) -> str:
    """Return what an authenticator reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(code: str, *, secret: str, at: datetime) -> int | None:
    """Return the time step that a code is of, None where it is of none around this moment.

    The caller takes each step once (RFC 6238, 5.2): a code that was watched is worth nothing.
    """
    totp = pyotp.TOTP(secret)
    now = totp.timecode(at)
    found = None
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        if hmac.compare_digest(totp.generate_otp(step), code.encode("ascii", "replace").decode()):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Return fresh recovery codes, 80 random bits each."""
    return [_grouped(secrets.token_hex(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def plain_recovery_code(code: str) -> str:
    """Return a recovery code as it is hashed, however it was typed."""
    return "".join(character for character in code.lower() if character.isalnum())


def encrypt(secret: str) -> bytes:
    """Return a secret as it is kept."""
    return _cipher(settings().secret_key).encrypt(secret.encode())


def decrypt(kept: bytes) -> str | None:
    """Return a kept secret, None where it was kept under another `ARCOIRIS_SECRET_KEY`."""
    try:
        return _cipher(settings().secret_key).decrypt(kept).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=4)
def _cipher(secret_key: str) -> Fernet:
    """Return the cipher whose key follows from the installation's, for this one purpose (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"arcoiris second factor").derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(derived))


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 5] for at in range(0, len(code), 5))
