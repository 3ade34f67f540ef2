// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import java.util.concurrent.Callable;

/** {@code ./tarn bench}. */
@picocli.CommandLine.Command(name = "bench")
public final class BenchCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    return 2;
  }
}
