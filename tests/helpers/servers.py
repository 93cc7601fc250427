"""Real web servers for tests, configured with the rules that a build writes."""

from __future__ import annotations

import http
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVERS = ("nginx", "apache", "htaccess", "caddy")
"""The servers, with Apache twice, because it takes rules in two ways."""
_MODULES = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")
_LOADED = ("mpm_event", "unixd", "authz_core", "alias", "rewrite", "mime", "headers", "dir")
_SECONDS = 20.0

Ask = Callable[[str], tuple[int, str]]
"""Requests a path and query; returns the status, and where it redirects or the text of a 410."""


def _program(*names: str) -> str:
    found = next(filter(None, (shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in names)), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed")
    return found


def _nginx(work: Path, port: int, rules: bytes) -> list[str]:
    (work / "rules").write_bytes(rules)
    temporary = "".join(
        f"{name}_temp_path {work}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (work / "conf").write_text(
        f"daemon off; pid {work}/pid; error_log {work}/log;\n{'user root;' if os.geteuid() == 0 else ''}\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n"
        f"server {{ listen 127.0.0.1:{port}; root {work}/site; include {work}/rules; }} }}\n",
        encoding="utf-8",
    )
    return [_program("nginx"), "-c", f"{work}/conf", "-e", f"{work}/log"]


def _apache(work: Path, port: int, rules: bytes, *, folder: bool = False) -> list[str]:
    program = _program("apache2", "httpd")
    modules = next((path for path in _MODULES if os.path.isdir(path)), None)
    if modules is None:
        pytest.skip("Apache's modules are not where they are looked for")
    (work / ("site/.htaccess" if folder else "rules")).write_bytes(rules)
    # Built-in modules have no file.
    present = [name for name in _LOADED if os.path.exists(f"{modules}/mod_{name}.so")]
    load = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in present)
    user = "User #65534\nGroup #65534\n" if os.geteuid() == 0 else ""
    (work / "conf").write_text(
        f"ServerRoot {work}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {work}/pid\nErrorLog {work}/log\n"
        f"{load}{user}TypesConfig /dev/null\nDocumentRoot {work}/site\nDirectoryIndex index.html\n"
        f"<Directory {work}/site>\nAllowOverride {'All' if folder else 'None'}\nRequire all granted\n</Directory>\n"
        + ("" if folder else f"Include {work}/rules\n"),
        encoding="utf-8",
    )
    return [program, "-f", f"{work}/conf", "-D", "FOREGROUND"]


def _htaccess(work: Path, port: int, rules: bytes) -> list[str]:
    return _apache(work, port, rules, folder=True)


def _caddy(work: Path, port: int, rules: bytes) -> list[str]:
    (work / "rules").write_bytes(rules)
    (work / "Caddyfile").write_text(
        f"{{\n    admin off\n    auto_https off\n}}\nhttp://127.0.0.1:{port} {{\n"
        f"    root * {work}/site\n    import {work}/rules\n    file_server\n}}\n",
        encoding="utf-8",
    )
    return [_program("caddy"), "run", "--config", f"{work}/Caddyfile", "--adapter", "caddyfile"]


_COMMANDS = {"nginx": _nginx, "apache": _apache, "htaccess": _htaccess, "caddy": _caddy}
RULES = {
    "nginx": "redirects.nginx",
    "apache": "redirects.apache",
    "htaccess": "redirects.apache",
    "caddy": "redirects.caddy",
}
"""The site's file with each server's rules."""


@contextmanager
def _own_port() -> Iterator[int]:
    """Reserve a port that the system gives to nobody else.

    On Linux a server that also sets SO_REUSEADDR can listen there, because this socket doesn't listen.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
        if sys.platform != "linux":
            held.close()
        yield port


def _nginx_by_recipe(work: Path, port: int, recipe: str) -> list[str]:
    program = _program("nginx")
    # From an installed package, or next to an unpacked program.
    types = [Path("/etc/nginx/mime.types"), Path(program).parents[2] / "etc/nginx/mime.types"]
    known = next((path for path in types if path.is_file()), None)
    if known is None:
        pytest.skip("nginx's own list of media types is not where it is looked for")
    shutil.copy(known, work)
    command = _nginx(work, port, b"")
    conf = (work / "conf").read_text(encoding="utf-8").partition("server {")[0]
    (work / "conf").write_text(
        f"{conf}{recipe.replace('listen 80', f'listen 127.0.0.1:{port}')} }}\n", encoding="utf-8"
    )
    return command


def _caddy_by_recipe(work: Path, port: int, recipe: str) -> list[str]:
    command = _caddy(work, port, b"")
    text = recipe.replace("archive.example.org {", f"http://127.0.0.1:{port} {{")
    (work / "Caddyfile").write_text(f"{{\n    admin off\n    auto_https off\n}}\n{text}", encoding="utf-8")
    return command


RECIPES = {"nginx": _nginx_by_recipe, "caddy": _caddy_by_recipe}
"""The servers with a complete configuration in a guide."""


@contextmanager
def serving_by(server: str, recipe: str, site: Path) -> Iterator[int]:
    """Serve a copy of *site*, at /srv/www/archive, with the configuration from a guide; yield the port."""
    with tempfile.TemporaryDirectory() as folder, _own_port() as port:
        work = Path(folder)
        work.chmod(0o755)
        shutil.copytree(site, work / "site")
        with _started(RECIPES[server](work, port, recipe.replace("/srv/www/archive", f"{work}/site")), work, port):
            yield port


@contextmanager
def serving(server: str, rules: bytes, notices: Iterable[str] = ()) -> Iterator[Ask]:
    """Run a server with *rules*, for a site of a front page and *notices* (paths).

    If the server rejects the rules, the test fails with its message.
    """
    # Apache drops its privileges, and pytest's folders are private to their owner.
    with tempfile.TemporaryDirectory() as folder, _own_port() as port:
        work = Path(folder)
        work.chmod(0o755)
        (work / "site").mkdir()
        (work / "site/index.html").write_text("The front page.", encoding="utf-8")
        for path in notices:
            (work / "site" / path).parent.mkdir(parents=True, exist_ok=True)
            (work / "site" / path).write_text("A notice.", encoding="utf-8")
        with _started(_COMMANDS[server](work, port, rules), work, port):
            yield lambda target: _ask(port, target)


@contextmanager
def _started(command: list[str], work: Path, port: int) -> Iterator[None]:
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(work))
    log = work / "said"
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **homes})
    try:
        _wait(process, port, log)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    told = log.with_name("log")
    pytest.fail(log.read_text() + (told.read_text() if told.exists() else ""))


def _ask(port: int, target: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.putrequest("GET", target, skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        said = answer.read().decode("utf-8", "replace")
        if answer.status == http.HTTPStatus.GONE:
            return answer.status, said
        location = answer.headers.get("Location", "")
        return answer.status, location.partition(f"127.0.0.1:{port}")[2] or location.removeprefix("http://127.0.0.1")
    finally:
        connection.close()
