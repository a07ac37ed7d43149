"""A name server on 127.0.0.1 that knows what a test tells it."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[tuple[str, str], list[str]]
"""Name and kind (``("example.org", "TXT")``) to records as a zone file writes them."""


@contextmanager
def answering(zone: Zone, *, silent: bool = False) -> Iterator[int]:
    """
    Its port.

    Args:
        silent: It takes every question and answers none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        thread = Thread(target=_serve, args=(line, zone, silent), daemon=True)
        thread.start()
        yield port
        line.sendto(b"", ("127.0.0.1", port))
        thread.join(5)


def _serve(line: socket.socket, zone: Zone, silent: bool) -> None:
    while True:
        data, sender = line.recvfrom(4096)
        if not data:
            return
        if not silent:
            line.sendto(_answer(data, zone), sender)


def _answer(data: bytes, zone: Zone) -> bytes:
    asked = dns.message.from_wire(data)
    question = asked.question[0]
    name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
    reply = dns.message.make_response(asked)
    reply.flags |= dns.flags.RA
    if records := zone.get((name, kind)):
        reply.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, records))
    elif not any(known == name for known, _ in zone):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()
