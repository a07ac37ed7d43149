"""DKIM: the signature that lets a reader's provider believe the From line. Optional."""

from importlib import import_module
from pathlib import Path

from tidegauge.deliver.messages import Signer
from tidegauge.errors import DeliveryError, SettingsError
from tidegauge.settings import Mail

SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip
"""RFC 8058 asks for the last two: without them no provider shows its button."""


def signer(mail: Mail, domain: str) -> Signer | None:
    """
    Signs for a domain; None where no key is set.

    Raises:
        SettingsError: the key cannot be read, or no selector is set.
        DeliveryError: the extra `mail` is not installed.
    """
    if not mail.dkim_key:
        return None
    if not mail.dkim_selector:
        raise SettingsError("TIDEGAUGE_DKIM_KEY is set and TIDEGAUGE_DKIM_SELECTOR is not; set it to the key's name.")
    try:
        key = Path(mail.dkim_key).expanduser().read_bytes()
    except OSError as error:
        raise SettingsError(f"TIDEGAUGE_DKIM_KEY names a file that cannot be read ({error.strerror}).") from None
    try:
        library = import_module("dkim")
    except ImportError as error:
        raise DeliveryError("DKIM needs a package more: pip install 'tidegauge[mail]'.") from error

    def sign(message: bytes) -> bytes:
        try:
            line: bytes = library.sign(
                message, mail.dkim_selector.encode(), domain.encode(), key, include_headers=list(SIGNED)
            )
        except library.DKIMException:
            raise SettingsError("TIDEGAUGE_DKIM_KEY is no key that can sign; make one with openssl genrsa.") from None
        return line

    return sign
