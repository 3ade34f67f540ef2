// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

/** What ZUNION and its like read: names with scores. The members of a set have a score of 1. */
interface Source {

  /** What {@link #find} answers when there is no such name: no score is a NaN. */
  double ABSENT = Double.NaN;

  /** Nothing, as an absent key is. */
  Source EMPTY =
      new Source() {
        @Override
        public long count() {
          return 0;
        }

        @Override
        public long bytes() {
          return 0;
        }

        @Override
        public double find(byte[] array, int from, int length) {
          return ABSENT;
        }

        @Override
        public boolean forEach(Visitor visitor) {
          return true;
        }
      };

  /** Sees names, each in an array that is used again for the next. */
  @FunctionalInterface
  interface Visitor {
    /** Returns false to end the walk. */
    boolean visit(byte[] array, int length, double score);
  }

  /** Returns the number of names. */
  long count();

  /** Returns about the bytes that all names take. */
  long bytes();

  /** Returns the score of a name, or {@link #ABSENT}. */
  double find(byte[] array, int from, int length);

  /** Visits all names; returns false when the visitor ended it. */
  boolean forEach(Visitor visitor);

  /** A sorted set. */
  record OfSortedSet(SortedSetValue value) implements Source {
    @Override
    public long count() {
      return value.count();
    }

    @Override
    public long bytes() {
      return value.bytes();
    }

    @Override
    public double find(byte[] array, int from, int length) {
      long entry = value.find(array, from, length);
      return entry == SortedSetValue.ABSENT ? ABSENT : value.score(entry);
    }

    @Override
    public boolean forEach(Visitor visitor) {
      Entries entries = value.entries(0, false);
      Entries.Name name = new Entries.Name();
      long count = value.count();
      for (long i = 0; i < count; i++, entries.advance()) {
        entries.copyName(name);
        if (!visitor.visit(name.bytes(), name.length(), entries.score())) {
          return false;
        }
      }
      return true;
    }
  }
}
