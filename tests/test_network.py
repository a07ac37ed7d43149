"""The tests' own guard."""

import socket

import pytest


def test_a_test_cannot_leave_the_machine() -> None:
    """Connecting anywhere but to loopback fails, and the message says where to."""
    with socket.socket() as far, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        far.connect(("192.0.2.1", 443))


def test_loopback_is_open() -> None:
    """A server of the test's own can be reached."""
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
