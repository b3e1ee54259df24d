"""The enveloped XML signature of a message: absent, valid or invalid, and whose certificate it is.

Only what the signature covers counts: a signature over anything but the whole alert is invalid (wrapping,
G-I1). Being valid says that the text was not altered; whether the signer is *trusted* is a separate answer,
given by the county's own list of pinned certificates.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidDigest, InvalidSignature
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from qianshao.alerts.cap.grammar import SIGNATURE_NAMESPACE
from qianshao.alerts.cap.words import SIGNATURE_WORDS

_SIGNATURE = f"{{{SIGNATURE_NAMESPACE}}}Signature"
_CERTIFICATE = f"{{{SIGNATURE_NAMESPACE}}}X509Certificate"
_METHODS = frozenset(method for method in SignatureMethod if "HMAC" not in method.name)


@dataclass(frozen=True)
class Signature:
    """``state`` is absent, valid or invalid; ``detail`` a key of :data:`words.SIGNATURE_WORDS`.

    ``weak``: SHA-1 was used. ``trusted``: the certificate is on the county's list. ``expired``: it was out of
    its dates at ``now``; None without a certificate.
    """

    state: str
    detail: str
    weak: bool = False
    subject: str = ""
    fingerprint: str = ""
    expired: bool | None = None
    trusted: bool = False

    @property
    def sentence(self) -> str:
        """The Chinese sentence."""
        return SIGNATURE_WORDS[self.detail]

    @property
    def doubts(self) -> tuple[str, ...]:
        """Keys of what makes a valid signature worth less: nobody vouches for it, out of date, weak."""
        if self.state != "valid":
            return ()
        found = (("untrusted", not self.trusted), ("outdated", bool(self.expired)), ("weak", self.weak))
        return tuple(key for key, holds in found if holds)

    def as_dict(self) -> dict[str, object]:
        """For JSON output and for the stored verdict."""
        return {
            "subject": self.subject,
            "fingerprint": self.fingerprint,
            "doubts": [SIGNATURE_WORDS[key] for key in self.doubts],
        }


ABSENT = Signature("absent", "absent")


def check(root: etree._Element, *, now: datetime, trusted: Collection[str] = ()) -> Signature:
    """Verify the signature of the alert, if there is one.

    :param root: the ``alert`` element as received, unrepaired.
    :param trusted: SHA-256 fingerprints (hex) of certificates the county trusts.
    """
    if next(root.iter(_SIGNATURE), None) is None:
        return ABSENT
    certificate = _certificate(root)
    detail = _verify(root, certificate)
    state = "valid" if detail in ("valid", "reformatted") else "invalid"
    weak = any("sha1" in value.lower() for node in root.iter(_SIGNATURE) for value in _algorithms(node))
    if certificate is None:
        return Signature(state, detail, weak)
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    dated = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
    subject = certificate.subject.rfc4514_string()
    return Signature(state, detail, weak, subject, fingerprint, not dated, fingerprint in trusted)


def _verify(root: etree._Element, certificate: x509.Certificate | None) -> str:
    """A key of :data:`SIGNATURE_WORDS`: the best of four readings of the same bytes.

    Agencies indent a message after signing it (white space between elements carries no meaning in CAP), and
    libxml2 writes an empty xmlns where the standard has none; both are tried, as received first.
    """
    if sum(1 for _ in root.iter(_SIGNATURE)) > 1:
        return "several"
    for name, fault in (("DigestValue", "digest"), ("SignatureValue", "value")):
        if any(not _canonical_base64(node) for node in root.iter(f"{{{SIGNATURE_NAMESPACE}}}{name}")):
            return fault
    if certificate is None and next(root.iter(_CERTIFICATE), None) is not None:
        return "key"
    found = "method"
    for tree, good in ((root, "valid"), (_without_blanks(root), "reformatted")):
        for legacy in (False, True):
            found = _verify_once(tree, certificate, legacy=legacy)
            if found == "valid":
                return good
    return found


def _verify_once(root: etree._Element, certificate: x509.Certificate | None, *, legacy: bool) -> str:
    settings = SignatureConfiguration(
        require_x509=certificate is not None,
        location="./",
        signature_methods=_METHODS,
        digest_algorithms=frozenset(DigestAlgorithm),
        ignore_ambiguous_key_info=True,
        # The dates of the certificate are judged apart, at the caller's clock.
        verification_time=None if certificate is None else certificate.not_valid_before_utc,
    )
    verifier = XMLVerifier()
    verifier.excise_empty_xmlns_declarations = legacy
    try:
        result = verifier.verify(deepcopy(root), x509_cert=certificate, validate_schema=False, expect_config=settings)
    except InvalidDigest:
        return "digest"
    except InvalidSignature:
        return "value"
    except Exception:  # noqa: BLE001  signxml and its crypto raise dozens of types on forged input; none may pass
        return "method"
    return "valid" if isinstance(result, VerifyResult) and _covers(root, result) else "part"


def _covers(root: etree._Element, result: VerifyResult) -> bool:
    """Is the signed content the whole alert without its signature?"""
    if result.signed_xml is None:
        return False
    whole = deepcopy(root)
    for node in whole.findall(_SIGNATURE):
        whole.remove(node)
    return _plain(whole) == _plain(result.signed_xml)


def _plain(node: etree._Element) -> bytes:
    """Canonical bytes without the white space between elements: removing a signature leaves some behind."""
    return etree.tostring(_without_blanks(node), method="c14n", exclusive=True, with_comments=False)


def _without_blanks(node: etree._Element) -> etree._Element:
    parser = etree.XMLParser(
        remove_blank_text=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(etree.tostring(node, with_tail=False), parser)


def _certificate(root: etree._Element) -> x509.Certificate | None:
    node = next(root.iter(_CERTIFICATE), None)
    if node is None:
        return None
    body = "".join((node.text or "").split())
    try:
        pem = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return None


def _canonical_base64(node: etree._Element) -> bool:
    """False for text whose spare bits were altered: it would decode to the same bytes and pass."""
    body = "".join((node.text or "").split())
    try:
        return b64encode(b64decode(body, validate=True)).decode() == body
    except ValueError:
        return False


def _algorithms(node: etree._Element) -> list[str]:
    return [str(value) for value in node.xpath(".//@Algorithm")]
