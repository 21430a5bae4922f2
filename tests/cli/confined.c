/*
 * What a decoder that was taken over would try, from within the sandbox of the program:
 *   confined lack                             prints what the kernel lacks, a line each
 *   confined MODE WRITTEN READ|- ELSEWHERE    enters the sandbox, then tries; prints a line each
 *   confined without landlock|seccomp COMMAND...   runs a command where the kernel has it not
 */
#include "cli/sandbox.h"
#include "cli/sandbox_calls.h"
#include "cli/sandbox_files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[4096];
static const char *elsewhere;

static const char *at(const char *folder, const char *name) {
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void tell(const char *what, long result) {
    printf("%s: %s\n", what, result >= 0 ? "done" : strerrorname_np(errno));
    fflush(stdout);
}

static long open_close(const char *name, int flags) {
    int fd = open(name, flags | O_CLOEXEC, 0666);
    if (fd >= 0) {
        close(fd);
    }
    return fd;
}

/* The errno, which each thread has of its own. */
static void *in_thread(void *data) {
    bool done = open_close(at(elsewhere, "by-thread"), O_WRONLY | O_CREAT) >= 0;
    *(int *)data = done ? 0 : errno;
    return data;
}

static void try_thread(void) {
    pthread_t thread;
    int reason = 0;
    bool made = pthread_create(&thread, NULL, in_thread, &reason) == 0 && pthread_join(thread, NULL) == 0;
    tell("start a thread", made ? 0 : -1);
    errno = reason;
    tell("make a file elsewhere in a thread", reason ? -1 : 0);
}

static void try_files(const char *written, const char *read) {
    tell("write where it may", open_close(at(written, "new"), O_WRONLY | O_CREAT | O_EXCL));
    char *old = strdup(at(written, "new"));
    tell("rename where it may", rename(old, at(written, "newer")));
    free(old);
    tell("make a folder where it may", mkdir(at(written, "folder"), 0777));
    tell("delete where it may", unlink(at(written, "newer")));
    tell("write over a file elsewhere", open_close(at(elsewhere, "file"), O_WRONLY));
    tell("make a file elsewhere", open_close(at(elsewhere, "made"), O_WRONLY | O_CREAT));
    tell("make a folder elsewhere", mkdir(at(elsewhere, "folder"), 0777));
    tell("delete elsewhere", unlink(at(elsewhere, "spare")));
    tell("make a link where it may", symlink(elsewhere, at(written, "link")));
    tell("cut a file elsewhere", truncate(at(elsewhere, "file"), 1));
    tell("change who may read it", chmod(at(elsewhere, "file"), 0666));
    tell("read elsewhere", open_close(at(elsewhere, "file"), O_RDONLY));
    if (read) {
        tell("read what it may", open_close(read, O_RDONLY));
    }
    tell("write to nowhere", open_close("/dev/null", O_WRONLY));
}

/* fork, in a process that would else be two of the same; what exec leads to ends well by itself. */
static void try_processes(void) {
    char name[] = "true";
    char *const words[] = {name, NULL};
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    tell("fork", child);
    if (child > 0) {
        waitpid(child, NULL, 0);
    }
    tell("see whether the parent runs", kill(getppid(), 0));
    tell("send itself a signal", raise(SIGCHLD));
    tell("trace", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    if (child < 0) {
        tell("run a program", execv("/bin/true", words));
    }
}

static void try_kernel(void) {
    int pair[2];
    union bpf_attr attributes = {0};
    tell("make a socket", socket(AF_INET, SOCK_STREAM, 0));
    tell("make a socket of the machine", socket(AF_UNIX, SOCK_STREAM, 0));
    tell("make a pair of sockets", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    tell("connect one",
         connect(pair[0], &(struct sockaddr){.sa_family = AF_UNSPEC}, sizeof(struct sockaddr)));
    tell("type into a terminal", ioctl(STDIN_FILENO, TIOCSTI, "x"));
    tell("mount", mount("none", "/nowhere", "tmpfs", 0, NULL));
    tell("unshare", syscall(SYS_unshare, 0x10000000));
    tell("bpf", syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes));
    tell("io_uring", syscall(SYS_io_uring_setup, 0, NULL));
    tell("clone3", syscall(SYS_clone3, NULL, 0));
}

static int enter(const char *mode, const char *written, const char *read) {
    struct placard_error error;
    struct cli_places places = {0};
    cli_places_write(&places, written);
    if (strcmp(read, "-") != 0) {
        cli_places_read(&places, read);
    }
    if (!cli_sandbox_start(mode, false, &error) || !cli_sandbox_enter(mode, &places, false, &error)) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    cli_places_finish(&places);
    try_files(written, strcmp(read, "-") != 0 ? read : NULL);
    try_thread();
    try_kernel();
    try_processes();
    return 0;
}

static int run_without(const char *what, char **command) {
    bool landlock = strcmp(what, "landlock") == 0;
    struct sock_filter code[] = {
        {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr)},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, landlock ? SYS_landlock_create_ruleset : SYS_seccomp},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    struct sock_fprog filter = {.len = sizeof code / sizeof *code, .filter = code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
        return 77;
    }
    execvp(command[0], command);
    return 127;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "lack") == 0) {
        const char *files = cli_landlock_lack();
        const char *calls = cli_seccomp_lack();
        printf("%s%s%s%s", files ? files : "", files ? "\n" : "", calls ? calls : "", calls ? "\n" : "");
        return 0;
    }
    if (argc > 3 && strcmp(argv[1], "without") == 0) {
        return run_without(argv[2], argv + 3);
    }
    if (argc != 5) {
        return 2;
    }
    elsewhere = argv[4];
    return enter(argv[1], argv[2], argv[3]);
}
