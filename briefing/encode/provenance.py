"""C2PA: a signed record in the file of what made it, which others can verify.

The record says that an algorithm made the sound, and which; the user's certificate says who vouches
for it. It is bound to every byte of the file by a hash, so it is made last.

Source: C2PA Technical Specification 2.1, on actions and on embedding in ID3 and BMFF.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.config import Settings
from briefing.encode.embeddable import DataHashed
from briefing.episode.tags import Tags
from briefing.errors import ConfigError, EncodeError
from briefing.formats import id3
from briefing.system import install
from briefing.version import __version__

MADE_BY_ALGORITHM = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_FRAME = ("application/c2pa", "c2pa", "c2pa manifest store")
_CURVES = {"secp256r1": b"es256", "secp384r1": b"es384", "secp521r1": b"es512"}
_UNTRUSTED = "signingCredential.untrusted"  # whom a reader trusts is the reader's to say


@dataclass(frozen=True)
class Credentials:
    """A certificate chain, the signer's first, its private key, and the algorithm of both."""

    chain: bytes
    key: bytes
    algorithm: bytes


def check(settings: Settings, mime_type: str) -> None:
    """Check, before anything is spoken, that an episode can be signed where that is asked for.

    Raises
    ------
    ConfigError
        if the certificate or the key is missing or wrong, c2pa is not installed, or the format
        cannot be signed.
    """
    if settings.c2pa_certificate or settings.c2pa_key:
        _credentials(settings)
        if mime_type not in _EMBED:
            what, remedy = f"C2PA cannot be embedded in {settings.format}", "use mp3, m4a or m4b"
            raise ConfigError(what, where="c2pa_certificate", remedy=remedy)


def sign(path: Path, mime_type: str, tags: Tags, settings: Settings) -> None:
    """Sign a finished file in its place, if the settings ask for it, and verify the signature.

    Raises
    ------
    EncodeError
        if c2pa cannot sign it, or does not accept what it signed.
    """
    if not settings.c2pa_certificate:
        return
    c2pa, signed = _c2pa(), path.with_suffix(".signed")
    try:
        _EMBED[mime_type](_builder(_credentials(settings), tags), path, signed)
        _verify(signed, _MP4 if _EMBED[mime_type] is _into_mp4 else mime_type)
        signed.replace(path)
    except c2pa.C2paError as error:
        remedy = "look at the certificate: docs/disclosure.md says what it must be like"
        what = f"c2pa cannot sign: {error}"
        raise EncodeError(what, where=settings.c2pa_certificate, remedy=remedy) from error
    finally:
        signed.unlink(missing_ok=True)


def _record(tags: Tags) -> dict[str, Any]:
    """Return what the record says, as c2pa's manifest definition."""
    agent = {"name": "briefing", "version": __version__, "voice": ", ".join(tags.voices)}
    created = {
        "action": "c2pa.created",
        "digitalSourceType": MADE_BY_ALGORITHM,
        "softwareAgent": {key: value for key, value in agent.items() if value},
    }
    return {
        "title": tags.title,
        "claim_generator_info": [{"name": "briefing", "version": __version__}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }


def _builder(credentials: Credentials, tags: Tags) -> Any:
    c2pa = _c2pa()
    info = c2pa.C2paSignerInfo(credentials.algorithm, credentials.chain, credentials.key, None)
    context = c2pa.Context.builder().with_signer(c2pa.Signer.from_info(info)).build()
    return c2pa.Builder(json.dumps(_record(tags)), context=context)


def _into_mp4(builder: Any, path: Path, signed: Path) -> None:
    with path.open("rb") as file, signed.open("w+b") as out:
        builder.sign(_MP4, file, out)


def _into_mp3(builder: Any, path: Path, signed: Path) -> None:
    """Embed the record as the last frame of the tag, which stays as it is.

    c2pa's own writer makes a tag of version 2.4 out of it, in which some players lose the chapters.
    """
    manifest = DataHashed(builder)
    with path.open("rb") as file, signed.open("w+b") as out:
        tag = id3.with_frame(id3.tag(file), id3.blob(*_FRAME, manifest.placeholder))
        out.write(tag)
        shutil.copyfileobj(file, out, 1 << 20)
        start = len(tag) - len(manifest.placeholder)
        record = manifest.signed(out, "audio/mpeg", start)
        out.seek(start)
        out.write(record)


_EMBED: Mapping[str, Callable[[Any, Path, Path], None]] = {
    "audio/mpeg": _into_mp3,
    "audio/mp4": _into_mp4,
    "audio/x-m4a": _into_mp4,
}
_MP4 = "audio/mp4"  # as c2pa calls both


def _verify(path: Path, mime_type: str) -> None:
    """Read the record back, as everybody will."""
    with path.open("rb") as file, _c2pa().Reader(mime_type, file) as reader:
        found = json.loads(reader.json()).get("validation_status", [])
        codes = [status["code"] for status in found if status["code"] != _UNTRUSTED]
        if reader.get_validation_state() not in ("Valid", "Trusted"):
            raise EncodeError(
                f"c2pa does not accept what it signed: {', '.join(codes)}",
                remedy="look at the certificate: docs/disclosure.md says what it must be like",
            )


def _credentials(settings: Settings) -> Credentials:
    """Read the certificate and the key, which must belong together."""
    _c2pa()
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    chain = _read(settings, "c2pa_certificate")
    key = _read(settings, "c2pa_key")
    try:
        public = x509.load_pem_x509_certificates(chain)[0].public_key()
    except (ValueError, IndexError):
        what, remedy = "not a certificate in PEM", "give the signer's first, then its issuers"
        raise ConfigError(what, where=str(settings.c2pa_certificate), remedy=remedy) from None
    try:
        private = load_pem_private_key(key, None)
    except (ValueError, TypeError):
        what, remedy = "not a private key in PEM without a password", "convert it with openssl"
        raise ConfigError(what, where=str(settings.c2pa_key), remedy=remedy) from None
    if private.public_key() != public:
        what, remedy = "not the key of the certificate", "give both of the same signer"
        raise ConfigError(what, where=str(settings.c2pa_key), remedy=remedy)
    return Credentials(chain, key, _algorithm(public))


def _algorithm(public: Any) -> bytes:
    """Return C2PA's name of the algorithm for a key: ES, Ed25519 or PS."""
    if curve := getattr(public, "curve", None):
        return _CURVES.get(curve.name, b"es256")
    return b"ed25519" if type(public).__name__.endswith("Ed25519PublicKey") else b"ps256"


def _read(settings: Settings, key: str) -> bytes:
    try:
        return settings.path(getattr(settings, key)).read_bytes()
    except OSError as error:
        what = f"{key} cannot be read: {error.strerror}"
        raise ConfigError(what, where=str(error.filename), remedy="check the name") from None


def _c2pa() -> Any:
    try:
        import c2pa
    except ImportError as error:
        what = f"signing needs a package that is not installed: {error.name}"
        raise ConfigError(what, where="c2pa_certificate", remedy=install.extra("c2pa")) from error
    return c2pa
