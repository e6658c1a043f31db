package io.hie.chaostests.ledger;

import io.hie.chaostests.ChaosException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Appends lines of words and numbers to a ledger file. A line is in the operating system's hands
 * after {@link #flush}, and then survives the death of this process, though not of the machine. Not
 * thread-safe.
 */
public final class LedgerWriter implements Closeable {
  private static final int LONGEST_LINE = 512;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
  private boolean fresh = true;

  private LedgerWriter(FileChannel file) {
    this.file = file;
  }

  /** Begins a new ledger; one that is there already is not overwritten but refused. */
  public static LedgerWriter create(Path path) {
    try {
      return new LedgerWriter(
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new ChaosException(
          "cannot begin the ledger " + path + " (is there one already, or no directory?): " + e, e);
    }
  }

  /** Adds a word, which must be short and have no blank in it. */
  public LedgerWriter word(String word) throws IOException {
    gap();
    for (int i = 0; i < word.length() && i < 80; i++) {
      buffer.put((byte) word.charAt(i));
    }
    return this;
  }

  public LedgerWriter number(long number) throws IOException {
    gap();
    if (number < 0) {
      buffer.put((byte) '-');
    }
    long scale = 1;
    while (number / scale / 10 != 0) {
      scale *= 10;
    }
    for (; scale > 0; scale /= 10) {
      buffer.put((byte) ('0' + Math.abs(number / scale % 10)));
    }
    return this;
  }

  /** Adds 16 hexadecimal digits. */
  public LedgerWriter hex(long number) throws IOException {
    gap();
    for (int shift = 60; shift >= 0; shift -= 4) {
      buffer.put((byte) Character.forDigit((int) (number >>> shift) & 15, 16));
    }
    return this;
  }

  /** Ends the line. */
  public void end() {
    buffer.put((byte) '\n');
    fresh = true;
  }

  private void gap() throws IOException {
    if (!fresh) {
      buffer.put((byte) ' ');
    } else if (buffer.remaining() < LONGEST_LINE) {
      flush();
    }
    fresh = false;
  }

  /** Hands every ended line to the operating system. */
  public void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    flush();
    file.close();
  }
}
