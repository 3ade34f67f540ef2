// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The version that was built, from {@code tarn-version.txt}, which Maven fills. */
public final class Version implements CommandLine.IVersionProvider {

  /** Returns the version, such as "0.1.0-SNAPSHOT". */
  public static String current() {
    try (InputStream in = Version.class.getResourceAsStream("/tarn-version.txt")) {
      if (in == null) {
        throw new IllegalStateException("tarn-version.txt is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"tarn " + current() + " on Java " + Runtime.version()};
  }
}
