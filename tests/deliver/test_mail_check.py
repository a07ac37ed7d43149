"""`tidegauge mail check` against a mail server and a name server of the test's own."""

import base64
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from tests.deliver.nameserver import Zone, answering
from tests.deliver.server import Script, certificate, login, running

from tidegauge import cli, usecases
from tidegauge.deliver import domain
from tidegauge.deliver.addresses import parse
from tidegauge.deliver.domain import Found, Names
from tidegauge.issuing import mailcheck
from tidegauge.issuing.office import Office
from tidegauge.settings import Home, Mail, Secret, Settings

SENDER = parse("weekly@example.org")
SPF = '"v=spf1 include:spf.mail.example.net ip4:192.0.2.0/24 -all"'
ZONE: dict[tuple[str, str], list[str]] = {
    ("example.org", "TXT"): ['"some-site-verification=1"', SPF],
    ("spf.mail.example.net", "TXT"): ['"v=spf1 a:out.mail.example.net " "ip6:2001:db8::/32 ~all"'],
    ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=quarantine; rua=mailto:d@example.org"'],
    ("example.org", "MX"): ["10 mx.example.org."],
}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A private key, and the record of its public half."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl to make a key")
    path = tmp_path_factory.mktemp("key") / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", path, "2048"], check=True, capture_output=True)
    made = subprocess.run(
        ["openssl", "rsa", "-in", path, "-pubout", "-outform", "DER"], check=True, capture_output=True
    )
    public = base64.b64encode(made.stdout).decode()
    return path, f'"v=DKIM1; k=rsa; p={public[:200]}" "{public[200:]}"'


def office(tmp_path: Path, mail: Mail, **more: object) -> Office:
    settings = Settings(Home((tmp_path,)), tmp_path / "t.sqlite3", tmp_path, mail=mail)
    made = Office(settings, "weekly", usecases.Origin(), tmp_path, cli_now, lambda _: None, lambda _: None)
    return replace(made, **more)  # type: ignore[arg-type]


def cli_now() -> None:
    """Nothing here asks for the time."""
    pytest.fail("the check needs no clock")


def by_name(found: list[Found]) -> dict[str, Found]:
    return {one.name: one for one in found}


def test_all_is_well(tmp_path: Path, key: tuple[Path, str]) -> None:
    """TLS, login, sender taken, SPF, DKIM, DMARC, MX; nothing is sent, no secret is shown."""
    served, trusted = certificate(tmp_path)
    password = Secret("s3cret-word")
    zone = {**ZONE, ("week._domainkey.example.org", "TXT"): [key[1]]}
    options = {"tls_context": served, "authenticator": login("user", password), "auth_require_tls": True}
    with running(Script(), require_starttls=True, **options) as script, answering(zone) as port:
        mail = Mail(
            Secret(f"smtp://user:{password.reveal()}@127.0.0.1:{script.port}"), "weekly@example.org",
            base="https://example.org/w", dkim_key=str(key[0]), dkim_selector="week",
        )  # fmt: skip
        found = mailcheck.check(office(tmp_path, mail, context=trusted), Names("127.0.0.1", port))
    assert [(one.name, one.ok, one.remedy) for one in found] == [
        (name, True, "") for name in ("sender", "server", "SPF", "DKIM", "DMARC", "MX")
    ]
    told = " ".join(one.detail for one in found)
    assert "with TLS, logged in" in told and "2 of 10 lookups" in told and "s3cret" not in told
    assert script.got == [] and not (tmp_path / "t.sqlite3").exists()


