// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.StreamSupport;
import org.jline.reader.History;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class SecretPolicyTest {

  @Test
  void add_linesWithPasswords_areNotKept() throws Exception {
    SecretiveHistory history = new SecretiveHistory();
    history.attach(
        new LineReaderImpl(new DumbTerminal(java.io.InputStream.nullInputStream(), System.out)));
    for (String line :
        List.of(
            "set a b",
            "AUTH secret",
            "  auth 'user' \"secret\"",
            "'auth' secret",
            "HELLO 3 AUTH default secret",
            "hello 3",
            "config set maxmemory 1 requirepass secret",
            "CONFIG GET requirepass",
            "acl setuser joe >secret")) {
      history.add(line);
    }
    List<String> kept =
        StreamSupport.stream(history.spliterator(), false).map(History.Entry::line).toList();
    assertEquals(List.of("set a b", "hello 3", "CONFIG GET requirepass"), kept);
  }
}
