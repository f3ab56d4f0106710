"""A connection that breaks below HTTP, once the request has been read: urllib3 takes it for one that never began."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.tracking.tracker import LostAnswer, NewIssue
from tests.tracking.conftest import github_tracker


def certificate(path: Path) -> Path:
    """A key and a certificate of its own for 127.0.0.1, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    public, name = key.public_key(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    # Python 3.13 and newer take no certificate that lacks what RFC 5280 asks for.
    made = (
        x509.CertificateBuilder(name, name, public, 1, now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(plain + made.public_bytes(pem))
    return path


@contextmanager
def broken_server(pem: Path) -> Iterator[tuple[str, list[bytes]]]:
    """Read each request, then answer with what is no TLS; the address, and the requests."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    requests: list[bytes] = []

    def answer(listener: socket.socket) -> None:
        while True:
            raw, _ = listener.accept()
            try:
                with raw.dup() as below, context.wrap_socket(raw, server_side=True) as secure:
                    requests.append(secure.recv(65_536))
                    below.sendall(b"this is no TLS record")
            except OSError:  # a client that shakes no hands ends the server
                raw.close()
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=answer, args=(listener,))
        thread.start()
        yield f"https://127.0.0.1:{port}", requests
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join()


def test_a_create_is_sent_once_when_tls_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = certificate(tmp_path / "server.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
    with broken_server(pem) as (url, requests):
        tracker = github_tracker(url)

        with pytest.raises(LostAnswer):
            tracker.create("example-org/identity", NewIssue("Expire tokens", "", frozenset()))

        assert len(requests) == 1
        tracker.close()