@pytest.mark.parametrize(
    ("records", "ok", "said"),
    [
        ([], False, 'Publish a TXT record at example.org: "v=spf1'),
        ([SPF, '"v=spf1 -all"'], False, "Join them into one"),
        (['"v=spf1 mx +all"'], False, "anyone may send"),
        (['"v=spf1 mx"'], None, "does not end in -all"),
        (['"v=spf1 mx ?all"'], None, "nothing is said of others"),
        (['"v=spf1 ip4:192.0.2.1 inculde:x.example -all"'], False, "'inculde:x.example' is no part of SPF"),
        (['"v=spf1 ptr -all"'], False, "ptr is no longer to be used"),
        (['"v=spf1 include:nowhere.example.net -all"'], False, "nowhere.example.net has no SPF record"),
        (['"v=spf1 include:example.org -all"'], False, "example.org names itself"),
        (['"v=spf1 ' + " ".join(f"a:h{number}.example.org" for number in range(11)) + ' -all"'], False, "11 lookups"),
        (['"v=spf1 redirect=spf.mail.example.net"'], True, ""),
    ],
)
def test_spf(records: list[str], ok: bool | None, said: str) -> None:
    """Each fault with what to do about it."""
    with answering({**ZONE, ("example.org", "TXT"): records or ['"other"']}) as port:
        found = domain.spf(SENDER, Names("127.0.0.1", port).texts)
    assert (found.ok, said in found.remedy, bool(found.remedy)) == (ok, True, not ok)


def test_dkim(tmp_path: Path, key: tuple[Path, str]) -> None:
    """No key, no record, a revoked one, another key's, one marked as a test."""
    other = key[1].replace(
        "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA", "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEB"
    )
    cases = (
        ([], False, "no record at week._domainkey.example.org"),
        (['"v=DKIM1; p="'], False, "holds no key"),
        ([other], False, "does not fit TIDEGAUGE_DKIM_KEY"),
        ([key[1].replace("k=rsa", "k=rsa; t=y")], None, "Take t=y away"),
    )
    mail = Mail(sender="weekly@example.org", dkim_key=str(key[0]), dkim_selector="week")
    for records, ok, said in cases:
        with answering({**ZONE, ("week._domainkey.example.org", "TXT"): records}) as port:
            found = by_name(mailcheck.check(office(tmp_path, mail), Names("127.0.0.1", port)))["DKIM"]
        assert found.ok is ok and said in f"{found.detail} {found.remedy}", found
    with answering(ZONE) as port:
        names = Names("127.0.0.1", port)
        unsigned = by_name(mailcheck.check(office(tmp_path, replace(mail, dkim_key="")), names))
        lost = by_name(mailcheck.check(office(tmp_path, replace(mail, dkim_key=str(tmp_path / "none"))), names))
    assert unsigned["DKIM"].ok is None and "Set TIDEGAUGE_DKIM_KEY" in unsigned["DKIM"].remedy
    assert unsigned["DMARC"].ok is None and "forwarded mail is lost" in unsigned["DMARC"].remedy
    assert lost["DKIM"].ok is False and "cannot be read" in lost["DKIM"].remedy


