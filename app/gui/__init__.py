"""The window. Qt lives here and nowhere else; only pages call services."""

import builtins

# PySide6 replaces `import` by its own, which reads the source of every module imported later:
# 20 % slower imports and 60 MB more. We do not use its `__feature__`, so the plain one comes back.
_plain_import = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401

builtins.__import__ = _plain_import
