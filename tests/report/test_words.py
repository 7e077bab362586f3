from typing import get_args

import pytest

from sslgrade.report.model import Reason
from sslgrade.report.words import advice, happened


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_a_sentence(reason: str) -> None:
    assert happened(reason) != happened(None)
    assert happened(reason).endswith(".")


def test_unknown_reasons_are_worded_too() -> None:
    assert happened(None) == "The code could not be graded."
    assert advice(None, "mlm_loss") == ""
