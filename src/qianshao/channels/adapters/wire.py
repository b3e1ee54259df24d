"""One careful HTTP request: only to listed hosts, to the address that was checked, within one total time limit.

Python's time-outs count per read, so a peer that sends a byte a second holds a thread for ever; here a watchdog
closes the socket when the total is over. No redirects, no proxies, at most 64 KB of answer (T19, G-I6, G-F3).
"""

import functools
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from qianshao.channels.adapters.base import Misconfigured, TemporaryFailure

LONGEST_ANSWER = 64 * 1024
DEFAULT_TIMEOUT_S = 5.0


@dataclass(frozen=True)
class Answer:
    """What the peer answered."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Target:
    """A checked address: where to connect, and what to ask for."""

    secure: bool
    host: str
    port: int
    path: str


def parse_allowed(text: str) -> frozenset[tuple[str, int]]:
    """``host:port`` pairs from a setting, separated by commas or white space.

    Raises:
        Misconfigured: an entry without a port.
    """
    pairs = set()
    for entry in text.replace(",", " ").split():
        host, _sep, port = entry.rpartition(":")
        if not host or not port.isdecimal():
            raise Misconfigured(_("“{entry}”不是 主机:端口").format(entry=entry))
        pairs.add((host.strip("[]").lower(), int(port)))
    return frozenset(pairs)


def check_url(url: str, allowed: frozenset[tuple[str, int]]) -> Target:
    """Take a URL apart and hold it against the allow-list.

    Raises:
        Misconfigured: not http(s), with a user name in it, or a host and port nobody listed.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Misconfigured(_("地址写得不对")) from error
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.password:
        raise Misconfigured(_("地址须以 http:// 或 https:// 开头，且不含用户名"))
    if (host, port) not in allowed:
        raise Misconfigured(_("{host}:{port} 不在允许连接的名单里").format(host=host, port=port))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def resolve(target: Target, allowed: frozenset[tuple[str, int]]) -> str:
    """The one IP address to connect to. A name may lead inside the house only if that address is listed too.

    Raises:
        TemporaryFailure: no such name.
        Misconfigured: the name leads to an inner address that is not on the allow-list (DNS rebinding).
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise TemporaryFailure(_("找不到主机 {host}").format(host=target.host)) from error
    address = str(found[0][4][0])
    inner = not ipaddress.ip_address(address).is_global
    if inner and not _is_literal(target.host) and (address, target.port) not in allowed:
        raise Misconfigured(
            _("{host} 指向 {address}，不在允许连接的名单里").format(host=target.host, address=address)
        )
    return address


@contextmanager
def _watchdog(sock: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Cut the connection when ``seconds`` are over; the event says that this happened."""
    over = threading.Event()
    # A handle of its own: TLS takes the first one away, in the middle of the handshake.
    handle = sock.dup()

    def close() -> None:
        over.set()
        with suppress(OSError):  # the peer was quicker
            handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, close)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        handle.close()


def _connect(target: Target, address: str, timeout: float) -> socket.socket:
    return socket.create_connection((address, target.port), timeout=timeout)


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _secured(sock: socket.socket, target: Target) -> socket.socket:
    return _tls().wrap_socket(sock, server_hostname=target.host)


def _read(connection: http.client.HTTPConnection) -> Answer:
    response = connection.getresponse()
    body = response.read(LONGEST_ANSWER + 1)
    if len(body) > LONGEST_ANSWER:
        raise TemporaryFailure(_("回答超过 64 KB"))
    if 300 <= response.status < 400:
        raise TemporaryFailure(_("网关要求转到别的地址，不跟随"))
    return Answer(response.status, body, dict(response.getheaders()))


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: frozenset[tuple[str, int]],
    timeout: float = DEFAULT_TIMEOUT_S,
) -> Answer:
    """POST ``body`` and read the answer; the whole of it takes at most ``timeout`` seconds after connecting.

    Raises:
        TemporaryFailure: unreachable, too slow, too long, not HTTP, a redirect.
        Misconfigured: the address is not allowed.
    """
    target = check_url(url, allowed)
    address = resolve(target, allowed)
    try:
        plain = _connect(target, address, timeout)
    except OSError as error:
        raise TemporaryFailure(_("连不上 {host}:{port}").format(host=target.host, port=target.port)) from error
    with _watchdog(plain, timeout) as over:
        connection = http.client.HTTPConnection(target.host, target.port, timeout=timeout)
        try:
            connection.sock = _secured(plain, target) if target.secure else plain
            connection.request("POST", target.path, body, dict(headers))
            return _read(connection)
        except (OSError, http.client.HTTPException, ValueError) as error:
            why = _("太慢") if over.is_set() or isinstance(error, TimeoutError) else type(error).__name__
            raise TemporaryFailure(f"{target.host}:{target.port} {why}") from error
        finally:
            connection.close()
            plain.close()
