package io.hie.protocols.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that was taken and is not yet put away. Its id is in the name it has meanwhile, so that it
 * is the same after a crash, and another one when a file of the same name comes again.
 *
 * @param id time-ordered
 * @param place the working place
 * @param name of the file relative to the directory it was taken from
 * @param seen how it was when it was taken; null if an earlier run took it
 */
record Claim(String id, Path place, Path name, Inbox.@Nullable Seen seen) {
  static final char SEPARATOR = '~';
  static final String PROGRESS = ".progress";

  private static final int PROGRESS_BYTES = 2 * Long.BYTES;

  /** Whether an earlier run took it, and may have begun to put it away. */
  boolean recovered() {
    return seen == null;
  }

  /**
   * Where the file is: {@code <id>~<name>} or, if its name leaves no room for that or is not plain,
   * {@code <id>~/<name>}. The directories of its name stay.
   */
  Path file() {
    Path parent = name.getParent() == null ? place : place.resolve(name.getParent());
    String fileName = name.getFileName().toString();
    return SafeName.isPlain(fileName, SafeName.MAX_BYTES - 1 - id.length())
        ? parent.resolve(id + SEPARATOR + fileName)
        : parent.resolve(id + SEPARATOR).resolve(name.getFileName());
  }

  /** The tag of names made for it. */
  String tag() {
    return Tag.of(id);
  }

  boolean isThere() {
    return Files.exists(file());
  }

  /** Lets go of it. Its file is gone from here already. */
  void forget() {
    Durable.discard(progress());
    Path parent = file().getParent();
    if (parent != null && parent.endsWith(id + SEPARATOR)) {
      Durable.discard(parent);
    }
  }

  /**
   * How many messages, from the first, are known to be dealt with. They are not handed over again;
   * of those after them the sender's retry window knows which were stored.
   */
  int done() {
    try (FileChannel in = FileChannel.open(progress(), StandardOpenOption.READ)) {
      ByteBuffer note = ByteBuffer.allocate(PROGRESS_BYTES);
      while (note.hasRemaining() && in.read(note) >= 0) {
        // reads on
      }
      note.flip();
      if (note.remaining() == PROGRESS_BYTES) {
        long count = note.getLong();
        if (count == ~note.getLong() && count >= 0 && count <= Integer.MAX_VALUE) {
          return (int) count;
        }
      }
      return 0;
    } catch (IOException noNote) {
      return 0;
    }
  }

  /**
   * Opens the note of how far it is. The note is written in place and not synced: a killed process
   * leaves it as it is, and a power failure at worst sets it back, never forward, since a message
   * is noted after it is durable.
   */
  Progress openProgress() {
    return new Progress(progress());
  }

  private Path progress() {
    return place.resolve(id + PROGRESS);
  }

  /** The note of how far a file is. Made when there is something to note. */
  static final class Progress implements AutoCloseable {
    private final Path file;
    private @Nullable FileChannel out;

    private Progress(Path file) {
      this.file = file;
    }

    void note(int done) throws IOException {
      FileChannel open = out;
      if (open == null) {
        open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        out = open;
      }
      ByteBuffer note = ByteBuffer.allocate(PROGRESS_BYTES);
      note.putLong(done).putLong(~(long) done).flip();
      open.write(note, 0);
    }

    @Override
    public void close() throws IOException {
      if (out != null) {
        out.close();
      }
    }
  }
}
