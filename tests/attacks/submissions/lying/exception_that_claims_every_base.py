"""Raises an exception for every input that claims to be the ValueError which some probes ask for.

Stopped by: comparison (errors earn points only beside right values).
"""


class Meta(type):
    @property
    def __mro__(cls):
        return (cls, ValueError, TypeError, Exception, BaseException, object)

    @property
    def __name__(cls):
        return "ValueError"


class Everything(ValueError, TypeError, NotImplementedError, metaclass=Meta):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


def info_nce(q, k, *, tau):
    raise Everything
