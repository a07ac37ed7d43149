"""Messages: what is read back is what was written."""

import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.deliver.specimen import LINKS, PDF, SENDER, letter

from tidegauge.deliver import addresses, headers, inspect, messages, signing
from tidegauge.deliver.letter import HTML_BUDGET
from tidegauge.deliver.links import Links
from tidegauge.deliver.messages import Message
from tidegauge.errors import DeliveryError, SettingsError, UsageError
from tidegauge.settings import Mail, Secret

READER = addresses.parse("chan@example.com", "陳大文")
PRINTED = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=200)


def written(name: str = "陳大文", **changes: object) -> Message:
    form = messages.form(replace(letter(), **changes))  # type: ignore[arg-type]
    return messages.compose(form, addresses.parse("chan@example.com", name), SENDER, LINKS)


def test_a_message_holds_what_was_to_be_sent() -> None:
    """Parts, pictures, attachment bytes and subject come back; the check agrees."""
    message = written()
    inspect.check(message, letter())
    parsed = message_from_bytes(message.data, policy=policy.default)
    assert parsed["Subject"] == letter().subject
    assert parsed["To"].addresses[0].display_name == "陳大文"
    assert [part.get_content() for part in parsed.iter_attachments()] == [PDF]
    assert message.data.isascii()


def test_date_and_id_come_from_the_issue() -> None:
    """The same issue gives the same bytes; a revision and another reader have ids of their own."""
    parsed = message_from_bytes(written().data)
    assert parsedate_to_datetime(parsed["Date"]) == letter().dated
    other = messages.message_id(letter(), addresses.parse("other@example.com"), SENDER)
    revised = messages.message_id(letter(revision=1), READER, SENDER)
    assert written() == written()
    assert len({parsed["Message-ID"], f"<{other}>", f"<{revised}>"}) == 3


def test_each_reader_has_a_link_of_their_own() -> None:
    """Header, HTML and text carry the signed link; the one-click header stands beside it."""
    parsed = message_from_bytes(written().data, policy=policy.default)
    link, ways = LINKS.unsubscribe_page("chan@example.com"), parsed["List-Unsubscribe"]
    assert link in ways and "mailto:weekly@example.org?subject=unsub" in ways
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert escape(link) in parsed.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert link in parsed.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_without_a_base_address_only_the_mailto_link_stands() -> None:
    """No one-click without https: RFC 8058."""
    message = messages.compose(messages.form(letter()), READER, SENDER, Links(Secret("k"), "", "w@example.org"))
    parsed = message_from_bytes(message.data)
    assert parsed["List-Unsubscribe"].startswith("<mailto:") and "List-Unsubscribe-Post" not in parsed


def test_unsubscribe_links_are_signed() -> None:
    """A token opens only what it was made for, with the key it was made with."""
    token = LINKS.token("unsubscribe", "chan@example.com")
    assert LINKS.read("unsubscribe", token) == "chan@example.com"
    forged = token.replace(".", "x.", 1)
    for links, purpose, one in (
        (LINKS, "approve", token),
        (LINKS, "unsubscribe", forged),
        (LINKS, "unsubscribe", token[:-1] + ("A" if token[-1] != "A" else "B")),
        (LINKS, "unsubscribe", ""),
        (Links(Secret("another"), "", ""), "unsubscribe", token),
    ):
        with pytest.raises(UsageError, match="not one of ours"):
            links.read(purpose, one)


@given(PRINTED | st.lists(st.text("ab:=?_", min_size=1, max_size=80), min_size=1, max_size=20).map(" ".join))
def test_subjects_come_back(subject: str) -> None:
    """Any subject without control characters reads as it was written, and stays in short ASCII lines."""
    if not subject.strip():
        return
    line = headers.text("Subject", subject)
    assert all(len(one) <= 78 and one.isascii() for one in line.split(b"\r\n"))
    assert message_from_bytes(line + b"\r\n", policy=policy.default)["Subject"] == subject


def test_an_english_subject_stays_readable() -> None:
    """Filters distrust ASCII that is encoded without need: it is folded at spaces and reads back as it was."""
    subject = "Liquidity Weekly 2025-W43: From use of the standing repo facility to secured rates above their floor"
    line = headers.text("Subject", subject)
    assert b"=?" not in line and max(map(len, line.split(b"\r\n"))) <= 76 and line.count(b"\r\n ") == 1
    assert message_from_bytes(line + b"\r\n", policy=policy.default)["Subject"] == subject


@given(st.text(min_size=1, max_size=80), st.sampled_from(["Subject", "To"]))
def test_no_text_can_add_a_header(text: str, place: str) -> None:
    """Names and subjects with line breaks are refused; with anything else there is one header, and no other."""
    try:
        if place == "Subject":
            line = headers.text("Subject", text)
        else:
            line = headers.mailbox("To", addresses.parse("a@example.org", text))
    except (DeliveryError, ValueError):
        return
    parsed = message_from_bytes(line + b"\r\n", policy=policy.default)
    assert parsed.keys() == [place]


@given(st.text(max_size=60))
def test_no_address_can_add_a_header(text: str) -> None:
    """What is accepted as an address has no space, bracket, comma or control character."""
    try:
        address = addresses.parse(text)
    except ValueError:
        return
    assert not set(address.text) & set(' <>,;:"()[]\\\r\n\t\0')
    assert address.text.count("@") == 1


