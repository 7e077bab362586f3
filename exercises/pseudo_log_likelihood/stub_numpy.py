"""Exercise pseudo_log_likelihood: score a sentence with a masked language model."""

import numpy as np


def pseudo_log_likelihood(logits: np.ndarray, ids: np.ndarray, special: np.ndarray) -> float:
    """Sum of the log-probabilities of all tokens, each under the copy that hides it.

    Formula::

        score = sum over i not special of  log softmax(logits[i, i])[ids[i]]

    Parameters
    ----------
    logits : float[T, T, V]
        Raw scores: copy, position, word. Copy i of the sentence has position i masked. Only
        logits[i, i] counts. Of any finite size there: 1e4 must work.
    ids : int[T]
        The sentence, 0 to V-1 where a token is not special.
    special : bool[T]
        True for tokens that are NOT scored, such as [CLS] and [SEP].
    No argument may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    score : float
        In nats (natural log), a sum and not a mean: a float or a 0-d array. Compute in at least
        float32: float64 in, float64 out.

    Raises
    ------
    ValueError
        T differs between logits (both axes), ids and special.

    At the edges (conventions of ours)
    ----------------------------------
    What is not scored contributes exactly nothing, even where it is inf or NaN (answers at other
    positions, answers at special tokens) or out of range (the id of a special token may be -100).
    No token to score: 0.0.

    Not allowed here: optax.

    Source: Salazar, Liang, Nguyen and Kirchhoff, Masked Language Model Scoring, ACL 2020,
    section 2.
    """
    raise NotImplementedError
