"""Office files as pages to be looked at: LibreOffice -> PDF -> PNG, with open fonts in place of those of the standard.

uv run python tools/look_office.py FOLDER OUT
"""

import os
import subprocess
import sys
from pathlib import Path

from liandong.report.office import dossier, write_dossier

#: What stands for the fonts that the standard names and nobody may ship.
FONTS = {"仿宋_GB2312": "Noto Serif CJK SC", "楷体_GB2312": "Noto Serif CJK SC", "方正小标宋简体": "Noto Serif CJK SC",
         "宋体": "Noto Serif CJK SC", "黑体": "Noto Sans CJK SC", "微软雅黑": "Noto Sans CJK SC"}  # fmt: skip


def fonts(out: Path) -> Path:
    """A configuration of fonts with these in place."""
    rules = "".join(
        f'<match><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{other}</string></edit></match>'
        for name, other in FONTS.items()
    )
    path = out / "fonts.conf"
    path.write_text(f"<fontconfig><include>/etc/fonts/fonts.conf</include>{rules}</fontconfig>", "utf-8")
    return path


def main(folder: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts(out).resolve())}
    found = [dossier(folder)]
    for kind in ("docx", "pptx"):
        path = out / f"{kind}.{kind}"
        write_dossier(found, path)
        convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(out), str(path)]
        subprocess.run(convert, env=environment, check=True, timeout=300)
        subprocess.run(
            ["pdftoppm", "-r", "70", "-png", str(out / f"{kind}.pdf"), str(out / kind)],
            check=True,
            timeout=300,
        )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
