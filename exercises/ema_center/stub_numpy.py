"""Exercise ema_center: the slow teacher and the slow centre."""

import numpy as np


def ema_update(
    teacher: dict[str, np.ndarray], student: dict[str, np.ndarray], *, m: float
) -> dict[str, np.ndarray]:
    """Exponential moving average of all leaves of a network.

    Formula::

        updated[name] = m * teacher[name] + (1 - m) * student[name]      for every name

    Parameters
    ----------
    teacher, student : dict[str, float[...]]
        The leaves of two networks of one kind, by name: float arrays of any shape, also single
        numbers (shape ()). Every leaf counts, whatever its name: running means and variances too.
    m : float
        0 to 1: the share of the OLD value that stays. m = 1 keeps the teacher, m = 0
        copies the student.
    Neither dict and no array may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    updated : dict[str, float[...]]
        A new dict of new arrays with the teacher's names and shapes.

    Raises
    ------
    ValueError or KeyError
        A name that only one of the two dicts has. (A convention of ours.)

    Sources: Tarvainen and Valpola, Mean teachers are better role models, NeurIPS 2017; Caron et
    al., Emerging Properties in Self-Supervised Vision Transformers, ICCV 2021, section 3.1.
    """
    raise NotImplementedError


def center_update(center: np.ndarray, teacher_out: np.ndarray, *, m: float) -> np.ndarray:
    """Exponential moving average of the mean teacher output.

    Formula::

        new_center = m * center + (1 - m) * (1 / (T B)) sum_tb teacher_out[t, b]

    Parameters
    ----------
    center : float[K]
        The old centre.
    teacher_out : float[T, B, K]
        The teacher's raw logits for T views of B images: not centred, no temperature, no softmax.
    m : float
        0 to 1: the share of the OLD centre that stays.
    No array may be changed in place; arrays may be read-only or strided views.

    Returns
    -------
    new_center : float[K]
        A new array, for the next step: the loss of this step used the old centre.

    Not allowed here: optax.

    Source: Caron et al., Emerging Properties in Self-Supervised Vision Transformers, ICCV 2021,
    section 3.1.
    """
    raise NotImplementedError
