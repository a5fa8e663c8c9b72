"""Pictures within files of other formats: a page of text is read in its place, all others are told."""

import base64
import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.text import MIMEText
from pathlib import Path

import docx
import numpy as np
import pytest
from docx.shared import Cm
from PIL import Image

from corpus import formats
from corpus.errors import CorpusError
from corpus.formats import picture
from corpus.model import Document, Left
from tests.corpus.formats.ofd_files import ofd_of
from tests.corpus.formats.test_picture import Found, box

CASES = Path(__file__).parent / "cases"
REMEDY = "要先装文字识别:pip install 'xunli[ocr]'"
PAGE = ["汀溪县政协全年立案提案152件,办复率", "100%,开展专题协商7次。"]
NEXT = ["柳堰区政协去年召开八次协商会议,", "联系走访委员近600人次。"]
Say = Callable[..., None]
Saved = Callable[..., Path]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return a function that says what is recognised in one picture after the other, and lists those it is asked of."""

    def say_of(*pictures: list[str], tried: list[tuple[int, int]] | None = None, top: int = 100, seen: int = 8) -> None:
        waiting = iter(pictures)

        def engine(image: np.ndarray, *, use_cls: bool, use_rec: bool) -> Found:
            assert use_cls == use_rec
            height, width = image.shape[:2]
            if not use_rec:
                assert max(width, height) == 1_000
                return Found([[box(0, 0, 9, 9), "", 0]] * seen)
            if tried is not None:
                tried.append((width, height))
            lines = next(waiting)
            return Found(
                [
                    [box(100, top + 40 * at, 100 + 20 * len(line), top + 20 + 40 * at), line, 0.99]
                    for at, line in enumerate(lines)
                ]
            )

        monkeypatch.setattr(picture, "_loaded", lambda: engine)
        monkeypatch.setattr(picture, "is_installed", lambda: True)

    return say_of


def png(width: int = 1_000, height: int = 500, shade: int = 255) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("L", (width, height), shade).save(out, "PNG")
    out.seek(0)
    return out


def with_pictures(*parts: str | tuple[io.BytesIO, float]) -> bytes:
    """Return a Word file of paragraphs, and of pictures with their widths in centimetres."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            document.add_picture(part[0], width=Cm(part[1]))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paragraphs(document: Document) -> list[str]:
    return [one.span.of(document.text) for one in document.paragraphs]


def told(document: Document) -> list[tuple[Left, str, str]]:
    return [(one.kind, one.where, one.text) for one in document.left_out]


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError("rapidocr")

    monkeypatch.setattr(picture, "_loaded", missing)
    monkeypatch.setattr(picture, "is_installed", lambda: False)


def test_a_page_of_text_is_read_where_it_stands_and_knows_its_place(saved: Saved, say: Say) -> None:
    say(PAGE)
    document = formats.read(saved(with_pictures("前文。", (png(), 15), "后文。"), "报.docx"))
    assert paragraphs(document) == ["前文。", "".join(PAGE), "后文。"]
    assert told(document) == [(Left.RECOGNISED, "第 1 段之后", "")]
    assert [(one.span.of(document.text), one.page, one.box) for one in document.lines] == [
        (PAGE[0], 1, (0.1, 0.2, pytest.approx((100 + 20 * len(PAGE[0])) / 1_000), 0.24)),
        (PAGE[1], 1, (0.1, 0.28, pytest.approx((100 + 20 * len(PAGE[1])) / 1_000), 0.32)),
    ]


def test_scans_one_after_the_other_are_read_like_the_pages_of_one_file(saved: Saved, say: Say) -> None:
    rows = [
        "坚持党的领导不动摇,始终坚持在县委",
        "领导下开展工作,严格执行重大事项请",
        "示报告制度,全年累计教育培训近六百",
        "人次,覆盖全体委员和工作人员三批。",
    ]
    say(["机密", *rows[:2]], ["机密", *rows[2:]])
    document = formats.read(saved(with_pictures((png(), 15), (png(shade=250), 15)), "报.docx"))
    assert paragraphs(document) == ["".join(rows)]
    assert told(document)[-1] == (Left.RUNNING_HEAD, "各页上下边", "机密")
    assert [(one.span.of(document.text), one.page) for one in document.lines] == list(
        zip(rows, (1, 1, 2, 2), strict=True)
    )


def test_small_pictures_and_those_with_few_words_add_nothing(saved: Saved, say: Say) -> None:
    tried: list[tuple[int, int]] = []
    say([], ["政协汀溪县第十届委员会第三次会议"], tried=tried)
    pictures = [(png(), 2.0), (png(140, 140), 8.0), (png(600, 400, 90), 8.0), (png(900, 600), 8.0)]
    document = formats.read(saved(with_pictures("前文。", *pictures, "后文。"), "报.docx"))
    assert paragraphs(document) == ["前文。", "后文。"]
    assert tried == [(600, 400), (900, 600)]
    assert [text for kind, _, text in told(document)] == ["", "政协汀溪县第十届委员会第三次会议"]
    assert {kind for kind, *_ in told(document)} == {Left.PICTURE}


