// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import io.tarn.node.bench.rig.Children;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A recorded trace on disk, little-endian.
 *
 * <pre>
 *  0  "KTRACE01"
 *  8  u64 accesses n
 * 16  u64 distinct keys d
 * 24  u32 flags: 1 when sizes follow
 * 28  u32 0
 * 32  n x u32 keys, each below d
 *     n x u32 bytes of the value, with flag 1
 * </pre>
 */
final class TraceFile {

  private static final String MAGIC = "KTRACE01";
  private static final int HEAD = 32;
  private static final int SIZED = 1;
  private static final String PLAIN = ".ktr";
  private static final String PACKED = ".ktr.xz";

  private TraceFile() {}

  /** The trace files of a directory, in order. */
  static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(PLAIN) || file.toString().endsWith(PACKED))
          .sorted()
          .toList();
    }
  }

  static boolean isPacked(Path file) {
    return file.toString().endsWith(PACKED);
  }

  /**
   * Reads a trace; a packed one by the program xz.
   *
   * @throws IOException when it is no trace, with the reason
   */
  static Trace read(Path file, Children children) throws IOException, InterruptedException {
    String name = String.valueOf(file.getFileName()).replaceAll("\\.ktr(\\.xz)?$", "");
    if (!isPacked(file)) {
      return parse(name, Files.readAllBytes(file));
    }
    Process process =
        children.start(
            new ProcessBuilder("xz", "-dc", file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT));
    byte[] bytes = process.getInputStream().readAllBytes();
    boolean ended = process.waitFor(10, TimeUnit.SECONDS);
    children.end(process);
    if (!ended || process.exitValue() != 0) {
      throw new IOException("xz could not unpack " + file);
    }
    return parse(name, bytes);
  }

  /** Makes a trace of a file's bytes. A key's size is the greatest that the trace has of it. */
  static Trace parse(String name, byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEAD
        || !new String(bytes, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
      throw new IOException(name + " is no trace: it does not begin with " + MAGIC);
    }
    long accesses = in.getLong(8);
    long distinct = in.getLong(16);
    boolean sized = (in.getInt(24) & SIZED) != 0;
    if (accesses < 1
        || distinct < 1
        || distinct > accesses
        || accesses > Integer.MAX_VALUE / 8
        || bytes.length < HEAD + accesses * (sized ? 8 : 4)) {
      throw new IOException(
          name + " is cut off or damaged: accesses=" + accesses + " distinct=" + distinct);
    }
    int[] keys = new int[(int) accesses];
    in.position(HEAD).asIntBuffer().get(keys);
    for (int key : keys) {
      if (key < 0 || key >= distinct) {
        throw new IOException(name + " is damaged: key=" + key + " distinct=" + distinct);
      }
    }
    if (!sized) {
      return Trace.of(name, keys, (int) distinct);
    }
    int[] sizes = new int[(int) distinct];
    for (int i = 0; i < keys.length; i++) {
      int size = in.getInt(HEAD + 4 * (keys.length + i));
      sizes[keys[i]] = Math.max(sizes[keys[i]], size);
    }
    return Trace.sized(name, keys, sizes);
  }
}
