"""What `league serve` and `league work` refuse before anything is played."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from league.__main__ import main
from league.volunteers.tokens import add_volunteer


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    path = tmp_path / "volunteers.toml"
    add_volunteer(path, "ann")
    return path


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--host", "0.0.0.0"], "is not loopback"),
        (["--host", "league.example"], "is not loopback"),
        (["--tls-cert", "cert.pem"], "go together"),
        (["--tls-cert", "no.pem", "--tls-key", "no.pem"], "No such file"),
        (["--check", "1.5"], "from 0 to 1"),
        (["--check", "nan"], "from 0 to 1"),
        (["--cluster", "tcp://x:1"], "unrecognized arguments"),
        (["--volunteers", "none.toml"], "makes it"),
    ],
)
def test_a_coordinator_that_would_be_unsafe_does_not_start(
    bots: Path, roll: Path, options: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = main(["serve", str(bots), "--volunteers", str(roll), "--ticks", "20", "--workers", "1", *options])
    except SystemExit as exit:
        status = int(str(exit.code))
    assert status == 2
    assert problem in capsys.readouterr().err


def test_what_is_no_certificate_or_a_port_in_use_is_named(
    bots: Path, roll: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["serve", str(bots), "--volunteers", str(roll), "--ticks", "20", "--workers", "1"]
    assert main([*asked, "--tls-cert", str(roll), "--tls-key", str(roll)]) == 2
    assert "not a certificate with its key, in PEM" in capsys.readouterr().err
    with socket.socket() as used:
        used.bind(("127.0.0.1", 0))
        used.listen()
        assert main([*asked, "--port", str(used.getsockname()[1])]) == 2
    assert "Address already in use" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://league.example:8750", "over TLS alone"),
        ("league.example", "must be an address like"),
        ("https://", "must be an address like"),
        ("https://x:99999", "must be an address like"),
        ("https://me:word@x", "must be an address like"),
        ("https://x/path?y", "must be an address like"),
        ("ftp://x", "must be an address like"),
    ],
)
def test_a_volunteer_sends_no_token_to_what_is_no_coordinator(
    tmp_path: Path, url: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["work", url, "--token-file", str(tmp_path / "none")]) == 2
    assert problem in capsys.readouterr().err