@pytest.mark.parametrize(
    ("changes", "name", "ok", "said"),
    [
        ({("_dmarc.example.org", "TXT"): []}, "DMARC", False, "Publish a TXT record at _dmarc.example.org"),
        ({("_dmarc.example.org", "TXT"): ['"v=DMARC1; rua=mailto:x@example.org"']}, "DMARC", False, "needs p=none"),
        ({("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"']}, "DMARC", False, "Keep one"),
        ({("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=none"']}, "DMARC", True, ""),
        ({("example.org", "MX"): ["0 ."]}, "MX", False, "takes no mail"),
        ({("example.org", "MX"): []}, "MX", False, "Replies and unsubscribe mails"),
        ({("example.org", "MX"): [], ("example.org", "A"): ["192.0.2.9"]}, "MX", None, "Publish an MX record"),
    ],
)
def test_dmarc_and_replies(tmp_path: Path, changes: Zone, name: str, ok: bool | None, said: str) -> None:
    """What is missing or empty, and what merely could be better."""
    with answering({**ZONE, **changes}) as port:
        found = by_name(mailcheck.check(office(tmp_path, Mail(sender="weekly@example.org")), Names("127.0.0.1", port)))[
            name
        ]
    assert found.ok is ok and said in f"{found.detail} {found.remedy}", found


def test_a_subdomain_is_under_the_policy_of_its_parent() -> None:
    """Looked for upwards; sp= before p=, and never as far as the top-level domain."""
    below = parse("weekly@news.mail.example.org")
    zone = {
        ("_dmarc.example.org", "TXT"): ['"v=DMARC1; p=reject; sp=none"'],
        ("_dmarc.org", "TXT"): ['"v=DMARC1; p=none"'],
    }
    with answering(zone) as port:
        assert domain.dmarc(below, True, Names("127.0.0.1", port).texts).ok is True
    with answering({("_dmarc.org", "TXT"): ['"v=DMARC1; p=none"']}) as port:
        assert domain.dmarc(SENDER, True, Names("127.0.0.1", port).texts).ok is False


def test_servers_that_cannot_be_used(tmp_path: Path) -> None:
    """Away, without TLS, wrong login, a sender that is not taken: each says what to do, none shows the password."""
    served, trusted = certificate(tmp_path)
    names = Names("127.0.0.1", 1)

    def server(url: str, **more: object) -> Found:
        mail = Mail(Secret(url), "weekly@localhost", "ops@localhost")
        found = by_name(mailcheck.check(office(tmp_path, mail, **more), names))["server"]
        assert found.ok is False and "s3cret" not in f"{found.detail} {found.remedy}"
        return found

    assert "cannot be reached" in server("smtp://127.0.0.1:1?tls=off").remedy
    assert "TIDEGAUGE_SMTP_URL is not set" in server("").remedy
    with running(Script()) as script:
        assert "offers no TLS" in server(f"smtp://user:s3cret@127.0.0.1:{script.port}").remedy
        script.rcpt = lambda recipient, _: "554 5.7.1 relay access denied"
        assert "takes no mail to ops@localhost (554" in server(f"smtp://127.0.0.1:{script.port}?tls=off").remedy
    options = {"tls_context": served, "authenticator": login("user", Secret("other")), "auth_require_tls": True}
    with running(Script(), require_starttls=True, **options) as script:
        assert "refused the login" in server(f"smtp://user:s3cret@127.0.0.1:{script.port}", context=trusted).remedy
        assert "TLS that can be trusted" in server(f"smtp://user:s3cret@127.0.0.1:{script.port}").remedy


def test_a_name_server_that_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is claimed of the domain: every record is "not known"."""
    monkeypatch.setattr(domain, "SECONDS", 0.3)
    with answering({}, silent=True) as port:
        found = by_name(mailcheck.check(office(tmp_path, Mail(sender="weekly@example.org")), Names("127.0.0.1", port)))
    assert {found[name].detail for name in ("SPF", "DMARC", "MX")} == {"not known"}
    assert "could not be looked up" in found["SPF"].remedy and found["SPF"].ok is False


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A line each, exit code 1 when something is wrong; as JSON too."""
    for name, value in {"MAIL_FROM": "weekly@example.org", "STORE": str(tmp_path / "t.sqlite3")}.items():
        monkeypatch.setenv(f"TIDEGAUGE_{name}", value)
    monkeypatch.delenv("TIDEGAUGE_SMTP_URL", raising=False)
    with answering(ZONE) as port:
        where = ("--nameserver", f"127.0.0.1:{port}")
        assert cli.run(["mail", "check", *where]) == 1
        printed = capsys.readouterr().out
        assert cli.run(["--json", "mail", "check", *where]) == 1
    assert "FAIL  server: not usable. TIDEGAUGE_SMTP_URL is not set" in printed and "ok    SPF: v=spf1" in printed
    assert [one["name"] for one in json.loads(capsys.readouterr().out)][:3] == ["sender", "server", "SPF"]
    assert cli.run(["mail", "check", "--nameserver", "127.0.0.1:many"]) == 2
