# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return, attr-defined, misc"
"""Kernels: functions compiled by numba once and kept on disk, under everything they were made of.

Numba keeps machine code by the text of the file that a function stands in. What it calls and the constants it reads
become part of that code too, and may stand in other files: after an upgrade in place the old parts would run on, silently.
So the key of a kept kernel also tells its own instructions, those of every kernel it calls, and the values it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from types import CodeType, ModuleType
from typing import Any

import numpy as np
from numba import njit
from numba.core.caching import FunctionCache
from numba.core.dispatcher import Dispatcher

#: No lock of Python's, no checks of indices, division as numpy does it.
OPTIONS = {"nogil": True, "boundscheck": False, "error_model": "numpy"}


def kernel(**options: Any) -> Callable[[Any], Any]:
    """A decorator: the function is compiled at its first call on a machine, and again when anything in it changes."""

    def decorated(function):
        compiled = njit(**OPTIONS, **options)(function)
        if isinstance(compiled, Dispatcher):  # not so where NUMBA_DISABLE_JIT is set
            compiled._cache = _Cache(function)
        return compiled

    return decorated


#: Kernels without reference counts: none makes an array, and counting those of many arrays costs more than the work.
bare = kernel(_nrt=False)
#: A part of a kernel's loop with a name of its own. It becomes one with the kernels that call it: handing arrays over
#: costs more than most parts do. Those kernels are ``bare``, else they count references to what is handed over.
part = njit(**OPTIONS, _nrt=False, inline="always")


class _Cache(FunctionCache):
    def _index_key(self, sig, codegen):
        return (*super()._index_key(sig, codegen), made_of(self._py_func))


def made_of(function: Callable[..., Any]) -> str:
    """A digest of a function, of all kernels it calls, and of the constants they read, in whatever file they stand."""
    digest = blake2b(digest_size=16)
    for part in _parts(function, set()):
        digest.update(part)
    return digest.hexdigest()


def _parts(function: Any, known: set[Any]) -> Iterator[bytes]:
    if function in known:
        return
    known.add(function)
    yield from _told(function.__code__)
    for name, value in _values(function):
        yield name.encode()
        if isinstance(value, Dispatcher):
            yield repr(sorted(value.targetoptions.items())).encode()
            yield from _parts(value.py_func, known)
        elif isinstance(value, np.ndarray):
            yield f"{value.dtype.str}{value.shape}".encode()
            yield value.tobytes()
        else:
            yield str(getattr(value, "__qualname__", None) or repr(value)).encode()


def _told(code: CodeType) -> Iterator[bytes]:
    """The instructions and constants, not where they stand: a comment above changes nothing."""
    yield code.co_code
    yield repr((code.co_names, code.co_varnames)).encode()
    for value in code.co_consts:
        yield from _told(value) if isinstance(value, CodeType) else [repr(value).encode()]


def _values(function: Any) -> Iterator[tuple[str, Any]]:
    """What the function's global names stand for, and those it looks up in modules."""
    names = function.__code__.co_names
    found = {name: function.__globals__[name] for name in names if name in function.__globals__}
    for name, value in found.items():
        if isinstance(value, ModuleType):
            yield from ((f"{name}.{each}", getattr(value, each)) for each in names if hasattr(value, each))
        else:
            yield name, value
