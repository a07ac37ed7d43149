"""
A full issue for 200 readers through Postfix as Debian ships it: `make test-mail` installs it and runs this.

The test has a Postfix of its own: configuration, queue and port in a temporary folder, every address into one mailbox.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from tests.deliver.server import certificate
from tests.deliver.specimen import LINKS, SENDER

from tidegauge.deliver import addresses, inspect, messages
from tidegauge.deliver.letter import Attachment, Letter
from tidegauge.deliver.letters import Cover, Letters
from tidegauge.deliver.messages import Message
from tidegauge.deliver.outbox import Outbox, Pace
from tidegauge.deliver.server import Server
from tidegauge.deliver.smtp import Post
from tidegauge.model.words import Edition
from tidegauge.store.deliveries import Delivery, Sending
from tidegauge.store.ledger import Ledger

pytestmark = [
    pytest.mark.mail,
    pytest.mark.skipif(
        not os.environ.get("TIDEGAUGE_TEST_MAIL") or not shutil.which("postfix") or os.geteuid() != 0,
        reason="needs root and Postfix; `make test-mail` sets it up",
    ),
]
READERS = 200
EDITIONS = (Edition.BILINGUAL, Edition.ZH_HANS, Edition.EN)
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{user}
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
mailbox_size_limit = 0
message_size_limit = 50000000
maillog_file = /var/log/tidegauge-test-postfix.log
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/tls/chain.pem
smtpd_tls_key_file = {folder}/tls/key.pem
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_client_connection_rate_limit = 0
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Mta:
    """A Postfix of the test's own."""

    port: int
    mailbox: Path
    context: object

    def arrived(self) -> list[bytes]:
        """What it has delivered."""
        return [path.read_bytes() for path in sorted((self.mailbox / "new").glob("*"))]


@pytest.fixture
def mta(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mta]:
    folder = tmp_path_factory.mktemp("postfix")
    for path in (folder, *folder.parents):  # Postfix runs as a user of its own, and must reach its folders
        if path.stat().st_uid == os.geteuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    user = pwd.getpwnam("postfix").pw_uid
    for name in ("queue", "data", "mail", "tls", "etc"):
        (folder / name).mkdir()
    os.chown(folder / "mail", user, user)
    os.chown(folder / "data", user, user)
    _, context = certificate(folder / "tls")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "etc" / "main.cf").write_text(MAIN.format(folder=folder, user=user))
    (folder / "etc" / "master.cf").write_text(MASTER.format(port=port))
    command = ["postfix", "-c", str(folder / "etc")]
    subprocess.run([*command, "start"], check=True, capture_output=True)
    try:
        yield Mta(port, folder / "mail" / "all", context)
    finally:
        subprocess.run([*command, "stop"], check=True, capture_output=True)
        Path("/var/log/tidegauge-test-postfix.log").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def issue(letters: Letters, paper: dict[str, bytes]) -> dict[str, Letter]:
    """Week 46 in three editions, with a PDF of real size."""
    cover = Cover(archive="https://example.org/w/2025-W46/", sender="weekly@example.org")
    plain = {one.value: letters.letter(one, cover) for one in EDITIONS}
    return {
        name: replace(one, attachments=(Attachment(f"tidegauge-2025-W46-{name}.pdf", "application/pdf", paper["pdf"]),))
        for name, one in plain.items()
    }


def test_two_hundred_readers(mta: Mta, issue: dict[str, Letter], tmp_path: Path) -> None:
    """Over STARTTLS; every reader's message arrives once and parses back to its letter, bytes and all."""
    forms = {name: messages.form(one) for name, one in issue.items()}
    names = [f"reader{number:03}@example.com" for number in range(READERS)]
    variants = {name: EDITIONS[number % 3].value for number, name in enumerate(names)}
    start = datetime.now(UTC)
    with Ledger(tmp_path / "tidegauge.sqlite3") as ledger, ledger.sole_sender():
        ledger.prepare(
            Delivery("2025-W46", 0, name, name, variants[name], Sending.PREPARED, start) for name in names
        )  # fmt: skip
        with Post(Server("127.0.0.1", mta.port), context=mta.context) as post:  # type: ignore[arg-type]
            tally = Outbox(ledger, post, Pace(), lambda: datetime.now(UTC), time.sleep, "boot").send(
                "2025-W46",
                0,
                lambda one: messages.compose(forms[one.variant], addresses.parse(one.address, "陳大文"), SENDER, LINKS),
            )
        replies = [one.reply for one in ledger.deliveries("2025-W46")]
    assert (tally.sent_now, tally.exit_code) == (READERS, 0)
    assert all("queued as" in one for one in replies)
    arrived = wait_for(mta)
    assert sorted(arrived) == names
    for name, data in arrived.items():
        inspect.check(Message("", name, data), issue[variants[name]])


def wait_for(mta: Mta) -> dict[str, bytes]:
    """Every message that arrived, by the address it was for; with CRLF, as it came."""
    until = time.monotonic() + 120
    while len(mta.arrived()) < READERS and time.monotonic() < until:
        time.sleep(0.2)
    found = {}
    for data in mta.arrived():
        parsed = message_from_bytes(data, policy=policy.default)
        assert parsed["X-Original-To"] not in found
        found[str(parsed["X-Original-To"])] = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return found
