import json

import nbgrader_work
import pytest

from sslgrade.content.catalogue import catalogue


@pytest.mark.parametrize("name", ["info_nce", "mlm_grad", "mask_tokens"])
def test_the_rivals_test_accepts_the_reference_and_refuses_zero(name: str) -> None:
    exercise = catalogue().get(name)
    test = nbgrader_work.test_of(exercise)
    right: dict[str, object] = {}
    exec(exercise.reference_source("numpy"), right)
    exec(test, right)
    wrong = {entry.name: lambda *args, **kwargs: 0.0 for entry in exercise.manifest.entries}
    with pytest.raises((AssertionError, ValueError)):
        exec(test, dict(wrong))


def test_a_document_is_a_notebook() -> None:
    import nbformat

    exercise = catalogue().get("info_nce")
    cells = nbgrader_work.plain_cells([exercise], {"info_nce": "x = 1"})
    nbformat.validate(json.loads(nbgrader_work.document(cells)))
    assert [c["metadata"]["nbgrader"]["grade"] for c in cells] == [False, True]
