from __future__ import annotations

import socket

import pytest

from ui.serve import CannotServe, listen


def test_a_taken_port_is_said_plainly() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(CannotServe, match=f"port {port} .*choose another port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 70000)])
def test_an_address_that_is_not_ours_is_said_plainly(host: str, port: int) -> None:
    with pytest.raises(CannotServe, match=r"Cannot listen on .* choose another port\."):
        listen(host, port)


def test_who_connects_before_the_application_is_built_waits() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname(), timeout=2):
        pass
