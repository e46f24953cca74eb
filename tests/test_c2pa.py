"""Signed provenance: c2pa's own reader accepts it, and the tag and its chapters stay."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from briefing import lint
from briefing.cli import main
from briefing.config import Settings
from briefing.encode.provenance import MADE_BY_ALGORITHM
from briefing.episode.result import EpisodeResult
from briefing.errors import BriefingError, ConfigError
from briefing.lint.inputs.id3 import read
from briefing.pipeline import make
from briefing.version import __version__

c2pa = pytest.importorskip("c2pa")

from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: E402
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID  # noqa: E402

TEXT = "# सुबह\n\n## खेल\n\nभारत ने मैच जीता।\n\n## मौसम\n\nकल बारिश होगी।\n\n## बाज़ार\n\nसोना महँगा हुआ।"
MIME_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "m4b": "audio/mp4"}
KEYS: dict[str, Callable[[], Any]] = {
    "es256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "es384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ps256": lambda: rsa.generate_private_key(65537, 2048),
}


def certificate(subject: str, key: Any, issuer: str, issuers_key: Any, *, signer: bool) -> bytes:
    """Issue a certificate, as C2PA wants a signer's or an authority's."""
    now = datetime.datetime.now(datetime.timezone.utc)
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    usage |= {"digital_signature": signer, "key_cert_sign": not signer, "crl_sign": not signer}
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(not signer, None), True)
        .add_extension(x509.KeyUsage(**usage), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuers_key.public_key()), False
        )
    )
    if signer:
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        made = made.add_extension(purposes, False)
    return made.sign(issuers_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def credentials(folder: Path, kind: str = "es256", *, signer: bool = True) -> dict[str, str]:
    """Make a throwaway chain of a signer and an authority; return it as settings."""
    key, root = KEYS[kind](), KEYS["es256"]()
    chain = certificate("Newsroom", key, "Test authority", root, signer=signer)
    chain += certificate("Test authority", root, "Test authority", root, signer=False)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "chain.pem").write_bytes(chain)
    (folder / "key.pem").write_bytes(secret)
    return {
        "c2pa_certificate": str(folder / "chain.pem"),
        "c2pa_key": str(folder / "key.pem"),
    }


def made(folder: Path, name: str = "out", **options: Any) -> EpisodeResult:
    (folder / "a.md").write_text(TEXT, encoding="utf-8")
    settings = Settings(voice="tone", date="2026-01-31", output=str(folder / name))
    return make(folder / "a.md", settings.with_options(**options))


def record(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the state of a file's record, and what it says, by c2pa's reader."""
    with path.open("rb") as file, c2pa.Reader(MIME_TYPES[path.suffix[1:]], file) as reader:
        return reader.get_validation_state(), json.loads(reader.json())


@pytest.mark.parametrize("form", MIME_TYPES)
def test_c2pa_verifies_the_record(form: str, tmp_path: Path) -> None:
    result = made(tmp_path, format=form, **credentials(tmp_path))
    state, found = record(result.audio)
    assert state == "Valid"
    manifest = found["manifests"][found["active_manifest"]]
    assert manifest["title"] == "सुबह"
    assert manifest["signature_info"]["issuer"] == "Newsroom"
    (actions,) = (a for a in manifest["assertions"] if a["label"].startswith("c2pa.actions"))
    assert actions["data"]["actions"] == [
        {
            "action": "c2pa.created",
            "digitalSourceType": MADE_BY_ALGORITHM,
            "softwareAgent": {"name": "briefing", "version": __version__, "voice": "tone"},
        }
    ]


@pytest.mark.parametrize("form", MIME_TYPES)
def test_another_byte_of_sound_breaks_it(form: str, tmp_path: Path) -> None:
    result = made(tmp_path, format=form, **credentials(tmp_path))
    data = bytearray(result.audio.read_bytes())
    data[-300] ^= 1
    result.audio.write_bytes(data)
    assert record(result.audio)[0] == "Invalid"


@pytest.mark.parametrize("kind", KEYS)
def test_every_kind_of_key_signs(kind: str, tmp_path: Path) -> None:
    assert record(made(tmp_path, **credentials(tmp_path, kind)).audio)[0] == "Valid"


