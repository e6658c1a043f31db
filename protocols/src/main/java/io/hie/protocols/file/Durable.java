package io.hie.protocols.file;

import io.hie.actormodel.envelope.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The few things done to files, each whole or not at all. May be called from any thread; blocks.
 */
final class Durable {
  private static final Object WITHOUT_LINKS = new Object();

  private Durable() {}

  /**
   * Writes a new file. Whatever was of that name is replaced by a new file, not written into, since
   * it may be a link to another. Nothing is left behind if it fails.
   */
  static void write(Path file, Payload bytes, boolean sync) throws IOException {
    Files.deleteIfExists(file);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = bytes.asByteBuffer();
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      if (sync) {
        out.force(true);
      }
    } catch (IOException failed) {
      discard(file);
      throw failed;
    }
  }

  /**
   * Gives a file another name in the same file system, unless something has that name already.
   *
   * <p>A hard link is the one operation that fails if the name is taken, in one step, whoever takes
   * it; a rename would replace. Where there are no hard links, a look and a rename stand in, one at
   * a time within this process; another program may then come between them.
   *
   * @return false if the name is taken
   */
  static boolean renameUnlessTaken(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException taken) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      if (noLinks instanceof FileSystemException cause && !Files.exists(from)) {
        throw cause;
      }
      return renameWithoutLinks(from, to);
    }
    Files.delete(from);
    return true;
  }

  /**
   * Moves a file, to another file system too, unless something has that name already. What a crash
   * in between left is taken for done: a link to the same file, or a whole copy of it.
   *
   * @param again whether this move may have been begun before
   * @param hidden a name of this move alone in the directory of {@code to}, for the copy that
   *     another file system needs
   * @return false if the name is taken
   */
  static boolean moveUnlessTaken(Path from, Path to, Path hidden, boolean again)
      throws IOException {
    if (again
        && Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)
        && (Files.isSameFile(from, to) || Files.mismatch(from, to) < 0)) {
      Files.delete(from);
      return true;
    }
    try {
      return renameUnlessTaken(from, to);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      Files.copy(from, hidden, StandardCopyOption.REPLACE_EXISTING);
      syncFile(hidden);
      if (!renameUnlessTaken(hidden, to)) {
        discard(hidden);
        return false;
      }
      Path directory = to.getParent();
      if (directory != null) {
        syncDirectory(directory);
      }
      Files.delete(from);
      return true;
    }
  }

  private static boolean renameWithoutLinks(Path from, Path to) throws IOException {
    synchronized (WITHOUT_LINKS) {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  }

  /** Whether the name is that of a regular file with these bytes. */
  static boolean holds(Path file, Payload bytes) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == bytes.size()
        && ByteBuffer.wrap(Files.readAllBytes(file)).equals(bytes.asByteBuffer());
  }

  /** Makes a file's contents durable that were written before. */
  static void syncFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes the names in a directory durable, where the operating system has a way to. */
  static void syncDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      syncFile(directory);
    }
  }

  /** Deletes what is of no more use; leaves it if that fails. */
  static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      // a hidden file more does no harm, and the next attempt deletes it
    }
  }
}
