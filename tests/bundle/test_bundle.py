"""A bundle is the same bytes everywhere, and every edit of a signed one is refused."""

import json
import os
import random
import shutil
import time

import pytest
import rfc8785

from liandong.bundle import Bundle
from liandong.bundle.archive import packed, unpacked
from liandong.bundle.bundle import MANIFEST, SIGNATURE
from liandong.errors import BundleDamaged, BundleError, SignatureRefused


def test_two_builds_are_the_same_bytes_whatever_the_dates_and_the_order(original, bundle, tmp_path):
    copy = tmp_path / "elsewhere"
    for path in sorted((path for path in original.rglob("*") if path.is_file()), reverse=True):
        place = copy / path.relative_to(original)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        os.utime(place, (1, 1))
        place.chmod(0o700)
    (copy / ".DS_Store").write_bytes(b"x")
    (copy / "text" / "~$dossier.docx").write_bytes(b"x")
    assert Bundle.build(copy).to_bytes() == bundle.to_bytes()


def test_signing_twice_with_one_key_is_the_same_bytes_too(bundle, qingdao, signed):
    assert bundle.sign(qingdao).to_bytes() == signed.sign(qingdao).to_bytes() == signed.to_bytes()


def test_what_is_saved_is_opened_again(signed, qingdao, tmp_path):
    signed.save(tmp_path / "s.fip")
    opened = Bundle.open(tmp_path / "s.fip", trust=[qingdao.public])
    assert opened == signed
    assert (opened.digest, opened.innovation, opened.signed_by) == (
        signed.digest,
        signed.innovation,
        (qingdao.fingerprint,),
    )


def test_the_facts_are_in_the_manifest(bundle):
    manifest = json.loads(bundle.manifest)
    assert rfc8785.dumps(manifest) == bundle.manifest
    facts = manifest["innovation"]
    assert (facts["id"], facts["version"], facts["published"], facts["is_simulated"]) == (
        "copper-two-stage",
        "1.0.0",
        "2026-11-22",
        True,
    )
    assert facts["parameters"][0]["least"] == 24
    assert [one["path"] for one in manifest["members"]] == sorted(bundle.members)


def test_who_did_not_sign_is_not_believed(bundle, signed, stranger, qingdao):
    for one, keys in ((bundle, [qingdao]), (signed, [stranger]), (signed, [])):
        with pytest.raises(SignatureRefused):
            one.signers([key.public for key in keys])


def test_two_parties_may_sign_and_either_is_enough(signed, qingdao, stranger):
    both = signed.sign(stranger)
    assert [one.party for one in both.signers([stranger.public])] == ["路人"]
    assert [one.party for one in both.signers([stranger.public, qingdao.public])] == ["青岛", "路人"]
    assert both.digest == signed.digest


def flipped(data, members, draw):
    """One bit of the file, wherever it is."""
    changed = bytearray(data)
    changed[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def swapped(data, members, draw):
    """Members renamed, exchanged, taken out, put in, or with a bit changed; and the file written anew, as it should be."""
    names = draw.sample(sorted(members), 2)
    changed = dict(members)
    match draw.randrange(5):
        case 0:
            changed[names[0]], changed[names[1]] = changed[names[1]], changed[names[0]]
        case 1:
            changed[f"text/{draw.randrange(10**6)}.md"] = changed.pop(names[0])
        case 2:
            del changed[names[0]]
        case 3:
            changed[f"text/{draw.randrange(10**6)}.md"] = b"more"
        case _:
            changed[names[0]] = flipped(changed[names[0]], members, draw)
    return packed(changed)


def forged(data, members, draw):
    """A value of the manifest or of the signature, changed and written anew as it should be."""
    name = draw.choice([MANIFEST, MANIFEST, SIGNATURE])
    values = json.loads(members[name])
    parent, key = draw.choice(list(leaves(values)))
    match parent[key]:
        case bool(value):
            parent[key] = not value
        case int(value) | float(value):
            parent[key] = value + draw.randrange(1, 99)
        case str(value):
            parent[key] = value + draw.choice("0aA=") if draw.random() < 0.5 else value[:-1] + "~"
    return packed({**members, name: rfc8785.dumps(values)})


def rebuilt(data, members, draw):
    """A text changed, and with it the manifest, as somebody would who knows the format; the signature stays."""
    folder = {name: text for name, text in members.items() if name not in (MANIFEST, SIGNATURE)}
    changed = folder | {"text/dossier.zh.md": str(draw.random()).encode()}
    manifest = json.loads(members[MANIFEST])
    bundle = Bundle.open("x", data=data)
    from liandong.bundle import bundle as room

    new = room._manifest(changed, bundle.innovation)
    assert json.loads(new).keys() == manifest.keys()
    return packed({**changed, MANIFEST: new, SIGNATURE: members[SIGNATURE]})


def leaves(values):
    for key, value in values.items() if isinstance(values, dict) else enumerate(values):
        if isinstance(value, dict | list):
            yield from leaves(value)
        else:
            yield values, key


def test_every_one_of_a_thousand_edits_of_a_signed_bundle_is_refused(signed, qingdao):
    data = signed.to_bytes()
    members, draw = unpacked(data, "x"), random.Random(20261122)
    refused = 0
    for edit in [flipped] * 500 + [swapped] * 250 + [forged] * 200 + [rebuilt] * 50:
        changed = next(one for one in (edit(data, members, draw) for _ in range(99)) if one != data)
        with pytest.raises(BundleError):
            Bundle.open("x.fip", trust=[qingdao.public], data=changed)
        refused += 1
    assert Bundle.open("x.fip", trust=[qingdao.public], data=data) == signed
    assert refused == 1000


def test_a_bundle_of_a_megabyte_is_verified_in_less_than_50_ms(folder, qingdao, tmp_path):
    (folder / "text" / "film.png").write_bytes(random.Random(1).randbytes(1 << 20))
    Bundle.build(folder).sign(qingdao).save(tmp_path / "s.fip")
    spent = []
    for _ in range(5):
        before = time.process_time()
        Bundle.open(tmp_path / "s.fip", trust=[qingdao.public])
        spent.append(time.process_time() - before)
    assert min(spent) < 0.05


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda files: files.pop("text/dossier.zh.md"), "text/dossier.zh.md is missing"),
        (lambda files: files.update({"text/more.md": b""}), "text/more.md is not in the manifest"),
        (lambda files: files.update({"text/dossier.zh.md": b"x"}), "text/dossier.zh.md was changed"),
        (lambda files: files.pop(MANIFEST), "it has no manifest.json"),
        (lambda files: files.update({MANIFEST: b"{}"}), "its format is None"),
        (lambda files: files.update({MANIFEST: b'{"format":"liandong.bundle/9"}'}), "its format is liandong.bundle/9"),
        (lambda files: files.update({MANIFEST: b"[" * 100_000}), "its format is None"),
        (lambda files: files.update({MANIFEST: files[MANIFEST].replace(b"liandong.bundle/1", b"liandong.bundle/1 ")}), "its format is"),
        (lambda files: files.update({MANIFEST: files[MANIFEST].replace(b'"S028"', b'"S029"')}), "not that of its members"),
    ],
)  # fmt: skip
def test_an_unsigned_bundle_that_is_not_whole_says_what_is_wrong(bundle, edit, reason):
    files = unpacked(bundle.to_bytes(), "x")
    edit(files)
    with pytest.raises(BundleDamaged) as refusal:
        Bundle.open("x.fip", data=packed(files))
    assert reason in str(refusal.value)
