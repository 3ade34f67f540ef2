// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.wire;

import io.tarn.command.Numbers;
import io.tarn.command.RealFormat;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Turns answers into bytes of RESP2 or RESP3, one after the other into one heap array that is used
 * again for every read pass. What is too long for the array leaves through a {@link Spill}.
 */
public final class RespEncoder {

  /** A string of this length or more in slab memory spills instead of being encoded. */
  public static final int LARGE_BYTES = 64 << 10;

  /** The array grows to this size; encoded bytes beyond it spill. */
  public static final int CHUNK_BYTES = 1 << 20;

  private static final int FIRST_BYTES = 16 << 10;

  /** Takes what the array should not hold. Called in the order of the bytes. */
  public interface Spill {

    /** Takes {@code array[0, length)}, which is used again after the call. */
    void bytes(byte[] array, int length);

    /** Takes a copy of bytes in {@link Memory}. */
    void memory(long position, int length);
  }

  private static final Reply.Simple PONG_REPLY = new Reply.Simple("PONG");

  private byte[] array;
  private int size;

  /** Creates an encoder whose array has the usual first size. */
  public RespEncoder() {
    this(FIRST_BYTES);
  }

  /** Creates an encoder whose array has {@code bytes} bytes at first. */
  public RespEncoder(int bytes) {
    array = new byte[bytes];
  }

  /** Returns the array that holds the encoded bytes from 0 to {@link #size()}. */
  public byte[] array() {
    return array;
  }

  /** Returns the number of bytes encoded since {@link #clear}. */
  public int size() {
    return size;
  }

  /** Forgets what was encoded. */
  public void clear() {
    size = 0;
  }

  /** Forgets what was encoded from {@code newSize} on. */
  public void truncate(int newSize) {
    size = newSize;
  }

  /**
   * Appends an answer.
   *
   * @param protocol 2 or 3
   * @param spill takes what is too long, and all bytes before it
   */
  public void write(Reply reply, int protocol, Spill spill) {
    if (reply instanceof Reply.View view) {
      writeView(view.position(), view.length(), spill);
    } else if (reply == Reply.OK) {
      writeRaw(TextLine.OK, spill);
    } else if (reply instanceof Reply.Null) {
      writeRaw(protocol == 2 ? TextLine.NULL_BULK : TextLine.NULL_RESP3, spill);
    } else if (reply instanceof Reply.Int number) {
      writeHeader((byte) ':', number.value(), spill);
    } else if (reply instanceof Reply.Bulk bulk) {
      writeBulk(bulk.bytes(), spill);
    } else {
      writeOther(reply, protocol, spill);
    }
  }

  /**
   * Appends a message that nobody asked for.
   *
   * @param frame the message as RESP2 has it
   */
  public void writePush(byte[] frame, int protocol, Spill spill) {
    ensure(1, spill);
    array[size++] = (byte) (protocol == 2 ? '*' : '>');
    writeRaw(frame, 1, frame.length - 1, spill);
  }

  private void writeOther(Reply reply, int protocol, Spill spill) {
    switch (reply) {
      case Reply.Simple simple -> writeSimple(simple, spill);
      case Reply.Failure failure -> writeLine((byte) '-', TextLine.of(failure.message()), spill);
      case Reply.Array items -> writeItems((byte) '*', items.items(), protocol, spill);
      case Reply.Mapping mapping -> writeMapping(mapping, protocol, spill);
      case Reply.Unordered items ->
          writeItems((byte) (protocol == 2 ? '*' : '~'), items.items(), protocol, spill);
      case Reply.Push push ->
          writeItems((byte) (protocol == 2 ? '*' : '>'), push.items(), protocol, spill);
      case Reply.Several several -> {
        for (Reply one : several.replies()) {
          write(one, protocol, spill);
        }
      }
      case Reply.Real real -> writeReal(real.value(), protocol, spill);
      case Reply.Decimal decimal -> writeReal(TextLine.ascii(decimal.text()), protocol, spill);
      case Reply.Bool bool -> writeBool(bool.value(), protocol, spill);
      case Reply.Verbatim verbatim -> writeVerbatim(verbatim, protocol, spill);
      case Reply.NullArray _ ->
          writeRaw(protocol == 2 ? TextLine.NULL_ARRAY : TextLine.NULL_RESP3, spill);
      case Reply.Written written -> written.body().writeTo(new Writer(protocol, spill));
      case Reply.None _ -> {}
      case Reply.View _, Reply.Null _, Reply.Int _, Reply.Bulk _ -> write(reply, protocol, spill);
    }
  }

