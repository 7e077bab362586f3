"""``dataclass`` with the standard library's meaning, at a fiftieth of its price.

The standard one writes source for every class and compiles it: 0.4 ms of CPU each (Python 3.11),
and a check defines sixty of them, a seventh of all its work. Here all classes share their methods.
``fields``, ``replace`` and ``asdict`` of the standard library work: its tables are made when they
are asked for first. Type checkers see the standard one.

Only for the start-up path, and only what is used there: ``frozen``, defaults, ``field`` with a
``default_factory``, ``__post_init__``. No inheritance of fields and no ``ClassVar``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass", "field"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field
else:
    # Saved before learner code can replace them: the worker's messages are such classes too.
    _len, _zip, _type, _tuple = len, zip, type, tuple

    class _Factory:
        def __init__(self, make):
            self.make = make

    def field(*, default_factory):
        """Say how the default of a field is made."""
        return _Factory(default_factory)

    def dataclass(cls=None, /, *, frozen=False):
        """Give a class ``__init__``, ``__repr__`` and ``__eq__``; frozen, also ``__hash__``."""
        return (lambda c: _dress(c, frozen)) if cls is None else _dress(cls, frozen)

    def _dress(cls, frozen):
        names, plain, factories = _tuple(cls.__annotations__), {}, {}
        for name in names:
            value = cls.__dict__.get(name, _MISSING)
            if _type(value) is _Factory:
                factories[name] = value.make
                delattr(cls, name)
            elif value is not _MISSING:
                plain[name] = value
            elif plain or factories:
                raise TypeError(f"non-default argument {name!r} follows default argument")
        cls.__record__ = (names, frozenset(names), plain, factories)
        cls.__match_args__ = names
        cls.__dataclass_fields__ = _Table()
        start = _init_and_after if hasattr(cls, "__post_init__") else _init
        methods = {"__init__": start, "__repr__": _repr, "__eq__": _eq, "__hash__": None}
        if frozen:
            methods |= {"__hash__": _hash, "__setattr__": _refuse, "__delattr__": _refuse}
        for name, method in methods.items():
            if cls.__dict__.get(name) is None:
                setattr(cls, name, method)
        return cls

    _MISSING = object()

    def _init(self, /, *args, **named):
        names, known, plain, factories = self.__record__
        given = self.__dict__
        if _len(args) > _len(names):
            raise TypeError(f"{_call(self)} takes {_len(names)} arguments but {_len(args)} came")
        given.update(_zip(names, args))
        for name in named:
            if name not in known:
                raise TypeError(f"{_call(self)} got an unexpected keyword argument {name!r}")
            if name in given:
                raise TypeError(f"{_call(self)} got multiple values for argument {name!r}")
        given.update(named)
        if _len(given) == _len(names):
            return
        for name in names:
            if name in given:
                continue
            if name in plain:
                given[name] = plain[name]
            elif name in factories:
                given[name] = factories[name]()
            else:
                raise TypeError(f"{_call(self)} missing the required argument {name!r}")

    def _init_and_after(self, /, *args, **named):
        _init(self, *args, **named)
        self.__post_init__()

    def _call(self):
        return f"{_type(self).__qualname__}.__init__()"

    def _values(self):
        # Not all of __dict__: a cached_property keeps its value there too.
        given = self.__dict__
        return _tuple([given[name] for name in self.__record__[0]])

    def _repr(self):
        pairs = _zip(self.__record__[0], _values(self))
        told = ", ".join([f"{name}={value!r}" for name, value in pairs])
        return f"{_type(self).__qualname__}({told})"

    def _eq(self, other):
        if _type(other) is not _type(self):
            return NotImplemented
        return _values(self) == _values(other)

    def _hash(self):
        return hash(_values(self))

    def _refuse(self, name, value=None):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot change field {name!r}")

    class _Table:
        """Stands for ``__dataclass_fields__`` until the standard library asks for it."""

        def __get__(self, instance, cls):
            import dataclasses

            _, _, plain, factories = cls.__record__
            made = {k: dataclasses.field(default_factory=make) for k, make in factories.items()}
            body = {"__annotations__": dict(cls.__annotations__), **plain, **made}
            standard = dataclasses.dataclass(_type(cls)(cls.__name__, (), body))
            cls.__dataclass_fields__ = standard.__dataclass_fields__
            return cls.__dataclass_fields__
