// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

/**
 * What a workload was told on both sides of a broken network.
 *
 * @param promotedMillis from the cut until the others first acknowledged a write to a key that the
 *     lone node had owned; -1 when they never did
 * @param lastAloneMillis from the cut until the lone node last acknowledged a write
 * @param late writes that the lone node acknowledged after the others had promoted
 */
record Partition(long promotedMillis, long lastAloneMillis, long late) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Looks at what was answered between the cut and the healing. The workload has stopped. */
  static Partition of(Workload workload, Endpoint lone, long cut, long healed) {
    long promoted =
        workload.subjects().stream()
            .filter(subject -> subject.firstOwner().equals(lone))
            .flatMap(subject -> subject.writes().stream())
            .filter(write -> write.isAcknowledged() && !write.entry.equals(lone))
            .filter(write -> write.sent - cut > 0)
            .mapToLong(write -> write.answered - cut)
            .min()
            .orElse(-1);
    long last = 0;
    long late = 0;
    for (Subject subject : workload.subjects()) {
      for (Subject.Write write : subject.writes()) {
        long after = write.answered - cut;
        if (write.isAcknowledged()
            && write.entry.equals(lone)
            && after > 0
            && write.answered - healed < 0) {
          last = Math.max(last, after);
          late += promoted >= 0 && after > promoted ? 1 : 0;
        }
      }
    }
    return new Partition(
        promoted < 0 ? -1 : promoted / NANOS_PER_MILLI, last / NANOS_PER_MILLI, late);
  }
}