  private void writeView(long position, int length, Spill spill) {
    if (length < LARGE_BYTES) {
      ensure(length + 24, spill);
      int at = header((byte) '$', length, size);
      Memory.copyOut(position, array, at, length);
      size = crlf(at + length);
      return;
    }
    writeHeader((byte) '$', length, spill);
    flush(spill);
    spill.memory(position, length);
    size = crlf(0);
  }

  private void writeBulk(byte[] bytes, Spill spill) {
    writeHeader((byte) '$', bytes.length, spill);
    writeRaw(bytes, spill);
    ensure(2, spill);
    size = crlf(size);
  }

  private void writeSimple(Reply.Simple simple, Spill spill) {
    if (simple.equals(PONG_REPLY)) {
      writeRaw(TextLine.PONG, spill);
    } else {
      writeLine((byte) '+', TextLine.of(simple.text()), spill);
    }
  }

  /** What an answer that writes itself writes to. */
  private final class Writer implements ReplyWriter {
    private int protocol;
    private final Spill spill;

    Writer(int protocol, Spill spill) {
      this.protocol = protocol;
      this.spill = spill;
    }

    @Override
    public void protocol(int version) {
      protocol = version;
    }

    @Override
    public void array(long items) {
      writeHeader((byte) '*', items, spill);
    }

    @Override
    public void mapping(long pairs) {
      if (protocol == 2) {
        writeHeader((byte) '*', pairs * 2, spill);
      } else {
        writeHeader((byte) '%', pairs, spill);
      }
    }

    @Override
    public void unordered(long items) {
      writeHeader((byte) (protocol == 2 ? '*' : '~'), items, spill);
    }

    @Override
    public void view(long position, int length) {
      writeView(position, length, spill);
    }

    @Override
    public void bulk(byte[] bytes, int offset, int length) {
      writeHeader((byte) '$', length, spill);
      writeRaw(bytes, offset, length, spill);
      ensure(2, spill);
      size = crlf(size);
    }

    @Override
    public void text(long value) {
      ensure(32, spill);
      int chars = Numbers.charsOf(value);
      int at = header((byte) '$', chars, size);
      size = crlf(number(value, at));
    }

    @Override
    public void integer(long value) {
      writeHeader((byte) ':', value, spill);
    }

    @Override
    public void real(double value) {
      writeReal(value, protocol, spill);
    }

    @Override
    public void nil() {
      writeRaw(protocol == 2 ? TextLine.NULL_BULK : TextLine.NULL_RESP3, spill);
    }

    @Override
    public void reply(Reply reply) {
      write(reply, protocol, spill);
    }

    @Override
    public boolean isResp3() {
      return protocol == 3;
    }
  }

  private void writeItems(byte type, List<? extends Reply> items, int protocol, Spill spill) {
    writeHeader(type, items.size(), spill);
    for (Reply item : items) {
      write(item, protocol, spill);
    }
  }

  private void writeMapping(Reply.Mapping mapping, int protocol, Spill spill) {
    List<? extends Reply> items = mapping.items();
    if (protocol == 2) {
      writeItems((byte) '*', items, protocol, spill);
      return;
    }
    writeHeader((byte) '%', items.size() / 2, spill);
    for (Reply item : items) {
      write(item, protocol, spill);
    }
  }

  private void writeReal(double value, int protocol, Spill spill) {
    if (RealFormat.isInteger(value)) {
      ensure(32, spill);
      long whole = (long) value;
      if (protocol == 2) {
        int chars = Numbers.charsOf(whole);
        size = crlf(number(whole, header((byte) '$', chars, size)));
      } else {
        size = header((byte) ',', whole, size);
      }
      return;
    }
    writeReal(TextLine.ascii(RealFormat.text(value)), protocol, spill);
  }

