from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from volunteering import Host

from league.match.batch import play_batch
from league.storage.opening import default_path, writing
from league.volunteers import service
from league.volunteers.coordinator import Coordinator
from league.volunteers.leases import Leases
from league.volunteers.server import Listening, serving
from league.volunteers.tokens import Roll, add_volunteer


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for this machine that signs itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    chain, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=localhost", "-addext", names, "-keyout", str(key), "-out", str(chain)]
    subprocess.run(made, check=True, capture_output=True)
    return chain, key


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A coordinator with two volunteers, of whom none has come yet."""
    monkeypatch.setattr(service, "POLL", 0.3)
    roll = tmp_path / "volunteers.toml"
    tokens = {name: add_volunteer(roll, name) for name in ("ann", "bob")}
    with writing(default_path(tmp_path)) as store:
        coordinator = Coordinator(
            store, Roll(roll), Leases(60), play_batch, 1, False, lambda: False, lambda: ThreadPoolExecutor(1)
        )
        with serving(coordinator, Listening("127.0.0.1", 0, None)) as url:
            yield Host(coordinator, int(url.rsplit(":", 1)[1]), tokens)
        coordinator.close()