@pytest.mark.parametrize("name", ["Bcc: x@y.org\r\nEvil: 1", "a\nb", "a\x00b", "a\u2028b", "a\x85b"])
def test_a_name_with_a_line_break_is_refused(name: str) -> None:
    """Where readers are read, and once more where headers are written."""
    with pytest.raises(ValueError, match="line break"):
        addresses.parse("a@example.org", name)
    with pytest.raises(DeliveryError):
        headers.mailbox("To", addresses.Address("a", "example.org", name))
    with pytest.raises(DeliveryError):
        headers.text("Subject", name)
    with pytest.raises(DeliveryError):
        headers.line("List-Id", name)


@pytest.mark.parametrize("name", ['Chan, "Tai" Man', "Smith; Co (x)", "=?utf-8?q?a?=", "O'Neil", "x" * 150, "a@b.org"])
def test_names_come_back(name: str) -> None:
    """Commas, quotes and what looks encoded are a name, and stay one."""
    parsed = message_from_bytes(written(name).data, policy=policy.default)
    assert [(one.display_name, one.addr_spec) for one in parsed["To"].addresses] == [(name, "chan@example.com")]


@pytest.mark.parametrize(
    ("given", "wire", "international"),
    [
        ("A@Example.ORG", "A@example.org", False),
        ("a@bücher.example", "a@xn--bcher-kva.example", False),
        ("用戶@example.org", "用戶@example.org", True),
    ],
)
def test_addresses_as_they_go_over_the_wire(given: str, wire: str, international: bool) -> None:
    """Domains are made ASCII; only a local part beyond ASCII needs SMTPUTF8."""
    address = addresses.parse(given)
    assert (address.text, address.international) == (wire, international)


NO_ADDRESSES = (
    "",
    "a",
    "@b.org",
    "a@",
    "a b@c.org",
    "a@b",
    "a@b..org",
    "a@-b.org",
    "a..b@c.org",
    "a@b.org>",
    "a@b,c@d.org",
)


@pytest.mark.parametrize("text", [*NO_ADDRESSES, "x" * 65 + "@b.org"])
def test_what_is_no_address(text: str) -> None:
    """Refused with a sentence."""
    with pytest.raises(ValueError):
        addresses.parse(text)


def test_an_international_address_makes_a_message_that_needs_smtputf8() -> None:
    """Its To header is UTF-8, and the message says so."""
    message = messages.compose(messages.form(letter()), addresses.parse("用戶@example.org"), SENDER, LINKS)
    assert message.utf8 and "To: 用戶@example.org".encode() in message.data


def test_html_beyond_the_budget_is_not_sent() -> None:
    """Gmail would cut it off."""
    with pytest.raises(DeliveryError, match="bytes of HTML"):
        messages.form(replace(letter(), html="x" * HTML_BUDGET))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"subject": "another"}, "subject"),
        ({"attachments": ()}, "parts"),
        ({"html": '<img src="cid:lost@tidegauge" width="1" height="1" alt="">'}, "places"),
    ],
)
def test_a_message_that_is_not_its_letter_is_caught(changes: dict[str, object], told: str) -> None:
    """Parts lost or changed after composing stop the sending."""
    with pytest.raises(DeliveryError, match=told):
        inspect.check(written(**changes), letter())


def test_changed_bytes_are_caught() -> None:
    """An attachment that is not the file's."""
    with pytest.raises(DeliveryError, match=r"\.pdf does not have the bytes"):
        inspect.check(written(), letter(size=2))


def test_two_parts_with_one_name_are_refused() -> None:
    """Mail readers would show the same picture twice."""
    pictures = letter().pictures[:1] * 2
    with pytest.raises(DeliveryError, match="share a name"):
        messages.form(replace(letter(), pictures=pictures))


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a key")
def test_signatures_verify(tmp_path: Path) -> None:
    """A verifier with the public key accepts the message, and none that was changed."""
    import dkim

    key = tmp_path / "key.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", key, "1024"], check=True, capture_output=True)
    show = ["openssl", "rsa", "-in", key, "-pubout", "-outform", "DER"]
    record = b"v=DKIM1; k=rsa; p=" + b64encode(subprocess.run(show, check=True, capture_output=True).stdout)
    sign = signing.signer(Mail(dkim_key=str(key), dkim_selector="tide"), "example.org")
    signed = messages.compose(messages.form(letter()), READER, SENDER, LINKS, sign).data
    assert dkim.verify(signed, dnsfunc=lambda *_, **__: record)
    assert not dkim.verify(signed.replace(b"chan@", b"chen@"), dnsfunc=lambda *_, **__: record)
    inspect.check(Message("", "", signed), letter())


def test_a_key_without_selector_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    """And so is a file that is not there or no key."""
    assert signing.signer(Mail(), "example.org") is None
    with pytest.raises(SettingsError, match="SELECTOR"):
        signing.signer(Mail(dkim_key="k"), "example.org")
    with pytest.raises(SettingsError, match="cannot be read"):
        signing.signer(Mail(dkim_key=str(tmp_path / "none"), dkim_selector="s"), "example.org")
