"""Charts: every figure is in the drawing's words and in the table, nothing foreign gets in, and odd figures do no harm."""

from xml.etree import ElementTree

from models.statistics import percent
from server.charts import BARS_MAX, GREEN, RED, Bar, Chart, Series, figure, rows, svg

SVG = "{http://www.w3.org/2000/svg}"
STANDING = Chart(
    title="Tiến độ", series=(Series("Đúng hạn", GREEN), Series("Quá hạn", RED)), head="Phường", total="Tổng",
    bars=(Bar("Long Xuyên", (9_990, 10)), Bar("Bình Đức", (3, 1)), Bar("Mỹ Thới", (0, 0))),
)  # fmt: skip


def test_every_figure_stands_in_words_and_table() -> None:
    """Whoever cannot see the bars reads each figure: in the drawing's description and in the table beside it."""
    drawing = ElementTree.fromstring(svg(STANDING))
    said = drawing.findtext(f"{SVG}desc") or ""
    assert said.startswith("Long Xuyên: Đúng hạn 9.990, Quá hạn 10; Bình Đức")
    assert drawing.findtext(f"{SVG}title") == "Tiến độ"
    assert rows(STANDING)[:2] == [["Phường", "Đúng hạn", "Quá hạn", "Tổng"], ["Long Xuyên", "9.990", "10", "10.000"]]
    assert "<td>9.990</td>" in figure(STANDING)


def test_bars_are_as_long_as_their_figures() -> None:
    """A part three times another is drawn three times as long, and nothing leaves the picture."""
    drawing = ElementTree.fromstring(svg(Chart("x", (Series("a"),), (Bar("b", (30,)), Bar("c", (10,))))))
    widths = [float(one.attrib["width"]) for one in drawing.iter(f"{SVG}rect")]
    assert abs(widths[0] - 3 * widths[1]) < 0.2
    assert widths[0] < float(drawing.attrib["width"])


def test_names_are_text_and_never_markup() -> None:
    """A ward called like a script is written out; no style, script or foreign address stands in a drawing."""
    odd = Chart('<script>"', (Series("&x"),), (Bar("<b onload=1>", (1,)),))
    ElementTree.fromstring(svg(odd))
    made = figure(odd)
    assert "<script" not in made and "<b " not in made
    assert all(word not in svg(STANDING) for word in ("style=", "<script", "href", "url("))


def test_what_is_not_known_is_a_dash() -> None:
    """No share of nothing: the bar is empty and says so; a negative one is told, not drawn."""
    chart = Chart("Tỷ lệ", (Series("bp"),), (Bar("a", (None,)), Bar("b", (-250,)), Bar("c", (9_794,))), percent)
    drawing = ElementTree.fromstring(svg(chart))
    told = [one.text for one in drawing.iter(f"{SVG}text")]
    assert told == ["a", "–", "b", "-2,50%", "c", "97,94%"]
    assert len(list(drawing.iter(f"{SVG}rect"))) == 1


def test_a_province_has_more_wards_than_fit() -> None:
    """Of very many bars the first are drawn; the table has them all."""
    chart = Chart("Tỉnh", (Series("n"),), tuple(Bar(str(n), (n,)) for n in range(102)))
    assert svg(chart).count("<rect") == BARS_MAX - 1  # the first is nought long
    assert len(rows(chart)) == 103


def test_the_target_is_a_line_that_bears_its_name() -> None:
    """The target is in the picture even when every bar is shorter."""
    chart = Chart("Phút", (Series("phút"),), (Bar("a", (12,)),), target=30, target_name="chỉ tiêu 30")
    drawing = ElementTree.fromstring(svg(chart))
    line = drawing.find(f"{SVG}line")
    assert line is not None and float(line.attrib["x1"]) < float(drawing.attrib["width"])
    assert "chỉ tiêu 30" in [one.text for one in drawing.iter(f"{SVG}text")]
