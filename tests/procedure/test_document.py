"""Opening and saving loses nothing; an edit changes its own lines and no others."""

import difflib
from pathlib import Path

import pytest
from lxml import etree

from liandong.errors import FileDamaged, FileMissing, FormatUnknown, InputError
from liandong.procedure import Procedure, document
from liandong.procedure.document import Document

SUITES = Path(__file__).parents[3] / "shared" / "suites"
REFERENCE = sorted((SUITES / "bpmn-miwg").glob("*.bpmn"))
EXECUTABLE = sorted((SUITES / "bpmn-exec").glob("*.bpmn"))
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SMALL = f'<definitions xmlns="{MODEL}"><process id="P"><task id="a" name="x"/></process></definitions>'
needs_suite = pytest.mark.skipif(not REFERENCE, reason="../shared/suites is not here")


def facts(data):
    """Every element with its attributes, text, comments, prefix and place."""
    return [
        (
            node.tag,
            getattr(node, "prefix", None),
            sorted(node.attrib.items()),
            node.text,
            node.tail,
            dict(node.nsmap),
        )
        if isinstance(node.tag, str)
        else (str(node), node.tail)
        for node in etree.fromstring(data).iter()
    ]


@needs_suite
@pytest.mark.parametrize("path", [*REFERENCE, *EXECUTABLE[:5]], ids=lambda path: path.name)
def test_open_and_save_gives_the_same_bytes(path, tmp_path):
    Procedure.load(path).save(tmp_path / "out.bpmn")
    assert (tmp_path / "out.bpmn").read_bytes() == path.read_bytes()


@needs_suite
@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.name)
def test_writing_every_piece_gives_the_text_again(path):
    it = Document.load(path)
    assert it._source.written(it.root) == it._source.text


@needs_suite
@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.name)
def test_adding_a_task_adds_lines_and_changes_no_others(path):
    before = Procedure.load(path)
    edit = before.edit()
    key = edit.add("userTask", "新环节 <&>")
    old, new = before.to_bytes(), edit.document.to_bytes()
    removed = [
        line
        for line in difflib.ndiff(*(it.decode("latin-1").splitlines() for it in (old, new)))
        if line[0] == "-"
    ]
    assert removed == []
    assert Procedure.from_bytes(new).model.node[key].name == "新环节 <&>"
    left, right = facts(old), facts(new)
    kept = [it for it in right if not any(key in str(each) for each in it)]
    assert [it[:3] for it in left] == [
        it[:3] for it in kept if it[0].rpartition("}")[2] != "Bounds" or it in left
    ]


@pytest.mark.parametrize(
    "text",
    [
        SMALL,
        f"<?xml version='1.0' encoding='UTF-8'?>\r\n<!-- a -->\r\n{SMALL}\r\n<!-- z -->\r\n",
        SMALL.replace('<task id="a" name="x"/>', "<task  id='a'\n\tname = 'x&#10;y' ></task><![CDATA[ ]]>"),
        SMALL.replace(">", " >").replace("/ >", "/>"),
        SMALL.replace("<task", "<documentation><![CDATA[<b> & ]]>&lt;</documentation><?tool keep?><task"),
    ],
)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_any_way_of_writing_is_kept(text, encoding):
    data = text.replace("'UTF-8'", f"'{encoding.removesuffix('-sig')}'").encode(encoding)
    assert Document(data).to_bytes() == data


def test_only_the_attribute_that_changed_is_written_anew():
    text = SMALL.replace('id="a" name="x"', "name = 'x'   id='a'")
    edit = Procedure.from_bytes(text.encode()).edit()
    edit.rename("a", 'the "new" name')
    assert edit.document.to_bytes().decode() == text.replace("'x'", "'the \"new\" name'")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_edited_file_is_written_as_it_was(encoding, mark):
    edit = Procedure.from_bytes((mark + SMALL).encode(encoding)).edit()
    edit.rename("a", "查验")
    assert edit.document.to_bytes() == (mark + SMALL.replace('"x"', '"查验"')).encode(encoding)


LINES = f"""<definitions xmlns="{MODEL}">
  <process id="P">
    <startEvent id="s"/>
    <endEvent id="e"/>
    <sequenceFlow id="f" sourceRef="s" targetRef="e"/>
  </process>
</definitions>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_new_lines_end_as_the_others_do(end):
    """Only the flow itself is written anew; nodes of a file that lists no flows get no list."""
    edit = Procedure.from_bytes(LINES.replace("\n", end).encode()).edit()
    key = edit.insert("task", "A", into="f")
    (new,) = {it.id for it in edit.model.flows} - {"f"}
    made = f"""targetRef="{key}"/>
    <task id="{key}" name="A"/>
    <sequenceFlow id="{new}" sourceRef="{key}" targetRef="e"/>"""
    wanted = LINES.replace('targetRef="e"/>', made)
    assert edit.document.to_bytes().decode() == wanted.replace("\n", end)


def test_characters_the_encoding_lacks_are_written_as_references():
    data = f'<?xml version="1.0" encoding="ISO-8859-1"?>{SMALL}'.encode("latin-1")
    edit = Procedure.from_bytes(data).edit()
    edit.rename("a", "查验")
    written = edit.document.to_bytes()
    assert b"&#26597;&#39564;" in written
    assert Procedure.from_bytes(written).model.node["a"].name == "查验"


def test_a_chinese_encoding_is_read_and_kept():
    data = f'<?xml version="1.0" encoding="GB18030"?>{SMALL}'.replace('"x"', '"海关"').encode("gb18030")
    it = Procedure.from_bytes(data)
    assert it.model.node["a"].name == "海关"
    edit = it.edit()
    edit.rename("a", "税务")
    assert edit.document.to_bytes() == data.replace("海关".encode("gb18030"), "税务".encode("gb18030"))


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", FileDamaged),
        (b"not xml", FileDamaged),
        (SMALL[:-5].encode(), FileDamaged),
        ((BOMB + SMALL).encode(), InputError),
        (("<!DOCTYPE definitions>" + SMALL).encode(), InputError),
        (('<!DOCTYPE d SYSTEM "file:///etc/passwd">' + SMALL).encode(), InputError),
        (b"<definitions/>", FormatUnknown),
        (b"\xff\xfe\x00", FileDamaged),
        (b'<?xml version="1.0" encoding="no-such"?>' + SMALL.encode(), FileDamaged),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + SMALL.encode(), FileDamaged),
    ],
)
def test_what_is_no_model_is_refused_in_words(data, error):
    with pytest.raises(error) as caught:
        Document(data, "a.bpmn")
    assert type(caught.value) is error
    assert "a.bpmn" in caught.value.text("zh")
    assert ("DOCTYPE" in caught.value.text("en")) == (error is InputError)


def test_a_missing_or_huge_file_is_refused(tmp_path, monkeypatch):
    with pytest.raises(FileMissing):
        Procedure.load(tmp_path / "none.bpmn")
    (tmp_path / "a.bpmn").write_text(SMALL)
    monkeypatch.setattr(document, "MOST_BYTES", 50)
    with pytest.raises(InputError, match="larger than"):
        Procedure.load(tmp_path / "a.bpmn")
