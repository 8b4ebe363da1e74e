/* Tapes, in one order, everything a process asks of the files below $TAPE_ROOT, into $TAPE_FILE.
 * Built with: cc -shared -fPIC -O1 -o shim.so shim.c -ldl ; used with LD_PRELOAD. Linux and glibc.
 * A record: op (1 byte), number a and b (8 bytes each), length of text and of data (4 bytes each), text, data. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 65536
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char taped[FILES_MAX];
static const char *root;
static size_t root_length;
static int tape = -1;
static ssize_t (*real_write)(int, const void *, size_t);

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  root = getenv("TAPE_ROOT");
  const char *path = getenv("TAPE_FILE");
  real_write = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  if (!root || !path) return;
  root_length = strlen(root);
  tape = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path) { return tape >= 0 && path && strncmp(path, root, root_length) == 0; }
static int known(int file) { return tape >= 0 && file >= 0 && file < FILES_MAX && taped[file]; }

static void put(char op, int64_t a, int64_t b, const char *text, const void *data, uint32_t size) {
  uint32_t length = text ? strlen(text) : 0;
  char head[25];
  head[0] = op;
  memcpy(head + 1, &a, 8);
  memcpy(head + 9, &b, 8);
  memcpy(head + 17, &length, 4);
  memcpy(head + 21, &size, 4);
  real_write(tape, head, sizeof head);
  if (length) real_write(tape, text, length);
  for (uint32_t done = 0; done < size;) {
    ssize_t wrote = real_write(tape, (const char *)data + done, size - done);
    if (wrote <= 0) abort();
    done += wrote;
  }
}

/* The operation and its record are one: no other thread's may come between them. */
#define TAPED(condition, call, ok, ...) \
  do { \
    if (!(condition)) return call; \
    pthread_mutex_lock(&turn); \
    __typeof__(call) result = call; \
    if (ok) put(__VA_ARGS__); \
    pthread_mutex_unlock(&turn); \
    return result; \
  } while (0)

static int opened(int file, const char *path, int flags, int was_there) {
  if (file >= 0 && file < FILES_MAX) {
    taped[file] = ours(path);
    if (taped[file]) put('o', file, (flags & O_TRUNC ? 1 : 0) | (was_there ? 0 : 2), path, 0, 0);
  }
  return file;
}

#define OPEN(name, real_call) \
  int flags_with_mode = flags & (O_CREAT | __O_TMPFILE); \
  mode_t mode = 0; \
  if (flags_with_mode) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
  REAL(name); \
  if (!ours(path)) { int file = real_call; if (file >= 0 && file < FILES_MAX) taped[file] = 0; return file; } \
  pthread_mutex_lock(&turn); \
  struct stat there; \
  int was_there = stat(path, &there) == 0; \
  int file = opened(real_call, path, flags, was_there); \
  pthread_mutex_unlock(&turn); \
  return file

int open(const char *path, int flags, ...) { OPEN(open, real(path, flags, mode)); }
int open64(const char *path, int flags, ...) { OPEN(open64, real(path, flags, mode)); }
int openat(int at, const char *path, int flags, ...) { OPEN(openat, real(at, path, flags, mode)); }
int openat64(int at, const char *path, int flags, ...) { OPEN(openat64, real(at, path, flags, mode)); }

int close(int file) { REAL(close); int was = known(file); if (was) taped[file] = 0; TAPED(was, real(file), 1, 'c', file, 0, 0, 0, 0); }
ssize_t write(int file, const void *data, size_t size) {
  TAPED(known(file), real_write(file, data, size), result > 0, 'w', file, lseek(file, 0, SEEK_CUR) - result, 0, data, result);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
  REAL(pwrite); TAPED(known(file), real(file, data, size, at), result > 0, 'w', file, at, 0, data, result);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
  REAL(pwrite64); TAPED(known(file), real(file, data, size, at), result > 0, 'w', file, at, 0, data, result);
}
int ftruncate(int file, off_t size) { REAL(ftruncate); TAPED(known(file), real(file, size), result == 0, 't', file, size, 0, 0, 0); }
int ftruncate64(int file, off64_t size) { REAL(ftruncate64); TAPED(known(file), real(file, size), result == 0, 't', file, size, 0, 0, 0); }
int fsync(int file) { REAL(fsync); TAPED(known(file), real(file), result == 0, 's', file, 0, 0, 0, 0); }
int fdatasync(int file) { REAL(fdatasync); TAPED(known(file), real(file), result == 0, 's', file, 0, 0, 0, 0); }
int unlink(const char *path) { REAL(unlink); TAPED(ours(path), real(path), result == 0, 'u', 0, 0, path, 0, 0); }
int rmdir(const char *path) { REAL(rmdir); TAPED(ours(path), real(path), result == 0, 'u', 0, 0, path, 0, 0); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); TAPED(ours(path), real(path, mode), result == 0, 'm', 0, 0, path, 0, 0); }
int rename(const char *from, const char *to) {
  REAL(rename); TAPED(ours(from), real(from, to), result == 0, 'r', 0, 0, from, to, strlen(to));
}
