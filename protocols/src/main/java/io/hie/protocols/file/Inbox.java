package io.hie.protocols.file;

import io.hie.protocols.file.FileServiceSettings.Order;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Looks into a directory and says which files have stayed as they are for long enough to be taken.
 * It polls: a network share tells nobody of a change. Symbolic links, hidden files and hidden
 * directories are passed by. At most 10,000 files are kept in mind at once, the first in order.
 * Used by one thread.
 */
final class Inbox {
  private static final int MAX_KNOWN = 10_000;
  private static final int MAX_DEPTH = 32;

  private final Path directory;
  private final PathMatcher pattern;
  private final boolean recursive;
  private final Duration stableFor;
  private final Clock clock;
  private final Comparator<Seen> order;
  private Map<Path, Seen> known = Map.of();

  Inbox(Path directory, FileServiceSettings settings, Clock clock) {
    this.directory = directory;
    this.pattern = directory.getFileSystem().getPathMatcher("glob:" + settings.pattern());
    this.recursive = settings.recursive();
    this.stableFor = settings.stableFor();
    this.clock = clock;
    Comparator<Seen> byName = Comparator.comparing(Seen::file);
    this.order =
        switch (settings.order()) {
          case Order.NAME -> byName;
          case Order.MODIFIED -> Comparator.comparing(Seen::modified).thenComparing(byName);
        };
  }

  /**
   * A file as it was seen.
   *
   * @param file relative to the directory
   * @param sinceMillis when it was first seen like this
   */
  record Seen(Path file, long size, FileTime modified, long sinceMillis) {
    private boolean isAs(Seen other) {
      return size == other.size && modified.equals(other.modified);
    }

    boolean isAs(BasicFileAttributes other) {
      return size == other.size() && modified.equals(other.lastModifiedTime());
    }
  }

  /** The files that can be taken now, in order. */
  List<Seen> ready() throws IOException {
    long now = clock.millis();
    PriorityQueue<Seen> found = new PriorityQueue<>(order.reversed());
    Files.walkFileTree(
        directory,
        EnumSet.noneOf(FileVisitOption.class),
        recursive ? MAX_DEPTH : 1,
        new Look(found, now));
    Map<Path, Seen> seenNow = new HashMap<>();
    List<Seen> ready = new ArrayList<>();
    for (Seen seen : found) {
      Seen before = known.get(seen.file());
      boolean same = before != null && before.isAs(seen) && before.sinceMillis() <= now;
      Seen current = same ? before : seen;
      seenNow.put(seen.file(), current);
      if (now - current.sinceMillis() >= stableFor.toMillis()) {
        ready.add(current);
      }
    }
    known = seenNow;
    ready.sort(order);
    return ready;
  }

  private final class Look extends SimpleFileVisitor<Path> {
    private final PriorityQueue<Seen> found;
    private final long now;

    Look(PriorityQueue<Seen> found, long now) {
      this.found = found;
      this.now = now;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
      return !dir.equals(directory) && isHidden(dir)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      Path name = file.getFileName();
      if (attributes.isRegularFile() && !isHidden(file) && pattern.matches(name)) {
        found.add(
            new Seen(
                directory.relativize(file), attributes.size(), attributes.lastModifiedTime(), now));
        if (found.size() > MAX_KNOWN) {
          found.poll(); // the last in order
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
      if (file.equals(directory)) {
        throw failed;
      }
      return FileVisitResult.CONTINUE; // gone since, or not ours to see
    }

    private boolean isHidden(Path file) {
      return file.getFileName().toString().startsWith(".");
    }
  }
}
