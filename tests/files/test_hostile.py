"""Over two hundred hostile and broken files: no crash, no metadata out, little memory. Controls must fail."""

import base64
import hashlib
import io
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image, ImageStat

from qianshao.files import pictures
from qianshao.files.models import Evidence
from qianshao.files.pictures import CHILD, NoPicture, Picture, make_picture
from tests.conftest import ClientAs
from tests.files.hostile import SECRET, all_of_them, mutated, png_of_zeros, written_by_hand
from tests.files.pictures import photo, send

MARK = "2026-07-18 20:38 31.65000N 114.85000E ±12m"
#: What a child may take at most, as the kernel counted it. Measured: 33 MB.
MEMORY_KB = 200 * 1024


#: The child's own code and limits, but for many files in one process, so that two hundred take seconds.
MANY = """
    import pathlib
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        wish = json.dumps({"mark": "x", "edge": 2048, "thumb": 320, "pixels": int(sys.argv[2]), "faces": ""}).encode()
        sys.stdin = io.TextIOWrapper(io.BytesIO(wish + b"\\n" + path.read_bytes()))
        out = io.BytesIO()
        whole, sys.stdout = sys.stdout, io.TextIOWrapper(out)
        main()
        sys.stdout.detach()
        sys.stdout = whole
        print(base64.b64encode(out.getvalue()).decode())
    print(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""


def run_child(code: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """The child's limits, then ``code`` instead of its work on one file."""
    source = "import base64, re\n" + CHILD.read_text("utf-8").replace("\n    main()\n", code)
    return subprocess.run(
        [sys.executable, "-I", "-c", source, *arguments], capture_output=True, check=False, timeout=120
    )


def run_many(folder: Path, files: list[tuple[str, bytes]], pixels: int) -> tuple[dict[str, Picture | str], int]:
    """What the child makes of each, and how many kB it took at most."""
    for number, (_name, data) in enumerate(files):
        (folder / f"{number:04}").write_bytes(data)
    done = run_child(MANY, str(folder), str(pixels))
    assert done.returncode == 0, done.stderr[-600:]
    *answers, memory = done.stdout.split()
    return {
        name: outcome(base64.b64decode(answer)) for (name, _data), answer in zip(files, answers, strict=True)
    }, int(memory)


def outcome(answer: bytes) -> Picture | str:
    """The picture, or why not; anything else raises."""
    try:
        return pictures._read(answer)
    except NoPicture as refusal:
        return refusal.why


def test_no_hostile_file_does_more_than_be_refused_or_become_plain_pixels_in_little_memory(tmp_path: Path) -> None:
    files = all_of_them()
    assert len(files) >= 215
    found, memory = run_many(tmp_path, files, pictures.PIXELS)
    pictured = {name: one for name, one in found.items() if isinstance(one, Picture)}
    refused = {name: one for name, one in found.items() if isinstance(one, str)}
    assert set(refused.values()) <= {"format", "pixels", "broken"}
    for name, one in pictured.items():
        for data in (one.kept, one.thumb):
            image = Image.open(io.BytesIO(data))
            assert image.format == "JPEG", name
            assert SECRET not in data, name
            assert not image.getexif(), name
            assert not {"icc_profile", "comment", "exif", "xmp"} & set(image.info), name
            assert max(image.size) <= pictures.EDGE, name
    assert len(pictured) > 20, "the corpus must also reach the decoders and come through"
    assert {"svg", "html", "gif", "pdf", "eps behind a jpeg head"} <= set(refused)
    assert {found[name] for name in ("bomb 60000 x 60000", "bomb 2^31", "real 9000 x 7200")} == {"pixels"}
    assert memory < MEMORY_KB


def test_control_without_a_limit_on_pixels_the_same_picture_is_taken(tmp_path: Path) -> None:
    """The refusal comes from the limit, not from luck."""
    bomb = [("bomb", png_of_zeros(3000, 3000))]
    assert run_many(tmp_path, bomb, 1_000_000)[0] == {"bomb": "pixels"}
    assert isinstance(run_many(tmp_path, bomb, 10**9)[0]["bomb"], Picture)


@pytest.mark.django_db
def test_hostile_files_through_the_api_are_never_a_server_error(client_as: ClientAs) -> None:
    phone = client_as("village_cadre", raise_request_exception=False)
    files = [*written_by_hand(), *mutated(3)]
    for name, data in files:
        answer = send(phone, data, uid=uuid4())
        assert answer.status_code == 201, name
        assert answer.json()["state"] in ("kept", "refused"), name
    kept = Evidence.objects.unscoped("a test looks").filter(state="kept")
    assert 0 < kept.count() < len(files)
    for row in kept:
        shown = client_as("county_duty").get(f"/files/{row.uid}/")
        assert shown.status_code == 200
        assert SECRET not in shown.content


def test_the_mark_is_written_into_the_pixels() -> None:
    plain, marked = make_picture(photo(), ""), make_picture(photo(), MARK)
    assert hashlib.sha256(plain.kept).digest() != hashlib.sha256(marked.kept).digest()
    foot = Image.open(io.BytesIO(marked.kept)).crop((0, 460, 640, 480)).convert("L")
    assert foot.getextrema()[1] > 200
    assert ImageStat.Stat(foot).mean[0] < 110


def test_a_picture_lying_on_its_side_is_turned() -> None:
    image, out, exif = Image.new("RGB", (200, 100), "navy"), io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    image.save(out, "JPEG", exif=exif.tobytes())
    made = make_picture(out.getvalue(), "")
    assert (made.width, made.height) == (100, 200)


def test_a_child_that_wants_too_much_memory_dies_of_it_and_the_site_lives() -> None:
    assert run_child("\n    bytearray(900 * 1024 * 1024)\n").returncode != 0


def test_a_child_cannot_write_a_file(tmp_path: Path) -> None:
    run_child(f"\n    open({str(tmp_path / 'escape')!r}, 'w').write('x' * 10)\n")
    assert not (tmp_path / "escape").exists() or (tmp_path / "escape").stat().st_size == 0


def test_control_without_limits_the_same_memory_is_granted() -> None:
    source = "bytearray(900 * 1024 * 1024)"
    assert subprocess.run([sys.executable, "-I", "-c", source], check=False, timeout=60).returncode == 0


def test_control_a_picture_saved_with_its_metadata_would_be_found_out() -> None:
    out = io.BytesIO()
    image = Image.open(io.BytesIO(photo()))
    image.save(out, "JPEG", exif=image.info["exif"])
    assert SECRET in out.getvalue()
    assert Image.open(out).getexif()
