// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

/**
 * A setting that cannot be used. The message is one line for the user: the setting, its value, what
 * is allowed, and where the value came from.
 */
public final class SettingsException extends Exception {

  private static final long serialVersionUID = 1;

  /** Creates the refusal with the line that the user reads. */
  public SettingsException(String line) {
    super(line.replace('\n', ' '));
  }
}
