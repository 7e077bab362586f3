import pytest
from hypothesis import given
from hypothesis import strategies as st

from sslgrade.course.packing import Measured, digest, join, key_of, normalised, pack, split, unpack

KEY = ("bundle", "mlm_loss", "numpy", b"x = 1\n")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (b"x = 1", b"x = 1\n"),
        (b"x = 1\r\ny = 2\r\n", b"x = 1\ny = 2\n"),
        (b"x = 1\ry = 2\r", b"x = 1\ny = 2\n"),
        (b"x = 1\n\n \t\n\f", b"x = 1\n"),
        (b"", b"\n"),
    ],
)
def test_what_no_python_reads_is_no_difference(text: bytes, same: bytes) -> None:
    assert normalised(text) == same
    assert key_of("b", "e", "numpy", text) == key_of("b", "e", "numpy", same)


@pytest.mark.parametrize(
    "other",
    [
        ("other", *KEY[1:]),
        ("bundle", "info_nce", *KEY[2:]),
        ("bundle", "mlm_loss", "jax", KEY[3]),
        (*KEY[:3], b"x = 2\n"),
        (*KEY[:3], b" x = 1\n"),
        (*KEY, {"ntp_loss": b""}),
        ("bundlemlm", "_loss", *KEY[2:]),
    ],
)
def test_every_part_counts(other: tuple[object, ...]) -> None:
    assert key_of(*KEY) != key_of(*other)  # type: ignore[arg-type]


def test_modules_count_by_name_and_text_in_any_order() -> None:
    two = {"a": b"1", "b": b"2"}
    assert key_of(*KEY, two) == key_of(*KEY, dict(reversed(two.items())))
    assert key_of(*KEY, two) != key_of(*KEY, {"a": b"2", "b": b"1"})


def test_a_key_is_64_hexadecimal_digits_and_stays_the_same_for_ever() -> None:
    # From the first version: another value would make every stored result unknown.
    assert key_of(*KEY) == "172c48c93b1991b1adce3a289f1310f39e5363c73f635db0572c06e984a1bcda"


def test_a_report_without_its_measurements_is_the_same_for_equal_mistakes() -> None:
    one = {"score": 3, "message": "half a pair \ud800", "cpu_s": 1, "wall_s": 2, "peak_rss_mb": 3}
    two = {**dict(reversed(one.items())), "cpu_s": 9.0}
    (body, cost), (other, _) = split(one), split(two)
    assert body == other == '{"message":"half a pair \\ud800","score":3}'
    assert cost == Measured(1.0, 2.0, 3.0)
    assert digest(body) == digest(other)
    assert join(body, cost) == one


@given(st.binary(max_size=200))
def test_packing_keeps_every_byte(source: bytes) -> None:
    assert unpack(pack(source)) == source


def test_packing_is_worth_it() -> None:
    assert len(pack(b"    return float(total / count)\n" * 40)) < 100
