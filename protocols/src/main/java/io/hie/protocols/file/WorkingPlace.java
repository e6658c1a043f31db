package io.hie.protocols.file;

import io.hie.actormodel.envelope.MessageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The hidden directory, within the one that files are taken from, in which they are worked on. A
 * file is taken by one rename, which only one can win, and so is never seen by the next look. What
 * is here when a service starts was taken before a crash or a stop and comes first.
 */
final class WorkingPlace {
  static final String NAME = ".hie-working";
  static final String FILES = "file";

  private final Path directory;
  private final Path place;

  private WorkingPlace(Path directory, Path place) {
    this.directory = directory;
    this.place = place;
  }

  /**
   * @param directory where files are taken from
   */
  static WorkingPlace in(Path directory) throws IOException {
    Path place = directory.resolve(NAME);
    makeIfMissing(place);
    return new WorkingPlace(directory, place);
  }

  /** Takes a file; empty if it is gone. */
  Optional<Claim> take(Inbox.Seen seen) throws IOException {
    String id = MessageId.next();
    Claim claim = new Claim(id, place.resolve(id), seen.file(), seen);
    Path target = claim.file();
    makeIfMissing(place);
    Files.createDirectory(claim.home());
    Files.createDirectories(target.getParent());
    try {
      Files.move(directory.resolve(seen.file()), target, StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(claim);
    } catch (NoSuchFileException takenByAnother) {
      claim.forget();
      return Optional.empty();
    } catch (IOException notAllowed) {
      claim.forget();
      throw notAllowed;
    }
  }

  /** Makes the one directory, never those above it, which may be a mount that is off. */
  private static void makeIfMissing(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
  }

  /** What was taken before and is not done, in the order of taking. */
  List<Claim> leftovers() throws IOException {
    List<Path> homes;
    try (Stream<Path> entries = Files.list(place)) {
      homes = entries.filter(Files::isDirectory).sorted().toList();
    }
    List<Claim> left = new ArrayList<>();
    for (Path home : homes) {
      String id = home.getFileName().toString();
      List<Path> files = filesIn(home.resolve(FILES));
      for (Path file : files) {
        left.add(new Claim(id, home, file, null));
      }
      if (files.isEmpty()) {
        forgetTree(home); // died before it was taken, or after it was archived
      }
    }
    return left;
  }

  private static List<Path> filesIn(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(root::relativize)
          .toList();
    }
  }

  private static void forgetTree(Path home) throws IOException {
    List<Path> all;
    try (Stream<Path> entries = Files.walk(home)) {
      all = entries.toList();
    }
    all.reversed().forEach(Durable::discard);
  }
}
