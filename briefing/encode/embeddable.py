"""C2PA's data-hashed workflow: a record that the caller puts into the file.

c2pa-python has no methods for it yet; the library that it ships has the functions (``c2pa.h``), so
they are called as the library declares them. The versions of c2pa-python are pinned closely.
"""

from __future__ import annotations

import ctypes
from typing import Any, BinaryIO

_Bytes = ctypes.POINTER(ctypes.c_ubyte)
#: In this format a record comes as it is, without what would embed it.
_BARE = b"application/c2pa"


class DataHashed:
    """A record of which only the size is known, until the file that holds it is hashed.

    ``placeholder`` is to stand in the file where the record will be.
    """

    def __init__(self, builder: Any) -> None:
        from c2pa.c2pa import _lib

        self._builder, self._library = builder, _lib
        for name, arguments, result in (
            ("placeholder", [ctypes.c_char_p, ctypes.POINTER(_Bytes)], ctypes.c_int64),
            ("sign_embeddable", [ctypes.c_char_p, ctypes.POINTER(_Bytes)], ctypes.c_int64),
            (
                "set_data_hash_exclusions",
                [ctypes.POINTER(ctypes.c_uint64), ctypes.c_size_t],
                ctypes.c_int,
            ),
            ("update_hash_from_stream", [ctypes.c_char_p, ctypes.c_void_p], ctypes.c_int),
        ):
            function = getattr(_lib, f"c2pa_builder_{name}")
            function.argtypes, function.restype = [ctypes.c_void_p, *arguments], result
        self.placeholder = self._bytes("placeholder")

    def signed(self, file: BinaryIO, mime_type: str, start: int) -> bytes:
        """Return the record of a file that holds the placeholder at ``start``, of its size.

        Raises
        ------
        c2pa.C2paError
            if it cannot be signed, or has another size.
        """
        from c2pa import C2paError, Stream

        held = (ctypes.c_uint64 * 2)(start, len(self.placeholder))
        self._call("set_data_hash_exclusions", held, 1)
        file.seek(0)
        with Stream(file) as stream:
            source = ctypes.cast(stream._stream, ctypes.c_void_p)
            self._call("update_hash_from_stream", mime_type.encode(), source)
        record = self._bytes("sign_embeddable")
        if len(record) != len(self.placeholder):
            raise C2paError(f"a record of {len(record)} bytes, not {len(self.placeholder)}")
        return record

    def _bytes(self, name: str) -> bytes:
        found = _Bytes()
        size = self._call(name, _BARE, ctypes.byref(found))
        try:
            return ctypes.string_at(found, size)
        finally:
            self._library.c2pa_free(found)

    def _call(self, name: str, *arguments: Any) -> int:
        from c2pa.c2pa import _check_ffi_operation_result

        function = getattr(self._library, f"c2pa_builder_{name}")
        result: int = function(self._builder._handle, *arguments)
        _check_ffi_operation_result(result, f"{name} failed", check=lambda code: code < 0)
        return result
