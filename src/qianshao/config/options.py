"""Every option of a site, declared once: name, type, default, what it is for.

Values come from the environment (``QIANSHAO_<NAME>``), else from ``QIANSHAO_HOME/qianshao.toml``, else the
default. ``qianshao config`` prints this table with the value in force and where it came from.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Option:
    """One option: ``kind`` is str, int, float or bool."""

    name: str
    kind: type
    default: Any
    help: str
    secret: bool = False


OPTIONS: tuple[Option, ...] = (
    Option("site_name", str, "基层应急管理平台", "name in the top bar"),  # zh: a site writes its own
    Option("database_url", str, "", "postgres://user:password@host:port/name; empty: SQLite in the home"),
    Option("host", str, "127.0.0.1", "address the server listens on"),
    Option("port", int, 8000, "port the server listens on; pages use the next free port behind it"),
    Option("public_url", str, "http://127.0.0.1:8000", "address written into answer links"),
    Option("allowed_hosts", str, "127.0.0.1,localhost", "host names the site answers to, comma separated"),
    Option("https", bool, False, "the site is reached over HTTPS: secure cookies and HSTS"),
    Option("debug", bool, False, "developer pages; never on a real site"),
    Option("demo", bool, False, "a demonstration site: marked on every page, real channels unreachable"),
    Option("web_threads", int, 4, "threads that serve pages"),
    Option("sqlite_cache_mb", int, 64, "page cache of a SQLite connection, MB: the engine's, the importers'"),
    Option("pages_cache_mb", int, 8, "the same for each thread that serves pages: four times 64 would be wasted"),
    Option("engines", int, 0, "engine processes; 0: one on SQLite (it has one writer), two on PostgreSQL"),
    Option("tick_seconds", float, 0.5, "longest pause between two rounds of the engine"),
    Option("tick_batch", int, 1000, "cases one engine round takes at most"),
    Option("answer_batch", int, 500, "answers written in one commit at most"),
    Option("session_hours", int, 12, "hours a desk login lasts"),
    Option("phone_days", int, 30, "days a bound phone may be used before it is bound again"),
    Option("phone_pin_digits", int, 6, "digits of the PIN before personal data on a phone, 4 to 6"),
    Option("phone_pin_tries", int, 5, "wrong PINs after which a phone wipes its personal data"),
    Option("phone_keep_hours", int, 72, "hours a phone keeps personal data without a contact"),
    Option("reveals_per_hour", int, 60, "full phone and identity numbers one user may look at in an hour"),
    Option("outbox_keep_days", int, 180, "days a sent message keeps its recipient; afterwards only the counts stay"),
    Option("disposal_days", int, 30, "days after an evacuation is closed when its personal data are due to go"),
    Option("upload_limit_kb", int, 20480, "largest uploaded file, KiB"),
    Option("cap_signers", str, "", "SHA-256 fingerprints of the certificates whose CAP signatures are trusted"),
    Option("vision_url", str, "", "OpenAI-compatible service that describes hazard photos, up to /v1; empty: off"),
    Option("vision_model", str, "", "model that service is asked for"),
    Option("vision_key", str, "", "key for that service", secret=True),
    Option("vision_seconds", float, 15.0, "longest wait for that service"),
    Option("map_file", str, "", "base map: a .pmtiles file, its path or its name in the home"),
    Option("map_licence", str, "", "approval number (审图号) of the base map, written on it"),  # zh: its name
    Option("tianditu_key", str, "", "key of tianditu.gov.cn, asked by this server without a map_file", secret=True),
    Option("log_level", str, "INFO", "DEBUG, INFO, WARNING or ERROR"),
)


class Options:
    """The options in force for one home."""

    def __init__(self, home: Path, environ: Mapping[str, str] | None = None) -> None:
        self.home = home
        self._environ = os.environ if environ is None else environ
        file = home / "qianshao.toml"
        self._file: dict[str, Any] = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        unknown = sorted(set(self._file) - {option.name for option in OPTIONS})
        if unknown:
            raise ValueError(f"qianshao.toml: unknown option {', '.join(unknown)}; see `qianshao config`")
        self._values = {option.name: self._read(option) for option in OPTIONS}

    def _read(self, option: Option) -> Any:
        raw: Any = self._environ.get("QIANSHAO_" + option.name.upper())
        if raw is None:
            raw = self._file.get(option.name, option.default)
        try:
            return _as_bool(raw) if option.kind is bool else option.kind(raw)
        except (TypeError, ValueError) as error:
            raise ValueError(f"option {option.name}: {raw!r} is not a {option.kind.__name__}") from error

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def origin(self, option: Option) -> str:
        """Where the value came from: environment, file or default."""
        if "QIANSHAO_" + option.name.upper() in self._environ:
            return "environment"
        return "file" if option.name in self._file else "default"


def _as_bool(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError(raw)


def home_folder() -> Path:
    """``QIANSHAO_HOME``, else ``~/.qianshao``; made when missing, readable by its owner only."""
    home = Path(os.environ.get("QIANSHAO_HOME") or Path.home() / ".qianshao").expanduser().resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def secret_key(home: Path, name: str) -> bytes:
    """A 32-byte key kept in ``home/keys/NAME``; made on first use. Losing it loses what it sealed."""
    folder = home / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if not path.exists():
        _create_once(path, secrets.token_bytes(32))
    return path.read_bytes()


def _create_once(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, also when two processes start at once."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.chmod(0o600)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