  private void writeReal(byte[] text, int protocol, Spill spill) {
    if (protocol == 2) {
      writeBulk(text, spill);
    } else {
      writeLine((byte) ',', text, spill);
    }
  }

  private void writeBool(boolean value, int protocol, Spill spill) {
    if (protocol == 2) {
      writeHeader((byte) ':', value ? 1 : 0, spill);
    } else {
      writeRaw(value ? TextLine.TRUE_RESP3 : TextLine.FALSE_RESP3, spill);
    }
  }

  private void writeVerbatim(Reply.Verbatim verbatim, int protocol, Spill spill) {
    byte[] text = verbatim.text().getBytes(StandardCharsets.UTF_8);
    if (protocol == 2) {
      writeBulk(text, spill);
      return;
    }
    writeHeader((byte) '=', text.length + 4, spill);
    writeRaw(TextLine.ascii(verbatim.format() + ":"), spill);
    writeRaw(text, spill);
    ensure(2, spill);
    size = crlf(size);
  }

  private void writeLine(byte type, byte[] text, Spill spill) {
    ensure(1, spill);
    array[size++] = type;
    writeRaw(text, spill);
    ensure(2, spill);
    size = crlf(size);
  }

  private void writeRaw(byte[] bytes, Spill spill) {
    writeRaw(bytes, 0, bytes.length, spill);
  }

  /** Appends bytes that are encoded already. */
  public void writeRaw(byte[] bytes, int offset, int length, Spill spill) {
    int from = offset;
    int end = offset + length;
    while (end - from > CHUNK_BYTES) {
      flush(spill);
      ensure(CHUNK_BYTES, spill);
      System.arraycopy(bytes, from, array, 0, CHUNK_BYTES);
      size = CHUNK_BYTES;
      from += CHUNK_BYTES;
    }
    int rest = end - from;
    ensure(rest, spill);
    System.arraycopy(bytes, from, array, size, rest);
    size += rest;
  }

  private void writeHeader(byte type, long value, Spill spill) {
    ensure(24, spill);
    size = header(type, value, size);
  }

  /** Writes type, decimal number and line end at {@code at}; returns the place behind. */
  private int header(byte type, long value, int at) {
    byte[] bytes = array;
    bytes[at] = type;
    if (value >= 0 && value < 10) {
      bytes[at + 1] = (byte) ('0' + value);
      bytes[at + 2] = '\r';
      bytes[at + 3] = '\n';
      return at + 4;
    }
    return crlf(number(value, at + 1));
  }

  /** Writes a decimal number at {@code at}; returns the place behind. */
  private int number(long value, int at) {
    byte[] bytes = array;
    int next = at;
    if (value < 0) {
      bytes[next++] = '-';
    }
    int digits = Numbers.charsOf(value) - (next - at);
    long rest = value;
    for (int i = next + digits - 1; i >= next; i--) {
      bytes[i] = (byte) ('0' + Math.abs((int) (rest % 10)));
      rest /= 10;
    }
    return next + digits;
  }

  private int crlf(int at) {
    array[at] = '\r';
    array[at + 1] = '\n';
    return at + 2;
  }

  /** Makes room for {@code bytes} more, at most a chunk. */
  private void ensure(int bytes, Spill spill) {
    if (array.length - size < bytes) {
      grow(bytes, spill);
    }
  }

  private void grow(int bytes, Spill spill) {
    if (size + bytes > CHUNK_BYTES) {
      flush(spill);
    }
    int needed = size + bytes;
    if (needed > array.length) {
      int doubled = Math.max(needed, Math.min(CHUNK_BYTES, 2 * array.length));
      array = Arrays.copyOf(array, doubled);
    }
  }

  private void flush(Spill spill) {
    if (size > 0) {
      spill.bytes(array, size);
      size = 0;
    }
  }
}
