#include "cli/sandbox_calls.h"

#include <errno.h>
#include <stddef.h>

#if defined __linux__ && __has_include(<linux/seccomp.h>) && (defined __x86_64__ || defined __aarch64__)

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

/* A list of what is forbidden, not of what is allowed: the C library, GLib and libcurl call what their next
 * version finds useful, and no update of theirs shall stop a run. */
static const int reach[] = {
    SYS_execve,
    SYS_execveat,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
#endif
    /* other processes */
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_process_madvise,
    SYS_kcmp,
    SYS_pidfd_getfd,
    SYS_pidfd_send_signal,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_tkill,
    SYS_migrate_pages,
    SYS_move_pages,
    /* ways around these filters */
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    /* the kernel's inside, where mistakes are found most */
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_fanotify_init,
    SYS_open_by_handle_at,
    SYS_personality,
    SYS_vhangup,
#ifdef SYS_modify_ldt
    SYS_modify_ldt,
    SYS_iopl,
    SYS_ioperm,
#endif
    /* mounts and namespaces */
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_open_tree,
    SYS_move_mount,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
    SYS_unshare,
    SYS_setns,
    /* what is an administrator's */
    SYS_kexec_load,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_acct,
    SYS_quotactl,
    SYS_quotactl_fd,
    SYS_syslog,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_sethostname,
    SYS_setdomainname,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
    /* nothing here serves */
    SYS_listen,
    SYS_accept,
    SYS_accept4,
};

static const int sockets[] = {SYS_socket, SYS_connect, SYS_bind};

static const int paths[] = {
    SYS_truncate, SYS_fchmod,    SYS_fchmodat,  SYS_fchmodat2,   SYS_fchown,       SYS_fchownat,
    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
#ifdef SYS_chmod
    SYS_chmod,    SYS_chown,     SYS_lchown,
#endif
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Two instructions for each call of the lists, and some for those that it depends on. */
enum { MOST = 2 * (COUNT(reach) + COUNT(sockets) + COUNT(paths)) + 64 };

struct program {
    struct sock_filter code[MOST];
    unsigned short length;
};

static void put(struct program *program, unsigned short code, uint32_t value, unsigned char yes,
                unsigned char no) {
    program->code[program->length++] = (struct sock_filter){code, yes, no, value};
}

static void put_load(struct program *program, size_t offset) {
    put(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void put_return(struct program *program, uint32_t what) {
    put(program, BPF_RET | BPF_K, what, 0, 0);
}

static void put_refusal(struct program *program, int reason) {
    put_return(program, SECCOMP_RET_ERRNO | ((uint32_t)reason & SECCOMP_RET_DATA));
}

/* The lower half of an argument; that the upper one is nothing is left to the kernel, which looks at no more.
 */
static void put_load_argument(struct program *program, int which) {
    put_load(program, offsetof(struct seccomp_data, args) + (size_t)which * sizeof(uint64_t));
}

static void put_load_number(struct program *program) {
    put_load(program, offsetof(struct seccomp_data, nr));
}

/* Refuses one call, where its number is loaded. */
static void put_forbidden(struct program *program, int number, int reason) {
    put(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1);
    put_refusal(program, reason);
}

static void put_list(struct program *program, const int *numbers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        put_forbidden(program, numbers[i], EPERM);
    }
}

/* Calls of another architecture have other numbers, and those of x32 a bit more. */
static void put_head(struct program *program) {
    put_load(program, offsetof(struct seccomp_data, arch));
    put(program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    put_refusal(program, ENOSYS);
    put_load_number(program);
#ifdef __x86_64__
    put(program, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    put_refusal(program, ENOSYS);
#endif
}

/* A thread is no process. clone3 keeps its flags where filters can't see them; without it the C library takes
 * clone. */
static void put_clone(struct program *program) {
    put_forbidden(program, SYS_clone3, ENOSYS);
    put(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4);
    put_load_argument(program, 0);
    put(program, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
    put_refusal(program, EPERM);
    put_load_number(program);
}

/* Signals to itself end the program as they should; to others they go not. */
static void put_signal(struct program *program, int number) {
    put(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 4);
    put_load_argument(program, 0);
    put(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 1, 0);
    put_refusal(program, EPERM);
    put_load_number(program);
}

/* They type into the terminal, and the shell behind it would run what they type. */
static void put_typing(struct program *program) {
    put(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 5);
    put_load_argument(program, 1);
    put(program, BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0);
    put(program, BPF_JMP | BPF_JEQ | BPF_K, TIOCLINUX, 0, 1);
    put_refusal(program, EPERM);
    put_load_number(program);
}

static void write_program(struct program *program, unsigned what) {
    program->length = 0;
    put_head(program);
    if (what & CLI_FORBID_REACH) {
        put_list(program, reach, COUNT(reach));
        put_clone(program);
        put_signal(program, SYS_kill);
        put_signal(program, SYS_tgkill);
        put_typing(program);
    }
    if (what & CLI_FORBID_SOCKETS) {
        put_list(program, sockets, COUNT(sockets));
    }
    if (what & CLI_FORBID_PATHS) {
        put_list(program, paths, COUNT(paths));
    }
    put_return(program, SECCOMP_RET_ALLOW);
}

const char *cli_seccomp_lack(void) {
    uint32_t action = SECCOMP_RET_ERRNO;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0
               ? NULL
               : "this kernel has no filters of system calls (CONFIG_SECCOMP_FILTER, from Linux 4.14)";
}

bool cli_seccomp_forbid(unsigned what) {
    struct program program;
    write_program(&program, what);
    struct sock_fprog filter = {.len = program.length, .filter = program.code};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

#else

const char *cli_seccomp_lack(void) {
    return "this program has no filter of system calls for this system: it has those of Linux on x86-64 and "
           "ARM64";
}

bool cli_seccomp_forbid(unsigned what) {
    errno = ENOSYS;
    return false;
}

#endif
