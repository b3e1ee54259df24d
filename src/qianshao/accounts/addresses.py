"""Where a request comes from and where a login may lead."""

import ipaddress
from typing import Any

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


def client_address(request: Any) -> str:
    """The client's address. A forwarding header counts only from a proxy on this machine, and only its last hop."""
    address: str = request.META.get("REMOTE_ADDR", "") or "unknown"
    forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    return forwarded if _is_local(address) and _is_address(forwarded) else address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_local(text: str) -> bool:
    return _is_address(text) and ipaddress.ip_address(text).is_loopback


def safe_next(request: Any) -> str:
    """The page asked for before the login, if it is one of ours; else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else settings.LOGIN_REDIRECT_URL
