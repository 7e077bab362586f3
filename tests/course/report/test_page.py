"""The page as text: what it allows itself to load, what it escapes, and what it hides."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from pathlib import Path

import pytest
from lxml import html
from tests.course.report.conftest import HOSTILE, SECRET, commonest

from sslgrade.course.report.make import Made, make
from sslgrade.course.store import Store


@pytest.fixture(scope="module")
def made(store: Path) -> Made:
    return make(store, "week1", when="2026-11-25 12:00:00Z")


@pytest.fixture(scope="module")
def page(made: Made) -> html.HtmlElement:
    return html.document_fromstring(made.page)


def test_only_its_own_style_and_script_are_allowed(page: html.HtmlElement, made: Made) -> None:
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (element,) = page.iter(tag)
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert "unsafe" not in policy


def test_nothing_is_asked_of_anywhere(page: html.HtmlElement, made: Made) -> None:
    assert page.xpath("//*[@src or @style or @onclick or @onerror]") == []
    assert {href[0] for href in page.xpath("//@href")} == {"#"}
    assert not re.search(r"url\(|@import|https?://", made.page)


def test_every_link_leads_somewhere(page: html.HtmlElement) -> None:
    places = page.xpath("//@id")
    assert len(places) == len(set(places))
    assert {href[1:] for href in page.xpath("//@href")} <= set(places)


def test_hostile_names_and_code_are_text(page: html.HtmlElement) -> None:
    assert page.xpath("//img") == []
    assert len(page.xpath("//script")) == 1
    code = " ".join(page.xpath("//pre//text()"))
    shown = page.text_content()
    assert "</script><script>alert(2)</script>" in code
    assert HOSTILE in shown


def test_tables_have_captions_and_scopes(page: html.HtmlElement) -> None:
    tables = page.xpath("//table")
    assert len(tables) >= 5
    for table in tables:
        assert table.xpath("string(caption)")
        assert set(table.xpath(".//thead//th/@scope")) == {"col"}
        assert table.xpath(".//thead//th[not(@scope)] | .//tbody//th[not(@scope='row')]") == []
        widths = {len(row.xpath("th|td")) for row in table.xpath(".//tr")}
        assert len(widths) == 1


def test_the_heatmap_counts_learners(page: html.HtmlElement, store: Path) -> None:
    with Store.open(store, read_only=True) as opened:
        rows = list(opened.rows("week1"))
    diagnosis = commonest(rows, "mlm_loss")
    believers = [r for r in rows if r.exercise == "mlm_loss" and r.report["diagnosis"] == diagnosis]
    title = diagnosis["title"]
    (row,) = page.xpath(f"//table[contains(@class,'heat')]//tr[th[normalize-space()='{title}']]")
    cells = dict(
        zip(
            [h.text_content() for h in page.xpath("//table[contains(@class,'heat')]/thead//th")],
            [c.text_content() for c in row.xpath("th|td")],
            strict=True,
        )
    )
    assert int(cells["mlm_loss"]) == len(believers) > 0
    assert int(cells["quiz"]) > 0
    link = row.xpath(".//a/@href")[0][1:]
    (code,) = page.xpath(f"//details[@id='{link}']//pre")
    assert code.text_content().strip() in {r.source.strip() for r in believers}


def test_the_summary_adds_up(page: html.HtmlElement, store: Path, made: Made) -> None:
    facts = {d.findtext("dt"): d.findtext("dd") for d in page.xpath("//dl/div")}
    with Store.open(store, read_only=True) as opened:
        rows = list(opened.rows())
    assert facts["learners"] == str(len({r.student for r in rows})) == str(made.learners)
    assert facts["submissions"] == str(len(rows)) == str(made.submissions)
    passed = sum(r.report["status"] == "passed" for r in rows)
    assert facts["passed"] == f"{passed / len(rows):.0%}"
    assert facts["may need help"] == str(made.needing_help)


def test_an_anonymous_report_holds_no_name(store: Path) -> None:
    made = make(store, None, anonymous=True, rng=random.Random(1))
    with Store.open(store, read_only=True) as opened:
        people = {row.student for row in opened.rows()}
    shown = html.document_fromstring(made.page)
    for element in [*shown.iter("style"), *shown.iter("script")]:
        element.getparent().remove(element)
    for told in (shown.text_content(), made.sheet.decode("utf-8-sig")):
        words = set(re.findall(r"[\w.]+", told.casefold()))
        named = words & {name.casefold() for name in people}
        assert named <= {"bert"}, "that one is in a question of the quiz, and no learner there"
        assert SECRET not in told.casefold()
        assert HOSTILE not in told
    assert "learner 01" in made.sheet.decode("utf-8-sig")
    assert "# by learner" in shown.text_content()


def test_the_table_beside_it(made: Made, store: Path) -> None:
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(made.sheet.decode("utf-8-sig"))))
    assert len(rows) == made.learners
    assert sum(bool(row["needs_help"]) for row in rows) == made.needing_help
    for row in rows:
        own = [row[e] for e in ("cosine_similarity", "info_nce", "log_softmax", "mlm_loss")]
        assert sum(int(s) for s in own if s) == int(row["score"])
        assert sum(bool(s) for s in own) == int(row["handed_in"])
        assert row["quiz"]
