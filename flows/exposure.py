"""What the scheduling service needs before it may be seen from other machines (DESIGN 9, notes on Prefect 3.8.8).

Prefect has one password, no users, and is open by default. Measured on 3.8.8 with the three settings below: without
the password 401, a change without the token 403, a page of another origin 400; /api/health and the pages' own files
stay open.
"""

import ipaddress
from collections.abc import Mapping

LOOPBACK = "127.0.0.1"
PASSWORD = "PREFECT_SERVER_API_AUTH_STRING"
FORGERY = "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED"
ORIGINS = "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"
CLIENT_PASSWORD = "PREFECT_API_AUTH_STRING"
SHORTEST = 12
"""Characters of the password behind the colon."""


def is_loopback(host: str) -> bool:
    """Whether only this machine sees the address; a name other than localhost may be anybody's."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unmet(host: str, env: Mapping[str, str]) -> list[str]:
    """What is missing for this address, in words; [] when it may be served."""
    if is_loopback(host):
        return []
    user, _, password = env.get(PASSWORD, "").partition(":")
    origins = _origins(env)
    missing = []
    if not user or len(password) < SHORTEST:
        missing.append(f"环境变量 {PASSWORD} 须为“账号:口令”，口令不少于{SHORTEST}位")
    if not origins or not all(one.startswith(("https://", "http://")) for one in origins):
        missing.append(f"环境变量 {ORIGINS} 须写明浏览器访问的网址（如 https://yanshou.example.gov.cn），不能是 *")
    if env.get(FORGERY, "true").lower() not in ("true", "1"):
        missing.append(f"环境变量 {FORGERY} 不能关闭")
    return missing


def settings(host: str, port: int, env: Mapping[str, str]) -> dict[str, str]:
    """Prefect's settings for this address: what its clients on this machine, its pages and its guard need.

    The pages call the first allowed origin; a proxy in front of the service passes /api on to it.
    """
    reached = LOOPBACK if host in ("0.0.0.0", "::") else host
    url = f"http://{f'[{reached}]' if ':' in reached else reached}:{port}/api"
    found = {"PREFECT_API_URL": url, "PREFECT_SERVER_UI_API_URL": url}
    if not is_loopback(host):
        found |= {FORGERY: "true", "PREFECT_SERVER_UI_API_URL": f"{_origins(env)[0].rstrip('/')}/api"}
    return found | client(env)


def client(env: Mapping[str, str]) -> dict[str, str]:
    """The password as Prefect's clients take it; on the machine of the service it need not be stated twice."""
    return {CLIENT_PASSWORD: env.get(CLIENT_PASSWORD) or env[PASSWORD]} if env.get(PASSWORD) else {}


def _origins(env: Mapping[str, str]) -> list[str]:
    return [one.strip() for one in env.get(ORIGINS, "").split(",") if one.strip() not in ("", "*")]
