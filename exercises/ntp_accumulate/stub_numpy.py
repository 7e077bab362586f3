"""Exercise ntp_accumulate: next-token loss and gradient of a micro-batch of a larger step."""

import numpy as np


def ntp_loss_and_grad(
    logits: np.ndarray,
    tokens: np.ndarray,
    segment_ids: np.ndarray,
    *,
    num_items: int | None = None,
) -> tuple[float, np.ndarray]:
    """Next-token loss and its gradient, divided by the pairs of the whole step.

    Formula, with the targets and weights of ntp_targets and the nll of ntp_loss::

        n = num_items if it is given, else sum_bt w[b, t]
        loss = sum_bt w[b, t] nll[b, t] / n
        dlogits[b, t, v] = w[b, t] (softmax(logits[b, t])[v] - [v = tokens[b, t+1]]) / n

    Summed over the micro-batches of a step, with num_items = all pairs of the step, both equal the
    full batch's.

    Parameters
    ----------
    logits : float[B, T, V]
        Raw scores over the vocabulary, of any finite size where the pair counts.
    tokens : int[B, T]
        Token ids, 0 to V-1 inside documents.
    segment_ids : int[B, T]
        Which document a token belongs to; 0 is padding. Every non-zero label forms one contiguous
        run in its row.
    num_items : int or None
        Number of pairs in the whole optimizer step; None: this batch is the whole step.
    No argument may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    loss : float
        This micro-batch's part of the step's loss, in nats: a float or a 0-d array.
    dlogits : float[B, T, V]
        The gradient of loss with respect to logits, stored where the logits are: at t, not t+1.
    Compute in at least float32: float64 in, float64 out.

    Raises
    ------
    ValueError
        B or T differ between logits, tokens and segment_ids.

    At the edges (conventions of ours)
    ----------------------------------
    num_items = 0 gives loss 0.0 and all-zero dlogits; 0 is not None. So does a micro-batch without
    any pair, whatever num_items is. Logits where nothing counts may be inf or NaN, tokens of
    padding may be -100: they contribute exactly nothing, and dlogits is 0 there.

    You may copy your ntp_targets, log_softmax and ntp_loss into this file.

    Source: Goyal et al., Accurate, Large Minibatch SGD, 2017, section 3.
    """
    raise NotImplementedError
