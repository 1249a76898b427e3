"""The wall: addresses as people and attackers write them, names that turn private in between."""

from __future__ import annotations

import socket
import time

import pytest

from milepost.messaging.webhooks import guard
from milepost.messaging.webhooks.guard import Allowed, Refused, open_socket, target_of
from tests.messaging.webhooks.receiver import Receiver, receiving

NOBODY = Allowed()

REFUSED = r"""
http://example.com/ ftp://example.com/ file:///etc/passwd gopher://example.com/ javascript:alert(1)
//example.com/ example.com https:// https:/// https:///path https://? https://#
https://127.0.0.1/ https://127.1/ https://127.0.1/ https://0/ https://0.0.0.0/ https://2130706433/
https://0177.0.0.1/ https://0177.0.0.01/ https://017700000001/ https://0x7f.0.0.1/ https://0x7f.1/
https://0x7f000001/ https://0X7F000001/ https://127.0.0.0x1/ https://127.0.0.1./ https://127.0.0.1../
https://10.0.0.1/ https://172.16.0.1/ https://192.168.1.1/ https://169.254.169.254/latest/meta-data/
https://100.100.100.200/ https://168.63.129.16/ https://224.0.0.1/ https://255.255.255.255/
https://[::1]/ https://[::]/ https://[0:0:0:0:0:0:0:1]/ https://[::ffff:127.0.0.1]/
https://[::ffff:7f00:1]/ https://[::127.0.0.1]/ https://[64:ff9b::7f00:1]/ https://[2002:7f00:1::]/
https://[fe80::1]/ https://[fe80::1%25eth0]/ https://[fe80::1%eth0]/ https://[fd00:ec2::254]/
https://[ff02::1]/ https://[::1/ https://::1/ https://[127.0.0.1]/
https://localhost/ https://LOCALHOST/ https://localhost./ https://metadata/ https://db/
https://１２７.0.0.1/ https://①②⑦.0.0.1/ https://127。0。0。1/ https://ⓛocalhost/
https://user@example.com/ https://user:word@example.com/ https://example.com@127.0.0.1/
https://127.0.0.1:80@example.com/ https://example.com\@127.0.0.1/ https://example.com\x2f/
https://example.com:22/ https://example.com:25/ https://example.com:80/ https://example.com:0/
https://example.com:65536/ https://example.com:-1/ https://example.com:443x/
https://%31%32%37.0.0.1/ https://exa%6dple.com/ https://exam_ple-.com/ https://-example.com/
https://example..com/ https://.example.com/ https://example.com/#part https://example.com/wëbhooks
""".split()  # noqa: SIM905 (one to read beside the other)


@pytest.mark.parametrize(
    "url",
    [
        *REFUSED,
        "",
        " https://example.com/",
        "https://example.com/ x",
        "https://exa\tmple.com/",
        "https://127.0.0.1\r\nHost: example.com/",
        "https://example.com/\x00",
        "https://" + "a" * 64 + ".com/",
        "https://" + "a." * 130 + "com/",
        "https://example.com/" + "x" * 2_000,
    ],
)
def test_an_address_that_may_not_be_reached_is_refused_as_it_is_written(url: str) -> None:
    with pytest.raises(Refused):
        target_of(url, NOBODY)


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://example.com", "example.com", 443, "/"),
        ("https://Hooks.Example.com./in?key=1", "hooks.example.com", 443, "/in?key=1"),
        ("https://example.com:8443/a%20b", "example.com", 8443, "/a%20b"),
        ("https://bücher.example/", "xn--bcher-kva.example", 443, "/"),
        ("https://8.8.8.8/", "8.8.8.8", 443, "/"),
        ("https://[2606:4700:4700::1111]:3000/x", "2606:4700:4700::1111", 3000, "/x"),
        ("https://1password.com/", "1password.com", 443, "/"),
    ],
)
def test_a_public_address_is_taken_apart(url: str, host: str, port: int, path: str) -> None:
    target = target_of(url, NOBODY)
    assert (target.host, target.port, target.path, target.is_listed) == (host, port, path, False)


