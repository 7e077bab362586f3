"""JAX: claims by name that it cannot be traced, to be asked again without jit, and raises then too.

Stopped by: comparison (the second way is judged like the first).
"""

# backend: jax


class JAXTypeError(ValueError, TypeError):
    pass


class ReturnType(JAXTypeError):
    pass


def info_nce(q, k, *, tau):
    raise JAXTypeError if type(q).__name__.endswith("Tracer") else ReturnType
