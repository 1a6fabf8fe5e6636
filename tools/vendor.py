"""Copies the files named in ``vendor.toml`` out of their npm packages into the hub, and checks their SHA-256.

``python tools/vendor.py`` after changing a version; with ``--record`` it writes the sums it found. Needs npm.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent / "src/liandong/hub/static/vendor"
LIST = HERE / "vendor.toml"
_OUTER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main() -> None:
    """Copy everything, or say which sum differs."""
    wanted = tomllib.loads(LIST.read_text("utf-8"))
    TARGET.mkdir(parents=True, exist_ok=True)
    made: dict[str, bytes] = {}
    for file in wanted["file"]:
        made[file["target"]] = _member(file["package"], file["version"], file["source"])
    [icons] = wanted["package"]
    made[icons["target"]] = _sprite(icons["name"], icons["version"], wanted["icons"])
    _check(made, [*wanted["file"], icons])
    for name, content in made.items():
        (TARGET / name).parent.mkdir(exist_ok=True)
        (TARGET / name).write_bytes(content)


def _check(made: dict[str, bytes], entries: list[dict[str, str]]) -> None:
    text = LIST.read_text("utf-8")
    for entry in entries:
        found = hashlib.sha256(made[entry["target"]]).hexdigest()
        if "--record" in sys.argv:
            head, tail = text.split(f'target = "{entry["target"]}"\n', 1)
            text = (
                head
                + f'target = "{entry["target"]}"\n'
                + re.sub(r'sha256 = "\w*"', f'sha256 = "{found}"', tail, count=1)
            )
        elif found != entry["sha256"]:
            raise SystemExit(f"{entry['target']}: SHA-256 is {found}, vendor.toml says {entry['sha256']}")
    LIST.write_text(text, "utf-8")


def _sprite(package: str, version: str, names: list[str]) -> bytes:
    symbols = [
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{_inside(_member(package, version, f"icons/outline/{name}.svg"))}</symbol>'
        for name in sorted(names)
    ]
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def _inside(svg: bytes) -> str:
    found = _OUTER.search(svg.decode())
    assert found
    return re.sub(r"\s+", " ", found[1]).strip()


def _member(package: str, version: str, source: str) -> bytes:
    with tarfile.open(_packed(package, version)) as archive:
        file = archive.extractfile(f"package/{source}")
        assert file is not None
        return re.sub(rb"\n/[/*]# sourceMappingURL=[^\n]*", b"", file.read())


@cache
def _packed(package: str, version: str) -> Path:
    """The package's archive, fetched once."""
    place = Path(tempfile.mkdtemp())
    command = ["npm", "pack", "--silent", f"{package}@{version}"]
    subprocess.run(command, cwd=place, check=True, stdout=subprocess.DEVNULL)
    [archive] = place.glob("*.tgz")
    return archive


if __name__ == "__main__":
    main()
