/* A disk without room: while the file $FULL_WHEN is there, nothing can be written to files below $FULL_ROOT.
 * Built and used as tests/crash/shim.c. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATH_BYTES_MAX 4096

static int is_full(int file) {
  const char *when = getenv("FULL_WHEN");
  const char *root = getenv("FULL_ROOT");
  if (!when || !root || access(when, F_OK) != 0) return 0;
  char link[64], path[PATH_BYTES_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, root, strlen(root)) == 0;
}

#define UNLESS_FULL(name, kind, given, passed) \
  kind name given { \
    static kind(*real) given; \
    if (!real) real = (kind(*) given)dlsym(RTLD_NEXT, #name); \
    if (is_full(file)) { \
      errno = ENOSPC; \
      return -1; \
    } \
    return real passed; \
  }

UNLESS_FULL(write, ssize_t, (int file, const void *data, size_t size), (file, data, size))
UNLESS_FULL(pwrite, ssize_t, (int file, const void *data, size_t size, off_t at), (file, data, size, at))
UNLESS_FULL(pwrite64, ssize_t, (int file, const void *data, size_t size, off64_t at), (file, data, size, at))
UNLESS_FULL(writev, ssize_t, (int file, const struct iovec *parts, int count), (file, parts, count))
UNLESS_FULL(posix_fallocate, int, (int file, off_t at, off_t size), (file, at, size))
