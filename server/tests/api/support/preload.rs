//! Faults of the system below the program: a library that is loaded before it, made by the system's C compiler.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::process::Command;
use tempfile::TempDir;

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile struct { int64_t seconds, log_syncs, file_syncs, kill_at, changes; } *control;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("STATUSPANE_TEST_CONTROL");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *memory = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (memory != MAP_FAILED) control = memory;
}

static int fails(int fd) {
    if (!control) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 4) return 0;
    path[length] = 0;
    volatile int64_t *left = !strcmp(path + length - 4, "-wal") ? &control->log_syncs
        : !strcmp(path + length - 3, ".db") ? &control->file_syncs : 0;
    if (!left || *left <= 0) return 0;
    return __atomic_fetch_sub(left, 1, __ATOMIC_SEQ_CST) > 0;
}

/* Before a change of a file, or with -1 for `fd`, of a folder. */
static void change(int fd) {
    struct stat status;
    if (!control || (fd >= 0 && (fd <= 2 || fstat(fd, &status) || !S_ISREG(status.st_mode)))) return;
    __atomic_add_fetch(&control->changes, 1, __ATOMIC_SEQ_CST);
    if (control->kill_at > 0 && __atomic_sub_fetch(&control->kill_at, 1, __ATOMIC_SEQ_CST) == 0)
        kill(getpid(), SIGKILL);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    change(fd);
    return syscall(SYS_write, fd, bytes, length);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    change(fd);
    return syscall(SYS_pwrite64, fd, bytes, length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    change(fd);
    return syscall(SYS_pwrite64, fd, bytes, length, at);
}

int ftruncate(int fd, off_t length) {
    change(fd);
    return syscall(SYS_ftruncate, fd, length);
}

int ftruncate64(int fd, off64_t length) {
    change(fd);
    return syscall(SYS_ftruncate, fd, length);
}

int rename(const char *from, const char *to) {
    change(-1);
    return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int symlink(const char *target, const char *path) {
    change(-1);
    return syscall(SYS_symlinkat, target, AT_FDCWD, path);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    change(-1);
    return syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int unlink(const char *path) {
    change(-1);
    return syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int unlinkat(int folder, const char *path, int flags) {
    change(-1);
    return syscall(SYS_unlinkat, folder, path, flags);
}

int mkdir(const char *path, mode_t mode) {
    change(-1);
    return syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int fdatasync(int fd) {
    change(fd);
    if (fails(fd)) { errno = EIO; return -1; }
    return syscall(SYS_fdatasync, fd);
}

int fsync(int fd) {
    change(fd);
    if (fails(fd)) { errno = EIO; return -1; }
    return syscall(SYS_fsync, fd);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int got = syscall(SYS_clock_gettime, clock, time);
    if (!got && clock == CLOCK_REALTIME && control) time->tv_sec += control->seconds;
    return got;
}
"#;

/// The library, and the numbers that it goes by.
pub struct Preload {
    folder: TempDir,
    control: File,
}

impl Preload {
    /// `None` if this machine has no C compiler or doesn't run Linux, which is printed.
    pub fn make() -> Option<Self> {
        if cfg!(not(target_os = "linux")) {
            eprintln!("not tested: such faults are made on Linux alone");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("preload.c"), SOURCE).expect("written");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(path("preload.so")).arg(path("preload.c"));
        match compiler.output() {
            Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => {
                eprintln!("not tested: it takes a C compiler, `cc`, to make such faults ({error})");
                return None;
            }
        }
        File::create(path("control")).and_then(|mut file| file.write_all(&[0; 4096])).expect("written");
        let control = OpenOptions::new().write(true).open(path("control")).expect("opened");
        Some(Self { folder, control })
    }

    /// The program as it is below this library.
    pub fn below<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let path = |name: &str| self.folder.path().join(name);
        command.env("LD_PRELOAD", path("preload.so")).env("STATUSPANE_TEST_CONTROL", path("control"))
    }

    fn set(&self, place: u64, number: i64) {
        self.control.write_all_at(&number.to_ne_bytes(), place * 8).expect("written");
    }

    /// Sets the clock of the machine as far ahead.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.set(0, seconds);
    }

    /// As often, the content of a log can't be synced to the disk.
    pub fn fail_syncs_of_logs(&self, times: i64) {
        self.set(1, times);
    }

    /// The same for databases themselves.
    pub fn fail_syncs_of_files(&self, times: i64) {
        self.set(2, times);
    }

    /// Kills the program right before its `number`-th change of a file or a folder from now on.
    pub fn kill_at_change(&self, number: u64) {
        self.set(3, i64::try_from(number).expect("a number of changes"));
    }

    /// Lets the program live on.
    pub fn kill_no_more(&self) {
        self.set(3, 0);
    }

    /// The number of changes of files and folders so far.
    pub fn changes(&self) -> u64 {
        u64::from_ne_bytes(self.control()[32..40].try_into().expect("eight bytes"))
    }

    /// Whether a requested failure hasn't happened yet.
    pub fn is_pending(&self) -> bool {
        self.control()[8..24].iter().any(|byte| *byte != 0)
    }

    fn control(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("control")).expect("read")
    }
}
