"""The policy names exactly the texts that may run."""

from __future__ import annotations

from sslgrade.page.csp import digest, policy


def test_the_hash_is_that_of_the_standard() -> None:
    # The example of the CSP Level 2 specification, section 7.17.1: alert('Hello, world.');
    assert digest("alert('Hello, world.');") == (
        "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    )


def test_nothing_is_allowed_but_what_is_named() -> None:
    assert policy([], []) == (
        "default-src 'none'; script-src 'none'; style-src 'none'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_every_text_is_named_once_and_in_order() -> None:
    made = policy(["b", "a", "b"], ["s"])
    scripts = made.split("; ")[1].split(" ")[1:]
    assert scripts == sorted({digest("a"), digest("b")})
    assert f"style-src {digest('s')};" in made
    assert "unsafe" not in made
