package io.hie.protocols.file;

import io.hie.actormodel.envelope.Payload;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory into which whole files are put, each once, and out of which no name leads. Used by
 * any number of threads; blocks.
 *
 * <p>A file is written under a hidden name in the directory where it will be, synced, and then
 * given its name. The hidden name depends on the delivery alone, so what a crash leaves is cleared
 * away by the redelivery that follows every crash.
 */
final class Folder {
  private static final int MAX_KNOWN = 1024;

  private final Path base;
  private final boolean create;
  private final boolean sync;
  private final Set<Path> durable = ConcurrentHashMap.newKeySet();

  /**
   * @param base an existing directory, without symbolic links
   * @param create whether directories below it are made
   * @param sync whether a file is on the disk when {@link #put} returns
   */
  Folder(Path base, boolean create, boolean sync) {
    this.base = base;
    this.create = create;
    this.sync = sync;
  }

  /**
   * How a file got where it is.
   *
   * @param path relative to the folder
   * @param how in one word or a few
   */
  record Placed(Path path, String how) {}

  /**
   * Puts a file in its place. If its name is taken by other contents it gets {@code ~} and a tag
   * before its ending; nothing is ever overwritten but this delivery's own earlier file.
   *
   * @param names directories and the file's name, each safe
   * @param tag of the delivery, the same at every attempt
   * @param own whether a file of this name with these bytes can only be this delivery's own, and is
   *     kept as it is
   */
  Placed put(List<String> names, String tag, Payload bytes, boolean own) throws IOException {
    Path directory = directory(names.subList(0, names.size() - 1));
    Path plain = directory.resolve(names.getLast());
    Path tagged = directory.resolve(SafeName.tagged(names.getLast(), tag));
    Path hidden = directory.resolve(".hie-" + tag + ".tmp");
    if (own && Durable.holds(plain, bytes)) {
      return keep(plain, hidden);
    }
    if (Durable.holds(tagged, bytes)) {
      return keep(tagged, hidden);
    }
    Durable.write(hidden, bytes, sync);
    try {
      if (Durable.renameUnlessTaken(hidden, plain)) {
        return placed(plain, "written");
      }
      if (own && Durable.holds(plain, bytes)) {
        return keep(plain, hidden);
      }
      Files.move(hidden, tagged, StandardCopyOption.ATOMIC_MOVE);
      return placed(tagged, "written beside another file of its name");
    } catch (IOException failed) {
      Durable.discard(hidden);
      throw failed;
    }
  }

  /** An earlier attempt wrote it, and may have died before it was durable. */
  private Placed keep(Path file, Path hidden) throws IOException {
    Durable.discard(hidden);
    if (sync) {
      Durable.syncFile(file);
      Durable.syncDirectory(parent(file));
    }
    return new Placed(base.relativize(file), "there already");
  }

  private Placed placed(Path file, String how) throws IOException {
    if (sync) {
      try {
        Durable.syncDirectory(parent(file));
      } catch (IOException failed) {
        Durable.discard(file); // it will be told as not written, so it must not be there
        throw failed;
      }
    }
    return new Placed(base.relativize(file), how);
  }

  private Path directory(List<String> names) throws IOException {
    Path at = base;
    for (String name : names) {
      at = step(at, name);
    }
    return at;
  }

  private Path step(Path parent, String name) throws IOException {
    Path child = parent.resolve(name);
    boolean made = false;
    if (!Files.exists(child, LinkOption.NOFOLLOW_LINKS)) {
      if (!create) {
        throw new NoSuchFileException(child.toString());
      }
      try {
        Files.createDirectory(child);
        made = true;
      } catch (FileAlreadyExistsException madeByAnother) {
        // as good as made here
      }
    }
    if (sync && (made || !durable.contains(child))) {
      Durable.syncDirectory(parent);
      if (durable.size() >= MAX_KNOWN) {
        durable.clear();
      }
      durable.add(child);
    }
    Path real = Files.isSymbolicLink(child) ? child.toRealPath() : child;
    if (!real.startsWith(base)) {
      throw new IoFault.OutsideException(child.toString());
    }
    if (!Files.isDirectory(real)) {
      throw new NotDirectoryException(child.toString());
    }
    return real;
  }

  private Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? base : parent;
  }
}
