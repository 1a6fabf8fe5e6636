"""A procedure to reform, and one way to write a reform."""

import pytest

from liandong.procedure.reform import Reform

LANES = {
    "申报": "窗口",
    "查验": "海关",
    "复核": "海关",
    "缴税": "税务",
    "公示": "窗口",
    "放行": "海关",
    "退件": "窗口",
    "归档": "窗口",
}


@pytest.fixture(scope="session")
def import_of_goods(procedure_of):
    """Declared, inspected, reviewed, taxed, announced, released or sent back, filed."""
    return procedure_of("→(申报, 查验, 复核, 缴税, 公示, ×(放行, 退件), 归档)", "进口通关", **LANES)


@pytest.fixture(scope="session")
def reformed():
    """Applies steps, written as in a file, to a procedure, as a draft."""

    def apply(procedure, *steps, parameters=None, text=""):
        tables = "".join(f"[[steps]]\n{it}\n" for it in steps)
        return procedure.apply(
            Reform.parse(f'name = "试"\n{text}{tables}'), parameters=parameters, draft=True
        )

    return apply
