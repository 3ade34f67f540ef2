// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import java.util.concurrent.Callable;

/** {@code ./tarn cli}. */
@picocli.CommandLine.Command(name = "cli")
public final class CliCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    return 2;
  }
}
