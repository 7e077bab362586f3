"""Whatever is cited is listed, and nothing is listed that was not confirmed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import bank
from sslgrade.page import card
from sslgrade.page.sources import Source, read

ROOT = catalogue().root
SOURCES = read(ROOT / "concept" / "sources.toml")
EXERCISES = [
    (exercise.id, words)
    for exercise in catalogue().exercises
    for words in exercise.manifest.sources
]
QUIZ = [(item.id, words) for item in bank(ROOT).items.values() for words in item.source]
LABS = [
    "shifted-digits",
    "plain-digits",
    "dino-collapse",
    "context-pays",
    "mlm-has-no-joint",
    "ln-n-ceiling",
    "mask-ratio",
    "temperature",
    "scaling",
]
OURS = re.compile(r"lab (?P<lab>[a-z-]+)|Derivation of .+")


@pytest.mark.parametrize(("where", "words"), EXERCISES + QUIZ)
def test_every_citation_in_words_has_a_confirmed_work(where: str, words: str) -> None:
    ours = OURS.fullmatch(words)
    if ours is None:
        assert SOURCES.of(words).confirmed
    elif ours["lab"]:
        assert ours["lab"] in LABS


def test_every_work_in_an_exercises_text_is_listed() -> None:
    titles = {re.sub(r"\W+", " ", w.title.casefold()).strip() for w in SOURCES.works}
    for exercise in catalogue().exercises:
        _, cited = re.split(r"\n## Sources?\n", exercise.readme())
        found = re.findall(r"\*([^*]+)\*", cited)
        assert found, exercise.id
        for title in found:
            plain = re.sub(r"\W+", " ", title.casefold()).strip()
            assert any(known.startswith(plain) for known in titles), (exercise.id, title)


def test_what_the_card_cites_is_listed_and_what_is_listed_is_cited() -> None:
    text = "".join(
        piece.text for section in card.read(ROOT / "concept" / "card") for piece in section.pieces
    )
    on_the_card = set(re.findall(r"\(source:([a-z0-9]+)\)", text))
    assert on_the_card <= set(SOURCES.by_key)
    words = [words for _, words in EXERCISES + QUIZ if not OURS.fullmatch(words)]
    in_words = {SOURCES.of(text).key for text in words}
    in_texts = {"brown2020"}  # causal_mask and ntp_targets name it in their READMEs
    assert set(SOURCES.by_key) == on_the_card | in_words | in_texts


@pytest.mark.parametrize("work", SOURCES.works, ids=lambda work: work.key)
def test_every_work_says_all_that_a_citation_needs(work: Source) -> None:
    assert SOURCES.get(work.key) is work
    assert re.fullmatch(r"[a-z]+(19|20)\d\d", work.key)
    assert work.key.endswith(str(work.year))
    assert work.url.startswith("https://")
    assert len(work.confirmed) > 20


HEAD = "format_version = 1\n"
WORK = """
[source.doe2020]
authors = "Jane Doe and John Roe"
title = "Labels: From Nothing"
short = "LFN"
venue = "ICLR"
year = 2020
arxiv = "2001.00001"
url = "https://example.org"
confirmed = "seen in the proceedings"
[source.roe2021]
authors = "John Roe"
title = "More Labels"
venue = "NeurIPS"
year = 2021
url = "https://example.org"
confirmed = "seen in the proceedings"
"""


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(HEAD + WORK, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "words",
    [
        "Doe and Roe, Labels: From Nothing, ICLR 2020, section 3",
        "Doe et al., Labels (arXiv:2001.00001)",
        "DOE & Roe, LFN, ICLR 2020",
        "something else, arXiv 2001.00001, 2020",
    ],
)
def test_words_find_their_work(listed: Path, words: str) -> None:
    assert read(listed).of(words).key == "doe2020"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Roe, Labels, ICLR 2020", "found no work, expected exactly one. List the work, "),
        ("Doe, LFN, ICLR 2019", "found 2019, but doe2020 is ICLR 2020. Correct one of them."),
        ("Doe, LFN, NeurIPS 2020", "found NeurIPS, but doe2020 is ICLR 2020. Correct one of them."),
        (
            "Doe, LFN; Roe, More Labels",
            "found doe2020 and roe2021, expected exactly one. List the ",
        ),
    ],
)
def test_words_that_do_not_fit_are_refused(listed: Path, words: str, message: str) -> None:
    with pytest.raises(ContentError) as error:
        read(listed).of(words)
    assert str(error.value).startswith(f"{listed}: {words!r}: {message}")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('confirmed = "seen in the proceedings"\n[', "["),
            "doe2020: confirmed is missing. Add it, or drop the work.",
        ),
        (("year = 2020\n", ""), "doe2020: year is missing. Add it, or drop the work."),
        (('short = "LFN"', 'shrt = "LFN"'), "doe2020: unknown field 'shrt'. Remove it."),
        (("format_version = 1", "format_version = 2"), "format_version: found 2, expected 1."),
    ],
)
def test_a_faulty_list_is_refused(listed: Path, change: tuple[str, str], message: str) -> None:
    listed.write_text(listed.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        read(listed)
    assert str(error.value) == f"{listed}: {message}"


def test_a_list_that_is_no_toml_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"not found\. Restore it\.$"):
        read(tmp_path / "sources.toml")
    (tmp_path / "sources.toml").write_text("a = [", encoding="utf-8")
    with pytest.raises(ContentError, match=r"not valid TOML: .+ Mend that line\.$"):
        read(tmp_path / "sources.toml")


@pytest.mark.parametrize(
    ("authors", "brief"),
    [
        ("Jane Doe", "Jane Doe"),
        ("Jane Doe, John Roe and Max Moe", "Jane Doe, John Roe and Max Moe"),
        ("Jane Doe, John Roe, Max Moe and Ann Poe", "Jane Doe et al."),
    ],
)
def test_many_authors_are_shortened_in_passing(authors: str, brief: str) -> None:
    work = Source("doe2020", authors, "Labels", "ICLR", 2020, "https://example.org", "seen")
    assert work.brief == f"{brief}: Labels. ICLR 2020"
    assert work.text == f"{authors}: Labels. ICLR 2020"
    assert work.surname == "Doe"


def test_the_papers_to_read_have_their_question() -> None:
    papers = next(s for s in card.read(ROOT / "concept" / "card") if s.name == "papers")
    names = next(piece.names for piece in papers.pieces if piece.kind == "papers")
    assert {"devlin2019", "he2022"} <= set(names)
    assert {work.key for work in SOURCES.works if work.canonical} == set(names)


def test_an_unknown_key_is_refused(listed: Path) -> None:
    with pytest.raises(ContentError, match=r"no source 'x'\. List it there, or cite another\.$"):
        read(listed).get("x")
