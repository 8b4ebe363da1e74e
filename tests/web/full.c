/* A disk without room: while the file $FULL_WHEN is there, nothing can be written to files below $FULL_ROOT; where a number
 * stands in it, nothing once the files there hold so many bytes.
 * Built and used as tests/crash/shim.c. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATH_BYTES_MAX 4096

static long long held;

static int count(const char *path, const struct stat *about, int kind, struct FTW *at) {
  (void)path, (void)at;
  if (kind == FTW_F) held += about->st_blocks * 512LL;
  return 0;
}

static int is_used_up(const char *when, const char *root) {
  long long most = 0;
  FILE *told = fopen(when, "r");
  if (!told) return 0;
  if (fscanf(told, "%lld", &most) != 1) most = 0;
  fclose(told);
  static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&one);
  held = 0;
  if (most) nftw(root, count, 16, FTW_PHYS);
  int is = held >= most;
  pthread_mutex_unlock(&one);
  return is;
}

static int is_full(int file) {
  const char *when = getenv("FULL_WHEN");
  const char *root = getenv("FULL_ROOT");
  if (!when || !root || access(when, F_OK) != 0) return 0;
  char link[64], path[PATH_BYTES_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, root, strlen(root)) == 0 && is_used_up(when, root);
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
