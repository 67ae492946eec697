"""A filter of system calls (seccomp), built by libseccomp, which knows the calls of each processor.

Of its bindings for Python none is maintained, so its C interface is called directly: five functions, unchanged since
libseccomp 2.4. Calls are denied by name and all others allowed, since those that an interpreter, its libraries and
wasmtime make differ between versions.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import Any

LIBRARY = "libseccomp.so.2"

_DENIED = """
    socket socketpair socketcall connect bind listen accept accept4
    sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg shutdown
    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp migrate_pages move_pages
    pidfd_open pidfd_getfd pidfd_send_signal tkill rt_sigqueueinfo rt_tgsigqueueinfo
    bpf perf_event_open io_uring_setup io_uring_enter io_uring_register userfaultfd fanotify_init
    add_key keyctl request_key personality modify_ldt vhangup lookup_dcookie
    shmget shmat shmctl msgget msgsnd msgrcv msgctl semget semop semtimedop semctl ipc
    mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify
    chmod fchmodat fchmodat2 chown lchown fchownat chown32 lchown32 file_setattr
    setxattr lsetxattr setxattrat removexattr lremovexattr removexattrat
    mount umount umount2 pivot_root chroot unshare setns mount_setattr move_mount open_tree open_tree_attr
    fsopen fsconfig fsmount fspick open_by_handle_at name_to_handle_at
    init_module finit_module delete_module create_module kexec_load kexec_file_load reboot swapon swapoff
    acct quotactl quotactl_fd syslog iopl ioperm nfsservctl sethostname setdomainname
    settimeofday stime clock_settime clock_settime64 clock_adjtime clock_adjtime64 adjtimex
    setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset
    setuid32 setgid32 setreuid32 setregid32 setresuid32 setresgid32 setfsuid32 setfsgid32 setgroups32
"""
_PROCESSES = "fork vfork execve execveat"
_OF_OTHERS = {  # calls by the number of the argument that must be 0, for the process or thread itself
    "prlimit64": 0,
    "sched_setaffinity": 0,
    "sched_setattr": 0,
    "sched_setparam": 0,
    "sched_setscheduler": 0,
    "setpriority": 1,
    "ioprio_set": 1,
}
_TERMINAL = (0x5412, 0x541C)  # ioctl TIOCSTI and TIOCLINUX, which type into the user's terminal
_CLONE_THREAD = 0x10000

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000  # actions; the latter takes an error number in its low bits
_OTHER_ABI, _ALL_THREADS, _OPTIMIZATION = 2, 4, 8  # attributes of a filter
_NOT_EQUAL, _MASKED_EQUAL = 1, 7  # comparisons
_UNKNOWN = -1  # number of a call that the library does not know


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


def library() -> Any | None:
    """Return the library, or None if it is not installed."""
    if sys.platform != "linux":
        return None
    try:
        found = ctypes.CDLL(LIBRARY)
    except OSError:
        return None
    found.seccomp_init.restype = ctypes.c_void_p
    return found


def filter_system_calls(starts_processes: bool = False) -> bool:
    """Deny this process, irrevocably, system calls that a worker does not need. Return whether that succeeded.

    A denied call fails with EPERM.

    Args:
        starts_processes: whether it may still start processes, which inherit the filter, and kill them.
    """
    found = library()
    if found is None:
        return False
    context = ctypes.c_void_p(found.seccomp_init(ctypes.c_uint32(_ALLOW)))
    if not context:
        return False
    denied = _ERRNO | errno.EPERM
    for attribute, value in ((_OTHER_ABI, denied), (_ALL_THREADS, 1), (_OPTIMIZATION, 2)):
        found.seccomp_attr_set(context, attribute, ctypes.c_uint32(value))  # those that the system lacks do not matter

    def deny(name: str, *when: _Comparison, error: int = errno.EPERM) -> None:
        number = found.seccomp_syscall_resolve_name(name.encode())
        if number != _UNKNOWN:
            tests = (_Comparison * len(when))(*when)
            found.seccomp_rule_add_array(context, ctypes.c_uint32(_ERRNO | error), number, len(when), tests)

    for name in _DENIED.split():
        deny(name)
    for name, argument in _OF_OTHERS.items():
        deny(name, _Comparison(argument, _NOT_EQUAL, 0, 0))
    for request in _TERMINAL:
        deny("ioctl", _Comparison(1, _MASKED_EQUAL, 0xFFFFFFFF, request))
    if not starts_processes:
        for name in _PROCESSES.split():
            deny(name)
        deny("clone", _Comparison(0, _MASKED_EQUAL, _CLONE_THREAD, 0))
        deny("clone3", error=errno.ENOSYS)  # its flags are in memory; the C library falls back to clone
        for name in ("kill", "tgkill"):
            deny(name, _Comparison(0, _NOT_EQUAL, os.getpid(), 0))
    loaded = bool(found.seccomp_load(context) == 0)
    found.seccomp_release(context)
    return loaded
