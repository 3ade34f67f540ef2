// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the operating system and the virtual machine say of this process. */
final class ProcessFigures {

  private static final Path STAT = Path.of("/proc/self/stat");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path MEMINFO = Path.of("/proc/meminfo");

  /** Linux counts a process's time in hundredths of a second on every architecture of today. */
  private static final double TICKS_PER_SECOND = 100;

  /**
   * Processor time in seconds.
   *
   * @param user in the program
   * @param system in the kernel
   */
  record Cpu(double user, double system, double childrenUser, double childrenSystem) {}

  private ProcessFigures() {}

  static long heapUsedBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  static long heapCommittedBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  /** Returns the processor time, or null where the system does not tell (not Linux). */
  static @Nullable Cpu cpu() {
    String stat = read(STAT);
    int name = stat.lastIndexOf(')');
    if (name < 0) {
      return null;
    }
    // Field 3 of proc(5) is the first after the name; 14 to 17 are the times.
    String[] fields = stat.substring(name + 2).split(" ", -1);
    return new Cpu(
        seconds(fields[11]), seconds(fields[12]), seconds(fields[13]), seconds(fields[14]));
  }

  /** Returns the bytes of memory in use by the process, or -1 where the system does not tell. */
  static long residentBytes() {
    return kibibytes(read(STATUS), "VmRSS:");
  }

  /** Returns the most that {@link #residentBytes} has been, or -1. */
  static long residentPeakBytes() {
    return kibibytes(read(STATUS), "VmHWM:");
  }

  /** Returns the bytes of memory of the machine, or -1. */
  static long machineBytes() {
    return kibibytes(read(MEMINFO), "MemTotal:");
  }

  private static double seconds(String ticks) {
    return Long.parseLong(ticks) / TICKS_PER_SECOND;
  }

  private static long kibibytes(String table, String label) {
    return table
        .lines()
        .filter(line -> line.startsWith(label))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(digits -> Long.parseLong(digits) << 10)
        .findFirst()
        .orElse(-1);
  }

  private static String read(Path path) {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException notLinux) {
      return "";
    }
  }
}
