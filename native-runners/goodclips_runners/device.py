"""The device that computes: which, its name, its memory. Torch is imported only where it is asked."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Any, Literal

Device = Literal["cpu", "cuda", "mps"]


def resolve_device(wanted: str) -> Device:
    """Turns `auto` into the best device of this machine.

    Args:
        wanted: `auto`, `cpu`, `cuda` or `mps`.

    Raises:
        LookupError: The wanted device is not there.
    """
    if wanted == "cpu":
        return "cpu"
    import torch

    cuda = torch.cuda.is_available()
    mps = torch.backends.mps.is_available()
    if wanted == "auto":
        return "cuda" if cuda else "mps" if mps else "cpu"
    if wanted == "cuda" and cuda:
        return "cuda"
    if wanted == "mps" and mps:
        return "mps"
    raise LookupError(f"This machine, or this build of torch {torch.__version__}, has no {wanted}.")


def device_name(device: Device) -> str:
    """Name of the GPU or processor for a person."""
    if device == "cuda":
        import torch

        return torch.cuda.get_device_name()
    if device == "mps":
        return f"Apple GPU ({platform.machine()})"
    return _processor_name()


def _processor_name() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine() or "CPU"


def device_memory_bytes(device: Device) -> int | None:
    """All memory of the device; None where it cannot be known."""
    if device == "cuda":
        import torch

        return int(torch.cuda.get_device_properties(0).total_memory)
    if device == "mps":
        import torch

        return int(torch.mps.recommended_max_memory())
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None


def memory_in_use_bytes(device: Device) -> int:
    """Memory that this process holds: on a GPU what torch reserved there, else its resident memory."""
    if device in ("cuda", "mps") and "torch" in sys.modules:
        import torch

        return int(torch.cuda.memory_reserved() if device == "cuda" else torch.mps.driver_allocated_memory())
    return resident_bytes()


def resident_bytes() -> int:
    """Resident memory of this process; where the system tells only the peak, the peak."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError):
        pass
    if sys.platform == "win32":
        return _windows_working_set_bytes()
    import resource

    # Bytes on macOS, kibibytes elsewhere (getrusage(2)).
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _windows_working_set_bytes() -> int:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of psapi.h."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        )

    counters = Counters()
    counters.cb = ctypes.sizeof(Counters)
    libraries: Any = getattr(ctypes, "windll")  # noqa: B009 -- only there on Windows
    libraries.kernel32.GetCurrentProcess.restype = wintypes.HANDLE
    libraries.kernel32.K32GetProcessMemoryInfo(libraries.kernel32.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return int(counters.WorkingSetSize)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the device's or the machine's memory was not enough."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error)
    # A thread whose stack finds no room, c10/core/impl/alloc_cpu.cpp, torch's MPS allocator, cuBLAS and onnxruntime's arena, in this order.
    signs = (
        "can't start new thread",
        "DefaultCPUAllocator: can't allocate",
        "MPS backend out of memory",
        "CUBLAS_STATUS_ALLOC_FAILED",
        "Failed to allocate memory",
    )
    return isinstance(error, RuntimeError) and any(sign in text for sign in signs)


def release_memory(device: Device) -> None:
    """Gives cached memory of the device back after it ran out."""
    import gc

    gc.collect()
    if "torch" not in sys.modules:
        return
    import torch

    if device == "cuda":
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()
