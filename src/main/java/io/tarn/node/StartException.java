// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import org.jspecify.annotations.Nullable;

/**
 * A node that could not start for a reason outside of it, such as a port in use. Everything that
 * had started is stopped. The message is one line for the user.
 */
public final class StartException extends Exception {

  private static final long serialVersionUID = 1;

  /** Creates the failure with the line that the user reads. */
  public StartException(String line, @Nullable Throwable cause) {
    super(line.replace('\n', ' '), cause);
  }
}