def test_the_tag_keeps_its_bytes(tmp_path: Path) -> None:
    """The frames of the unsigned tag, chapters too, begin the signed one as they were."""
    plain = made(tmp_path, "plain").audio.read_bytes()
    signed = made(tmp_path, "signed", **credentials(tmp_path)).audio.read_bytes()
    before, after = read(plain), read(signed)
    assert before and after and not after.broken
    assert after.version == before.version == 3
    assert after.frames[:-1] == before.frames
    assert after.frames[-1].id == "GEOB"
    assert signed[10 : before.size_bytes] == plain[10 : before.size_bytes]
    assert signed[after.size_bytes :] == plain[before.size_bytes :]


def test_mutagen_reads_the_chapters_of_a_signed_file(tmp_path: Path) -> None:
    plain = ID3(made(tmp_path, "plain").audio)
    signed = ID3(made(tmp_path, "signed", **credentials(tmp_path)).audio)
    assert signed.version == (2, 3, 0)
    for name in ("CTOC", "CHAP"):
        assert plain.getall(name) == signed.getall(name) != []
    assert [str(c.sub_frames["TIT2"]) for c in signed.getall("CHAP")] == ["खेल", "मौसम", "बाज़ार"]


def test_a_signed_m4b_keeps_its_tags_and_chapters(tmp_path: Path) -> None:
    plain = MP4(made(tmp_path, "plain", format="m4b").audio)
    signed = MP4(made(tmp_path, "signed", format="m4b", **credentials(tmp_path)).audio)
    assert dict(signed.tags or {}) == dict(plain.tags or {})
    assert [c.title for c in signed.chapters or ()] == ["खेल", "मौसम", "बाज़ार"]


def test_the_manifest_and_lint_know_the_signed_file(tmp_path: Path) -> None:
    result = made(tmp_path, **credentials(tmp_path))
    data = result.audio.read_bytes()
    assert result.manifest.audio.size_bytes == len(data)
    assert result.manifest.audio.sha256 == hashlib.sha256(data).hexdigest()
    assert {finding.severity for finding in lint.episode(result.folder)} <= {"note"}
    assert sorted(p.name for p in result.folder.iterdir() if p.suffix in (".mp3", ".signed")) == [
        result.audio.name
    ]


def mistakes(folder: Path) -> dict[str, tuple[dict[str, str], str]]:
    good = credentials(folder)
    (folder / "other").mkdir()
    other = credentials(folder / "other")
    (folder / "empty.pem").write_bytes(b"")
    return {
        "no key": ({"c2pa_certificate": good["c2pa_certificate"]}, "belong together"),
        "no file": ({**good, "c2pa_key": str(folder / "no.pem")}, "c2pa_key cannot be read"),
        "swapped": (
            {"c2pa_certificate": good["c2pa_key"], "c2pa_key": good["c2pa_certificate"]},
            "not a certificate in PEM",
        ),
        "empty": ({**good, "c2pa_certificate": str(folder / "empty.pem")}, "not a certificate"),
        "no key in it": ({**good, "c2pa_key": good["c2pa_certificate"]}, "not a private key"),
        "another's key": ({**good, "c2pa_key": other["c2pa_key"]}, "not the key of"),
        "opus": ({**good, "format": "opus"}, "cannot be embedded in opus"),
    }


@pytest.mark.parametrize(
    "name", ["no key", "no file", "swapped", "empty", "no key in it", "another's key", "opus"]
)
def test_mistakes_are_told_before_anything_is_spoken(name: str, tmp_path: Path) -> None:
    options, words = mistakes(tmp_path)[name]
    with pytest.raises(ConfigError, match=words) as caught:
        made(tmp_path, **options)
    assert caught.value.remedy
    assert "PRIVATE KEY" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_certificate_that_must_not_sign_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match="c2pa") as caught:
        made(tmp_path, **credentials(tmp_path, signer=False))
    assert "docs/disclosure.md" in caught.value.remedy
    assert list((tmp_path / "out").rglob("*.mp3")) == []


def test_the_command_line_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials(tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("नमस्ते।", encoding="utf-8")
    options = ["--voice", "tone", "--c2pa-certificate", "chain.pem", "--c2pa-key", "key.pem"]
    result = CliRunner().invoke(main, ["make", "a.txt", *options])
    assert result.exit_code == 0, result.output
    assert record(Path("out/a/a.mp3"))[0] == "Valid"
