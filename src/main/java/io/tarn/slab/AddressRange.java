// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks the operating system for addresses. They cost nothing until they are touched: the range is
 * private, anonymous and without reserved swap (mmap(2), madvise(2)).
 */
final class AddressRange {

  /** Smallest useful range in bytes; less than that is an error at start. */
  static final long LEAST = 1L << 30;

  /** Range on a small machine. Wide, because slabs that come and go leave gaps. */
  private static final long USUAL = 64L << 30;

  private static final long MOST = 4L << 40;

  /** Alignment of the base: the size of a huge page. */
  private static final long HUGE_PAGE = 2L << 20;

  /** {@code -Dtarn.slab.huge-pages=false} keeps to the system's small pages. */
  private static final boolean HUGE_PAGES =
      Boolean.parseBoolean(System.getProperty("tarn.slab.huge-pages", "true"));

  private static final Path SYSTEM_HUGE_PAGES =
      Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private static final boolean HAS_HUGE_PAGES = HUGE_PAGES && systemHasHugePages();

  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_HUGEPAGE = 14;

  private static final MethodHandle MADVISE =
      function(
          "madvise",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private AddressRange() {}

  /**
   * What was reserved.
   *
   * @param space for blocks
   * @param table {@link Page#TABLE_BYTES} for each page of the space
   */
  record Reserved(MemorySegment space, MemorySegment table) {}

  /** Reserves eight times the machine's memory, or less where the system does not allow that. */
  @SuppressWarnings("restricted")
  static Reserved reserve() {
    MethodHandle mmap =
        function(
            "mmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    for (long size = wantedBytes(); size >= LEAST; size /= 2) {
      long tableSize = (size >>> SizeClass.PAGE_SHIFT) * Page.TABLE_BYTES;
      long address;
      try {
        address =
            (long)
                mmap.invokeExact(
                    MemorySegment.NULL,
                    size + tableSize + HUGE_PAGE,
                    PROT_READ_WRITE,
                    MAP_PRIVATE_ANONYMOUS_NORESERVE,
                    -1,
                    0L);
      } catch (Throwable failure) {
        throw new IllegalStateException("mmap", failure);
      }
      if (address != -1) {
        long base = (address + HUGE_PAGE - 1) & -HUGE_PAGE;
        MemorySegment range = MemorySegment.ofAddress(base).reinterpret(size);
        if (HUGE_PAGES) {
          advise(range, MADV_HUGEPAGE);
        }
        long behind = base + size;
        return new Reserved(range, MemorySegment.ofAddress(behind).reinterpret(tableSize));
      }
    }
    throw new IllegalStateException("no address space: least=" + LEAST);
  }

  /** True when the first touch of a chunk brings 2 MiB, as far as the system tells. */
  static boolean hasHugePages() {
    return HAS_HUGE_PAGES;
  }

  private static boolean systemHasHugePages() {
    try {
      return !Files.readString(SYSTEM_HUGE_PAGES).contains("[never]");
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Lets the system take the memory back. Where it declines, the memory just stays. */
  static void giveBack(MemorySegment range) {
    advise(range, MADV_DONTNEED);
  }

  private static int advise(MemorySegment range, int advice) {
    try {
      return (int) MADVISE.invokeExact(range, range.byteSize(), advice);
    } catch (Throwable failure) {
      throw new IllegalStateException("madvise", failure);
    }
  }

  private static long wantedBytes() {
    long physical = USUAL / 8;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      physical = system.getTotalMemorySize();
    }
    return Math.clamp(Long.highestOneBit(physical - 1) * 16, USUAL, MOST);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
