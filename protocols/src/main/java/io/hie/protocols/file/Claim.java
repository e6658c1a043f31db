package io.hie.protocols.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that was taken and is not yet archived. Its id is in the name of the directory that it was
 * moved into, so that it is the same after a crash, and another one when a file of the same name
 * comes again.
 *
 * @param id time-ordered
 * @param home the directory of this claim alone
 * @param name of the file relative to the directory it was taken from
 * @param seen how it was when it was taken; null if an earlier run took it
 */
record Claim(String id, Path home, Path name, Inbox.@Nullable Seen seen) {
  private static final int PROGRESS_BYTES = 2 * Long.BYTES;

  /** Whether an earlier run took it, and may have begun to put it away. */
  boolean recovered() {
    return seen == null;
  }

  /** Where the file is. */
  Path file() {
    return home.resolve(WorkingPlace.FILES).resolve(name);
  }

  /** The tag of names made for it. */
  String tag() {
    return Tag.of(id);
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
  Progress openProgress() throws IOException {
    return new Progress(
        FileChannel.open(progress(), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  private Path progress() {
    return home.resolve("progress");
  }

  /** Lets go of it. Its file is gone from here already. */
  void forget() {
    Durable.discard(progress());
    Path files = home.resolve(WorkingPlace.FILES);
    for (Path at = file().getParent(); at != null && at.startsWith(files); at = at.getParent()) {
      Durable.discard(at);
    }
    Durable.discard(home);
  }

  /** The note of how far a file is. */
  static final class Progress implements AutoCloseable {
    private final FileChannel out;

    private Progress(FileChannel out) {
      this.out = out;
    }

    void note(int done) throws IOException {
      ByteBuffer note = ByteBuffer.allocate(PROGRESS_BYTES);
      note.putLong(done).putLong(~(long) done).flip();
      out.write(note, 0);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  boolean isThere() {
    return Files.exists(file());
  }
}
