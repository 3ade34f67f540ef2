// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How far two answers to the same request must agree. Errors always agree byte for byte. */
enum Comparison {
  /** Byte for byte. */
  EXACT {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.equals(actual);
    }
  },
  /** Byte for byte, but perhaps only after some seconds; the run asks again. */
  SETTLING {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.equals(actual);
    }
  },
  /** The same items in any order. */
  UNORDERED {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return sorted(expected).equals(sorted(actual));
    }
  },
  /** The same pairs in any order; RESP2 has them in one list. */
  PAIRS {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.kind() == actual.kind() && pairs(expected).equals(pairs(actual));
    }
  },
  /** As many items of the same kind. */
  SIZED {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.kind() == actual.kind() && expected.items().size() == actual.items().size();
    }
  },
  /** Positive numbers of seconds that differ by the time that a run may take between servers. */
  SECONDS {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return near(expected, actual, 3);
    }
  },
  /** As {@link #SECONDS}, in milliseconds. */
  MILLIS {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return near(expected, actual, 3_000);
    }
  },
  /** The same type of answer. */
  KIND {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.kind() == actual.kind();
    }
  },
  /** A number of bytes or null; Redis still measures keys whose time has come, Tarn does not. */
  SIZE {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return ":_".indexOf(expected.kind()) >= 0 && ":_".indexOf(actual.kind()) >= 0;
    }
  },
  /** OBJECT ENCODING: see {@link Exceptions}. */
  ENCODING {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.equals(actual)
          || (expected.text().equals("embstr") && actual.text().equals("int"))
          || (expected.text().equals("quicklist") && actual.text().equals("listpack"))
          || (expected.text().matches("hashtable|intset") && actual.text().equals("listpack"));
    }
  },
  /** Byte for byte, but for policies of the subject alone and its smaller maxmemory-samples. */
  SETTING {
    @Override
    boolean agrees(byte[] expected, byte[] actual) {
      String common =
          new String(actual, StandardCharsets.ISO_8859_1)
              .replace("volatile-adaptive, ", "")
              .replace("allkeys-adaptive, ", "")
              .replace("between 1 and 64 inclusive", "between 1 and 2147483647 inclusive");
      return Arrays.equals(expected, common.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.equals(actual);
    }
  },
  /** Both nothing or both keys; the run then asks the other server whether it has the key. */
  MEMBER {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.kind() == actual.kind();
    }
  },
  /** Equally many elements of a collection; the run then asks whether the key has them. */
  SAMPLE {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return sameSize(expected, actual);
    }
  },
  /** Equally many elements taken out of a set; the run then takes the same out of both. */
  TAKEN {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return sameSize(expected, actual);
    }
  },
  /** First answers of walks with a cursor; the run then walks to the end. */
  WALK {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.kind() == actual.kind();
    }
  },
  /** Both nothing or both payloads; the run then restores the payload. */
  PAYLOAD {
    @Override
    boolean agrees(RespFrame expected, RespFrame actual) {
      return expected.kind() == actual.kind();
    }
  };

  /** True when the run must ask further questions at once, so that the request goes alone. */
  boolean asksAgain() {
    return switch (this) {
      case SETTLING, MEMBER, SAMPLE, TAKEN, WALK, PAYLOAD -> true;
      default -> false;
    };
  }

  abstract boolean agrees(RespFrame expected, RespFrame actual);

  /** True when the answers agree as far as they must. */
  boolean agrees(byte[] expected, byte[] actual) {
    if (Arrays.equals(expected, actual)) {
      return true;
    }
    if (this == EXACT) {
      return false;
    }
    RespFrame expectedFrame = RespFrame.parse(expected);
    RespFrame actualFrame = RespFrame.parse(actual);
    return !expectedFrame.isError() && !actualFrame.isError() && agrees(expectedFrame, actualFrame);
  }

  private static boolean sameSize(RespFrame expected, RespFrame actual) {
    return expected.kind() == actual.kind() && expected.items().size() == actual.items().size();
  }

  private static String sorted(RespFrame frame) {
    return frame.kind()
        + frame.items().stream().map(RespFrame::toString).sorted().toList().toString();
  }

  private static List<String> pairs(RespFrame frame) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < frame.items().size(); i += 2) {
      pairs.add(frame.items().get(i) + " " + frame.items().get(i + 1));
    }
    pairs.sort(null);
    return pairs;
  }

  private static boolean near(RespFrame expected, RespFrame actual, long tolerance) {
    return expected.kind() == ':'
        && actual.kind() == ':'
        && expected.number() > 0
        && actual.number() > 0
        && Math.abs(expected.number() - actual.number()) <= tolerance;
  }
}
