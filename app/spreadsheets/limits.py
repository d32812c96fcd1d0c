"""How much memory a reading child may take: set by the child on POSIX, by the program on Windows.

POSIX limits the address space. Windows limits what the process commits, by a Job object that also
ends the child with the program; memory of files it maps is not counted there.
"""

from __future__ import annotations

import ctypes
import logging
import sys

MEMORY = 960 * 1024 * 1024
"""Bytes a reading child may have; a full sheet of a million rows needs some 500 million."""
_LOG = logging.getLogger(__name__)


def limit_this_process(seconds: int) -> None:
    """Limit the memory of this process and its time of work (POSIX; elsewhere nothing)."""
    if sys.platform == "win32":
        return
    import resource

    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, hard))


class Job:
    """The child's limits as Windows keeps them; everywhere else this does nothing."""

    def __init__(self, pid: int) -> None:
        self._handle = 0
        if sys.platform == "win32":
            self._handle = _windows_job(pid)

    def close(self) -> None:
        """The child, if it still lives, ends with the job."""
        if sys.platform == "win32" and self._handle:
            ctypes.windll.kernel32.CloseHandle(ctypes.c_void_p(self._handle))
        self._handle = 0


_LIMIT_PROCESS_MEMORY = 0x100
_KILL_ON_CLOSE = 0x2000
_EXTENDED_LIMITS = 9
_MAY_LIMIT_AND_END = 0x0100 | 0x0001


class _BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


if sys.platform == "win32":

    def _windows_job(pid: int) -> int:
        """A job with the process in it; 0 when Windows refuses, which goes to the log."""
        kernel = ctypes.windll.kernel32
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.OpenProcess.restype = ctypes.c_void_p
        job = kernel.CreateJobObjectW(None, None)
        limits = _Limits()
        limits.basic.flags = _LIMIT_PROCESS_MEMORY | _KILL_ON_CLOSE
        limits.process_memory = MEMORY
        process = kernel.OpenProcess(_MAY_LIMIT_AND_END, False, pid)
        is_limited = kernel.SetInformationJobObject(
            ctypes.c_void_p(job), _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        ) and kernel.AssignProcessToJobObject(ctypes.c_void_p(job), ctypes.c_void_p(process))
        if process:
            kernel.CloseHandle(ctypes.c_void_p(process))
        if not is_limited:
            _LOG.warning("Windows set no limit for a reading process")
        return int(job or 0)
