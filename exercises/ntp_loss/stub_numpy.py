"""Exercise ntp_loss: the next-token loss of packed and padded documents."""

import numpy as np


def ntp_loss(logits: np.ndarray, tokens: np.ndarray, segment_ids: np.ndarray) -> float:
    """Mean surprise of the next token, over all pairs of neighbours in the batch.

    Formula, with the targets and weights of ntp_targets::

        w[b, t] = 1  if t < T-1 and segment_ids[b, t] == segment_ids[b, t+1] != 0,  else 0
        nll[b, t] = lse(logits[b, t]) - logits[b, t, tokens[b, t+1]]
        loss = sum_bt w[b, t] nll[b, t] / sum_bt w[b, t]

    Parameters
    ----------
    logits : float[B, T, V]
        Raw scores over the vocabulary, made from the tokens up to and including t. Of any finite
        size where the pair counts: logits of 1e4 and positions of very different scale must work.
    tokens : int[B, T]
        Token ids, 0 to V-1 inside documents.
    segment_ids : int[B, T]
        Which document a token belongs to; 0 is padding. Every non-zero label forms one contiguous
        run in its row; labels need not be sorted or consecutive.
    No argument may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    loss : float
        One mean over all pairs of the batch, in nats (natural log): a float or a 0-d array.
    Compute in at least float32: float64 in, float64 out.

    Raises
    ------
    ValueError
        B or T differ between logits, tokens and segment_ids.

    At the edges (conventions of ours)
    ----------------------------------
    What does not count contributes exactly nothing: logits at t = T-1, at the end of a document and
    at padding may be inf or NaN; tokens of padding may be out of range, -100 for example. Without
    any pair (T = 1, all padding) the loss is 0.0.

    You may copy your ntp_targets, log_softmax and cross_entropy into this file.

    Sources: Bengio et al., A Neural Probabilistic Language Model, JMLR 2003; Radford et al.,
    Improving Language Understanding by Generative Pre-Training, 2018, section 3.1.
    """
    raise NotImplementedError