def test_what_the_operator_lists_may_be_private_plain_and_on_any_port() -> None:
    listed = Allowed.of(["hooks.internal", "*.corp.example", "10.20.0.0/16", "relay", "fd00::/8"])
    for url in (
        "http://hooks.internal:80/x",
        "http://a.b.corp.example/",
        "http://10.20.3.4:25/",
        "http://relay:9000/",
        "http://[fd00::5]/",
    ):
        assert target_of(url, listed).is_listed, url
    for url in (
        "http://corp.example/",
        "http://evilcorp.example/",
        "https://10.21.0.1/",
        "http://hooks.internal.example.com/",
        "https://[fe80::1]/",
    ):
        with pytest.raises(Refused):
            target_of(url, listed)


def _resolver(*answers: list[str]) -> tuple[guard.Resolve, list[str]]:
    """A name server that answers each question with the next list."""
    asked: list[str] = []
    left = list(answers)

    def resolve(host: str, port: int) -> list[guard.Found]:
        asked.append(host)
        return [
            (socket.AF_INET6, (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, (address, port))
            for address in (left.pop(0) if len(left) > 1 else left[0])
        ]

    return resolve, asked


def _connects(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Where sockets go, without going there."""
    went: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: went.append(address))
    return went


@pytest.mark.parametrize(
    "private",
    [
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "::1",
        "::ffff:10.0.0.7",
        "64:ff9b::a00:7",
        "fe80::1%2",
    ],
)
def test_a_name_that_leads_inside_is_not_connected_to(
    private: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    went = _connects(monkeypatch)
    target = target_of("https://rebind.example.com/", NOBODY)
    for answer in ([private], ["93.184.215.14", private], [private, "93.184.215.14"]):
        resolve, _ = _resolver(answer)
        with pytest.raises(Refused, match="not on the public internet"):
            open_socket(target, NOBODY, time.monotonic() + 5, resolve)
    assert went == []


def test_a_name_that_turns_private_after_the_check_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    went = _connects(monkeypatch)
    target = target_of("https://rebind.example.com/", NOBODY)
    resolve, asked = _resolver(["93.184.215.14"], ["127.0.0.1"])
    open_socket(target, NOBODY, time.monotonic() + 5, resolve).close()
    assert went == [("93.184.215.14", 443)]
    assert asked == ["rebind.example.com"]
    with pytest.raises(Refused):  # the next delivery asks anew, and is told otherwise
        open_socket(target, NOBODY, time.monotonic() + 5, resolve)
    assert len(went) == 1


def test_the_systems_own_resolver_is_not_believed_either() -> None:
    # A literal that was public when it was typed cannot change; a name of this host can.
    target = guard.Target("https", "localhost", 443, "/", False)
    with pytest.raises(Refused):
        open_socket(target, NOBODY, time.monotonic() + 5)


def test_a_listed_network_lets_a_name_through_that_leads_into_it() -> None:
    with receiving() as receiver:
        target = guard.Target("http", "receiver.example.com", receiver.port, "/", False)
        resolve, _ = _resolver(["127.0.0.1"])
        listed = Allowed.of(["127.0.0.0/8"])
        open_socket(target, listed, time.monotonic() + 5, resolve).close()
        with pytest.raises(Refused):
            open_socket(target, Allowed.of(["127.0.0.2"]), time.monotonic() + 5, resolve)


def test_the_next_address_is_tried_where_one_does_not_answer(receiver: Receiver) -> None:
    target = guard.Target("http", "two.example.com", receiver.port, "/", True)
    resolve, _ = _resolver(["127.0.0.9", "127.0.0.1"])
    opened = open_socket(target, NOBODY, time.monotonic() + 5, resolve)
    assert opened.getpeername()[0] == "127.0.0.1"
    opened.close()


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(_host: str, _port: int) -> list[guard.Found]:
        time.sleep(2)
        return []

    target = target_of("https://slow.example.com/", NOBODY)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        open_socket(target, NOBODY, time.monotonic() + 0.2, resolve)
    assert time.monotonic() - started < 1
