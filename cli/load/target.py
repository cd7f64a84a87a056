"""Where load goes: to this machine and nowhere else."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


class NotLoopback(ValueError):
    """Load is only ever sent to an address of this machine."""


@dataclass(frozen=True, slots=True)
class Target:
    """A server on this machine."""

    host: str
    port: int

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def target_of(base_url: str) -> Target:
    """Return the server of an address such as `http://127.0.0.1:8000`.

    Names are not looked up, `localhost` apart, so that no name can lead load to another machine.

    **Raises** `NotLoopback`.
    """
    parts = urlsplit(base_url)
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if parts.scheme != "http" or not loopback:
        message = f"{base_url} is not an http:// address of this machine"
        raise NotLoopback(message)
    return Target(host, parts.port or 80)


def render_request(
    target: Target,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> bytes:
    """Return a whole HTTP/1.1 request as it goes over the wire; a body is JSON."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {target.authority}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    head = "\r\n".join(lines) + "\r\n\r\n"
    return head.encode("latin-1") + (body or b"")
