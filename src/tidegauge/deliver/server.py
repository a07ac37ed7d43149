"""TIDEGAUGE_SMTP_URL, read and checked. Pure; no message ever shows more of it than host and port."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from tidegauge.errors import SettingsError
from tidegauge.settings import Mail, Secret

PORTS = {"smtp": 587, "smtps": 465}
FORM = "smtp://user:password@host:port or smtps://user:password@host:port"


@dataclass(frozen=True, slots=True)
class Server:
    """
    A mail server.

    Attributes:
        host, port: Where.
        implicit: TLS from the first byte (smtps); else STARTTLS.
        plain: No TLS at all; only on this machine.
        user, password: Empty for no login.
    """

    host: str
    port: int
    implicit: bool = False
    plain: bool = False
    user: str = ""
    password: Secret = Secret("")  # noqa: RUF009 - immutable

    @property
    def name(self) -> str:
        """For messages."""
        return f"{self.host}:{self.port}"


def server(mail: Mail) -> Server:
    """
    The mail server of the settings.

    Raises:
        SettingsError: none is set, or the address does not hold.
    """
    text = mail.server.reveal()
    if not text:
        raise SettingsError(f"TIDEGAUGE_SMTP_URL is not set; set it to {FORM}, or write files with --dry-run.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise SettingsError(f"TIDEGAUGE_SMTP_URL is no address of a mail server; write it as {FORM}.") from None
    if parts.path not in ("", "/") or parts.fragment or "@" in parts.query:
        raise SettingsError(
            "TIDEGAUGE_SMTP_URL has something after the port; in a password write / as %2F, ? as %3F, # as %23."
        )
    choices = parse_qs(parts.query, keep_blank_values=True)
    plain = choices.get("tls") == ["off"]
    if not host or set(choices) - {"tls"} or (choices and not plain) or (plain and parts.scheme == "smtps"):
        raise SettingsError(
            f"TIDEGAUGE_SMTP_URL does not hold; write it as {FORM}, for this machine also with ?tls=off."
        )
    if plain and not loopback(host):
        raise SettingsError("TIDEGAUGE_SMTP_URL has ?tls=off for another machine; only this one may do without TLS.")
    if parts.username and not parts.password:
        raise SettingsError("TIDEGAUGE_SMTP_URL has a user without a password; write it as user:password.")
    user, password = unquote(parts.username or ""), Secret(unquote(parts.password or ""))
    if not (user + password.reveal()).isascii():
        raise SettingsError(
            "TIDEGAUGE_SMTP_URL has letters beyond ASCII in user or password; servers take none: change it."
        )
    return Server(host, port, parts.scheme == "smtps", plain, user, password)


def loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