def test_a_large_picture_is_read_only_where_lines_are_seen_in_it_and_smaller_where_these_are_few(
    saved: Saved, say: Say
) -> None:
    photo, tried = with_pictures("前文。", (png(4_000, 3_000), 15)), list[tuple[int, int]]()
    say(seen=0)
    assert told(formats.read(saved(photo, "报.docx"))) == []
    say(PAGE, tried=tried, seen=7)
    few = formats.read(saved(photo, "报.docx"))
    say(PAGE, tried=tried, seen=8)
    many = formats.read(saved(photo, "报.docx"))
    assert tried == [(2_000, 1_500), (4_000, 3_000)]
    assert few.text == many.text
    assert [one.box[0] for one in (few.lines[0], many.lines[0])] == [100 / 2_000, 100 / 4_000]


def test_so_many_pictures_of_a_file_are_tried(saved: Saved, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_MOST_EMBEDDED", 1)
    say(PAGE)
    document = formats.read(saved(with_pictures((png(), 15), "后文。", (png(shade=9), 15)), "报.docx"))
    assert paragraphs(document) == ["".join(PAGE), "后文。"]
    assert told(document)[-1] == (Left.PICTURE, "第 2 段之后", "一份文件里只识别 1 张图片")


def test_the_same_picture_again_is_not_tried(saved: Saved, say: Say) -> None:
    say(PAGE)
    document = formats.read(saved(with_pictures((png(), 15), "后文。", (png(), 15)), "报.docx"))
    assert paragraphs(document) == ["".join(PAGE), "后文。"]


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_the_remedy_is_told_and_a_file_of_pictures_refused(saved: Saved) -> None:
    document = formats.read(saved(with_pictures("前文。", (png(), 15)), "报.docx"))
    assert told(document) == [(Left.PICTURE, "第 1 段之后", REMEDY)]
    with pytest.raises(CorpusError, match=r"^报.docx:文字在图片里,要先装文字识别:pip install 'xunli\[ocr\]'"):
        formats.read(saved(with_pictures((png(), 15)), "报.docx"))


def test_a_file_of_pictures_without_text_is_refused(saved: Saved, say: Say) -> None:
    say([])
    with pytest.raises(CorpusError, match=r"^报.docx:图片里没有认出文字"):
        formats.read(saved(with_pictures((png(), 15)), "报.docx"))


def test_a_damaged_picture_is_told(saved: Saved, say: Say, replace_part: Callable[..., bytes]) -> None:
    say()
    content = with_pictures("前文。", (png(), 15))
    for damaged in (b"", b"?" * 100, png().getvalue()[:60], png().getvalue().replace(b"IDAT", b"IDAX")):
        document = formats.read(saved(replace_part(content, "word/media/image1.png", damaged), "报.docx"))
        assert told(document) == [(Left.PICTURE, "第 1 段之后", "")]


def test_a_picture_is_read_as_it_is_shown_cut_and_turned(saved: Saved, say: Say, replace_part: Callable) -> None:
    tried: list[tuple[int, int]] = []
    content = with_pictures("前文。", (png(), 15))
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    cut = xml.replace("<a:stretch>", '<a:srcRect l="10000" t="20000" b="40000"/><a:stretch>')
    for changed in (cut, cut.replace("<a:xfrm>", '<a:xfrm rot="5400000">'), cut.replace("40000", "90000")):
        say(PAGE, tried=tried)
        shown = formats.read(saved(replace_part(content, "word/document.xml", changed.encode()), "报.docx"))
        assert len(shown.lines) == (2 if changed.count("90000") == 0 else 0)
    assert tried == [(900, 200), (200, 900)]


def test_a_picture_in_a_cell_stands_between_those_beside_it(saved: Saved, say: Say) -> None:
    say([*PAGE, "　　另起一段。"])
    document = docx.Document()
    left, middle, right = document.add_table(1, 3).rows[0].cells
    left.text, right.text = "左", "右"
    middle.paragraphs[0].add_run().add_picture(png(), width=Cm(10))
    out = io.BytesIO()
    document.save(out)
    read = formats.read(saved(out.getvalue(), "报.docx"))
    assert paragraphs(read) == ["左", "".join(PAGE), "另起一段。", "右"]
    assert [one.span.of(read.text) for one in read.lines] == [*PAGE, "另起一段。"]


def test_files_of_writer_are_read(say: Say) -> None:
    say(PAGE, ["政协汀溪县第十届委员会第三次会议"])
    document = formats.read(CASES / "writer-pictures.docx")
    assert paragraphs(document) == [
        "政协工作交流材料",
        "各县区政协：现将有关材料印发。",
        "".join(PAGE),
        "以上材料供参考。",
    ]
    say(PAGE, NEXT)
    document = formats.read(CASES / "writer-scans.doc")
    assert paragraphs(document) == ["".join(PAGE), "".join(NEXT)]
    assert [one.page for one in document.lines] == [1, 1, 2, 2]


def test_the_real_recognition_reads_the_pictures_of_a_file() -> None:
    pytest.importorskip("rapidocr")
    document = formats.read(CASES / "writer-scans.doc")
    assert paragraphs(document) == [
        "汀溪县政协全年立案提案152件，办复率100%，开展专题协商7次，组织视察12次，形成调研报告17篇，报送社情民意信息286条。",
        "柳堰区政协去年召开八次协商会议，联系走访委员近600人次，为群众办实事326件，协调解决难题48个，得到群众好评。",
    ]


def test_a_picture_on_a_page_of_an_ofd_file_is_read_between_the_lines_beside_it(saved: Saved, say: Say) -> None:
    say(PAGE, top=1_000)
    page = [(20.0, 40.0, 4.0, "上面一行文字。"), (20.0, 250.0, 4.0, "下面一行文字。")]
    content = ofd_of([page], picture="0 100 210 105", image=png(2_000, 1_000).getvalue())
    document = formats.read(saved(content, "报.ofd"))
    assert paragraphs(document) == ["上面一行文字。", "".join(PAGE), "下面一行文字。"]
    assert told(document) == [(Left.RECOGNISED, "第 1 页", "")]
    assert [(one.span.of(document.text), one.page) for one in document.lines] == [(text, 1) for text in PAGE]


def test_an_ofd_file_of_scans_is_read_and_a_damaged_picture_told(saved: Saved, say: Say) -> None:
    say(PAGE)
    document = formats.read(saved(ofd_of([[]], picture="0 0 210 297", image=png().getvalue()), "报.ofd"))
    assert paragraphs(document) == ["".join(PAGE)]
    page = [(20.0, 40.0, 4.0, "上面一行有十个字以上的文字。")]
    document = formats.read(saved(ofd_of([page], picture="0 0 210 297", image=b"?"), "报.ofd"))
    assert told(document) == [(Left.PICTURE, "第 1 页", "占版面 100% 的图片")]


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_the_remedy_is_told_of_a_page_of_an_ofd_file(saved: Saved) -> None:
    page = [(20.0, 40.0, 4.0, "上面一行有十个字以上的文字。")]
    document = formats.read(saved(ofd_of([page], picture="0 100 210 148.5", image=png().getvalue()), "报.ofd"))
    assert told(document) == [(Left.PICTURE, "第 1 页", f"{REMEDY} 占版面 50% 的图片")]


WEB = "<p>前文有十个字以上的一行。</p><p><img src='{source}' alt='图'></p><p>后文。</p>"


def mail(*, source: str, location: str) -> bytes:
    """Return a page with a picture as browsers save it in one file."""
    page, image = EmailMessage(), MIMEImage(png().getvalue())
    page["Subject"] = "页"
    page.make_related()
    html = MIMEText(WEB.format(source=source), "html", "utf-8")
    html["Content-Location"] = "http://a.cn/b/page.html"
    image["Content-Location"] = location
    for part in (html, image):
        page.attach(part)
    return page.as_bytes()


@pytest.mark.parametrize("source", ["http://a.cn/b/1.png", "1.png", "/b/1.png"])
def test_a_picture_that_travels_with_a_web_page_is_read_where_it_stands(saved: Saved, say: Say, source: str) -> None:
    say(PAGE)
    document = formats.read(saved(mail(source=source, location="http://a.cn/b/1.png"), "报.mht"))
    assert paragraphs(document) == ["前文有十个字以上的一行。", "".join(PAGE), "后文。"]
    assert told(document) == [(Left.RECOGNISED, "第 1 段之后", "")]
    assert [(one.span.of(document.text), one.page) for one in document.lines] == [(text, 1) for text in PAGE]


def test_a_picture_within_a_web_page_is_read_and_one_elsewhere_told(saved: Saved, say: Say) -> None:
    say(PAGE)
    inside = f"data:image/png;base64,{base64.b64encode(png().getvalue()).decode()}"
    document = formats.read(saved(WEB.format(source=inside).encode(), "报.html"))
    assert paragraphs(document) == ["前文有十个字以上的一行。", "".join(PAGE), "后文。"]
    small = f"data:image/png;base64,{base64.b64encode(png(400, 600).getvalue()).decode()}"
    for source in ("http://a.cn/1.png", small, "data:image/png;base64,AAAA"):
        document = formats.read(saved(WEB.format(source=source).encode(), "报.html"))
        assert told(document) == [(Left.PICTURE, "第 1 段之后", "图")]


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_the_remedy_is_told_of_a_web_page(saved: Saved) -> None:
    document = formats.read(saved(mail(source="1.png", location="http://a.cn/b/1.png"), "报.mht"))
    assert told(document) == [(Left.PICTURE, "第 1 段之后", f"{REMEDY} 图")]


def test_a_web_page_of_writer_is_read(say: Say) -> None:
    say(PAGE, ["政协汀溪县第十届委员会第三次会议"])
    document = formats.read(CASES / "writer-pictures.html")
    assert paragraphs(document)[2:] == ["".join(PAGE), "以上材料供参考。"]
