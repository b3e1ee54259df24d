"""A private PostgreSQL for one run: own folder, own port, loopback only, gone afterwards.

Durability stays as in real life (fsync on), because tests of lost answers mean nothing without it.
"""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """The folder of the newest installed server's programs, 15 or newer, or None."""
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb") if int(path.parent.parent.name) >= 15]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_server_user(command: Sequence[str | Path]) -> list[str]:
    """PostgreSQL refuses to run as root; then the package's own user runs it."""
    words = [str(part) for part in command]
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *words] if is_root() else words


def is_root() -> bool:
    """Whether this process is the superuser."""
    return os.geteuid() == 0


@contextmanager
def cluster() -> Iterator[str]:
    """Starts a server and yields the address of its database; stops and deletes it at the end."""
    programs = binaries()
    if programs is None:
        raise LookupError("no PostgreSQL server is installed")
    folder = Path(tempfile.mkdtemp(prefix="qianshao-pg-"))
    data, port, user = folder / "data", free_port(), "postgres"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=60"
    if is_root():
        shutil.chown(folder, "postgres", "postgres")
    control: list[str | Path] = [programs / "pg_ctl", "--pgdata", data, "--wait", "--log", folder / "log"]
    try:
        make: list[str | Path] = [programs / "initdb", "--pgdata", data, "--auth=trust", f"--username={user}"]
        call(as_server_user([*make, "--encoding=UTF8", "--locale=C.UTF-8"]), folder)
        call(as_server_user([*control, "--options", options, "start"]), folder)
        try:
            yield f"postgres://{user}@127.0.0.1:{port}/postgres"
        finally:
            call(as_server_user([*control, "--mode=fast", "stop"]), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def call(command: list[str], folder: Path) -> None:
    """Runs a server program; says as whom and what it said when it fails."""
    # To a file, not a pipe: the server inherits it and would hold a pipe open.
    with (folder / "control.log").open("a+b") as said:
        result = subprocess.run(command, cwd=folder, stdout=said, stderr=said, stdin=subprocess.DEVNULL, check=False)
        if result.returncode:
            said.seek(0)
            words = said.read().decode(errors="replace")
            raise RuntimeError(f"as {getpass.getuser()}: {' '.join(command)}\n{words}")
