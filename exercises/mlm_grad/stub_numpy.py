"""Exercise mlm_grad: the gradient of the MLM loss in the logits, by hand."""

import numpy as np


def mlm_grad(logits: np.ndarray, labels: np.ndarray, selected: np.ndarray) -> np.ndarray:
    """Gradient of ``mlm_loss`` with respect to ``logits``.

    Formula, with M the set of all selected positions of the batch and |M| their number::

        dz[b, t, v] = (softmax(logits[b, t])[v] - [v = labels[b, t]]) / |M|   for (b, t) in M
                    = 0                                                      elsewhere

    Parameters
    ----------
    logits : float[B, T, V]
        Raw scores (no softmax yet). Of any finite size at selected positions: logits of 1e4 must
        work.
    labels : int[B, T]
        The original ids, 0 to V-1 at selected positions. Id 0 is a token like any other.
    selected : bool[B, T]
        True where a token counts towards the loss.
    No argument may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    dz : float[B, T, V]
        The gradient, in the shape of logits. Every dz[b, t] sums to 0 over the classes.
    Compute in at least float32: float64 in, float64 out.

    Raises
    ------
    ValueError
        B or T differs between the arguments (an IndexError is accepted too).

    At the edges (conventions of ours)
    ----------------------------------
    Unselected positions get exactly 0, even when their label is -100 or -1, or their logits are inf
    or NaN. If nothing is selected, all of dz is 0.

    With your mlm_loss in this file, or in its own file of the workspace, dz is also held against
    finite differences of that loss.

    Sources: Devlin et al., BERT, NAACL 2019, section 3.1 (the loss); Bishop, Pattern Recognition
    and Machine Learning, 2006, section 4.3.4 (the gradient).
    """
    raise NotImplementedError
