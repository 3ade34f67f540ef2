// SPDX-License-Identifier: Apache-2.0
// Loaded into a process before its libraries (LD_PRELOAD), makes its wall and monotonic clocks run TARN_CLOCK_SPEED times as fast from
// the moment it starts. CPU time clocks stay true. Waits are as long as asked for: only what is read from a clock changes.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CLOCKS 12
#define SECOND 1000000000LL

static int64_t speed = 1;
static int64_t start[CLOCKS];

static int64_t true_nanos(clockid_t clock) {
  struct timespec now;
  return syscall(SYS_clock_gettime, clock, &now) == 0 ? now.tv_sec * SECOND + now.tv_nsec : 0;
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("TARN_CLOCK_SPEED");
  for (int clock = 0; clock < CLOCKS; clock++) start[clock] = true_nanos(clock);
  if (text != NULL && atoll(text) > 1) speed = atoll(text);
}

int clock_gettime(clockid_t clock, struct timespec *out) {
  if (syscall(SYS_clock_gettime, clock, out) != 0) return -1;
  if (speed == 1 || clock < 0 || clock >= CLOCKS || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID) return 0;
  int64_t shown = start[clock] + (out->tv_sec * SECOND + out->tv_nsec - start[clock]) * speed;
  out->tv_sec = shown / SECOND;
  out->tv_nsec = shown % SECOND;
  return 0;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != NULL) *out = now.tv_sec;
  return now.tv_sec;
}
