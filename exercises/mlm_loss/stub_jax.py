"""Exercise mlm_loss: the masked-language-modelling loss of BERT."""

import jax
import jax.numpy as jnp


def mlm_loss(
    logits: jax.Array,
    labels: jax.Array,
    selected: jax.Array,
    input_ids: jax.Array,
    attention_mask: jax.Array,
) -> jax.Array:
    """Mean surprise, in nats, at the selected tokens of the whole batch.

    Formula, with M the set of all selected positions (b, t) of the batch and |M| their number::

        loss = -1/|M| sum_(b,t) in M  log softmax(logits[b, t])[labels[b, t]]
             =  1/|M| sum_(b,t) in M  (lse(logits[b, t]) - logits[b, t, labels[b, t]])

    with lse(z) = log sum_v exp(z_v). The second form is the stable one.

    Parameters
    ----------
    logits : float[B, T, V]
        Raw scores (no softmax yet), the answer to position t standing at position t: no shift.
        Of any finite size at selected positions: logits of 1e4 must work.
    labels : int[B, T]
        The original ids, 0 to V-1 at selected positions. Id 0 is a token like any other.
    selected : bool[B, T]
        True where a token was chosen for prediction: these count, and nothing else does.
    input_ids : int[B, T]
        What the model saw: [MASK] (id 1 here), a random id or the original id at selected
        positions; padding (id 2 here) at the ends. You do not need it.
    attention_mask : bool[B, T]
        True at real tokens, False at padding. You do not need it either.
    No argument may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    loss : float
        In nats (natural log): a float or a 0-d array.
    Compute in at least float32: float64 in, float64 out.

    Raises
    ------
    ValueError or TypeError
        B or T differs between logits, labels and selected (an IndexError is accepted too).

    At the edges (conventions of ours)
    ----------------------------------
    What stands at an unselected position contributes exactly nothing, even when its label is -100
    or -1, or its logits are inf or NaN. If nothing is selected, the loss is 0.0.

    Must trace under jit and vmap (no Python ``if`` on array values, no boolean indexing), and
    jax.grad of the loss with respect to logits must be finite, also beside wild unselected logits.
    bf16 and fp16 logits are upcast to float32 before exp, log and sums. optax is not allowed.

    Source: Devlin et al., BERT, NAACL 2019, section 3.1 (Task 1: Masked LM).
    """
    raise NotImplementedError
