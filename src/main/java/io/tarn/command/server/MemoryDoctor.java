// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.slab.Slab;

/** MEMORY DOCTOR: says in words what in the use of memory deserves attention, and what helps. */
final class MemoryDoctor {

  /** Below this there is nothing to judge. */
  private static final long SMALL_BYTES = 16L << 20;

  private MemoryDoctor() {}

  static Reply run(Execution execution, Arguments arguments) {
    MemoryFigures figures = MemoryFigures.of(execution.environment());
    if (figures.used() < SMALL_BYTES) {
      return new Reply.Verbatim(
          "txt", "There is little data in memory, so there is nothing to judge yet.\n");
    }
    StringBuilder report = new StringBuilder(256);
    judgeBudget(execution, figures, report);
    judgeUse(execution, figures, report);
    if (report.isEmpty()) {
      report.append("No problem found.\n");
    }
    return new Reply.Verbatim("txt", report.toString());
  }

  private static void judgeBudget(
      Execution execution, MemoryFigures figures, StringBuilder report) {
    Slab slab = execution.environment().slab();
    long budget = slab.budgetBytes();
    if (budget == 0) {
      report.append(
          "There is no maxmemory: when the machine's memory is used up, the system ends this"
              + " process.\n");
      return;
    }
    boolean evicts = execution.environment().parameters().evictionPolicy().evicts();
    if (!evicts && figures.used() > budget / 10 * 9) {
      report.append(
          "More than nine tenths of maxmemory are in use, and maxmemory-policy is noeviction:"
              + " soon writes will be refused.\n");
    }
    if (figures.used() > budget + budget / 20) {
      report.append(
          "More than maxmemory is in use: the next writes will evict keys until it fits, or be"
              + " refused.\n");
    }
    long machine = ProcessFigures.machineBytes();
    if (machine > 0 && budget > machine / 10 * 9) {
      report.append(
          "maxmemory leaves less than a tenth of the machine for the virtual machine and the"
              + " system.\n");
    }
  }

  private static void judgeUse(Execution execution, MemoryFigures figures, StringBuilder report) {
    if (figures.committed() > figures.allocated() / 2 * 3) {
      report
          .append("More than a third of the memory taken for data lies idle. ")
          .append(
              execution.environment().parameters().activeDefrag()
                  ? "Defragmentation is on and will bring it down.\n"
                  : "CONFIG SET activedefrag yes brings it down.\n");
    }
    if (figures.clients() > figures.used() / 4) {
      report.append(
          "More than a quarter of the memory is client buffers: CLIENT LIST shows whose answers or"
              + " unfinished requests wait.\n");
    }
    if (figures.transit() > figures.used() / 4) {
      report.append(
          "More than a quarter of the memory is on its way: long arguments, long answers, or data"
              + " that FLUSHALL is still freeing.\n");
    }
  }
}
