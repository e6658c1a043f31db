package io.hie.protocols.file;

import io.hie.actormodel.envelope.MessageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hidden directory, within the one that files are taken from, in which they are worked on. A
 * file is taken by one rename, which only one can win, and so is never seen by the next look. What
 * is here when a service starts was taken before a crash or a stop and comes first.
 */
final class WorkingPlace {
  static final String NAME = ".hie-working";

  private static final Pattern CLAIMED =
      Pattern.compile("([0-9a-f-]{36})" + Claim.SEPARATOR + "(.*)", Pattern.DOTALL);

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
    Claim claim = new Claim(MessageId.next(), place, seen.file(), seen);
    makeIfMissing(place);
    Path target = claim.file();
    Path parent = target.getParent();
    if (parent != null && !parent.equals(place)) {
      Files.createDirectories(parent);
    }
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
    List<Path> all;
    try (Stream<Path> entries = Files.walk(place)) {
      all = entries.filter(each -> !each.equals(place)).toList();
    }
    List<Claim> left = new ArrayList<>();
    for (Path each : all) {
      if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
        claim(place.relativize(each)).ifPresent(left::add);
      }
    }
    Set<String> ids = left.stream().map(Claim::id).collect(Collectors.toSet());
    for (Path each : all.reversed()) {
      clearAway(each, ids);
    }
    left.sort(Comparator.comparing(Claim::id));
    return left;
  }

  private Optional<Claim> claim(Path file) {
    Path parent = file.getParent();
    if (parent != null) {
      Matcher directory = CLAIMED.matcher(parent.getFileName().toString());
      if (directory.matches() && directory.group(2).isEmpty()) {
        Path name = parent.resolveSibling(file.getFileName());
        return Optional.of(new Claim(directory.group(1), place, name, null));
      }
    }
    Matcher flat = CLAIMED.matcher(file.getFileName().toString());
    return flat.matches()
        ? Optional.of(new Claim(flat.group(1), place, file.resolveSibling(flat.group(2)), null))
        : Optional.empty();
  }

  /** Notes of what is put away, and directories that nothing came into. */
  private static void clearAway(Path each, Set<String> claimed) {
    String name = each.getFileName().toString();
    boolean note =
        name.endsWith(Claim.PROGRESS)
            && !claimed.contains(name.substring(0, name.length() - Claim.PROGRESS.length()));
    if (note || Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
      Durable.discard(each); // a directory with something in it stays
    }
  }
}
