package io.hie.protocols.file;

import io.hie.actormodel.envelope.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A directory that files are put away in, each under the name it came with, or, if that is taken,
 * with {@code ~} and the tag of its claim before the ending. Nothing there is overwritten. Each
 * method may be called again after a crash and then finds what it did.
 */
final class Shelf {
  private static final String NOTE = ".error.txt";

  private final Path base;

  Shelf(Path base) {
    this.base = base;
  }

  /** Puts the file away. */
  void put(Claim claim) throws IOException {
    Path plain = plain(claim);
    Path hidden = hidden(claim);
    if (!Durable.moveUnlessTaken(claim.file(), plain, hidden, claim.recovered())) {
      Durable.moveUnlessTaken(claim.file(), tagged(claim, claim.tag()), hidden, true);
    }
  }

  /** Puts the file away, and beside it a note that says why. */
  void put(Claim claim, Fault fault, String item) throws IOException {
    Path plain = plain(claim);
    boolean taken = Files.exists(plain, LinkOption.NOFOLLOW_LINKS);
    Path file = taken ? tagged(claim, claim.tag()) : plain;
    note(file, claim, fault, item, "");
    put(claim);
  }

  /**
   * Writes one message of a file, and a note that says why.
   *
   * @param position from 1
   * @param of how many
   */
  void putPart(Claim claim, int position, int of, Payload bytes, Fault fault, String item)
      throws IOException {
    Path file = tagged(claim, claim.tag() + '~' + position);
    plain(claim); // makes the directory
    Path hidden = hidden(claim);
    Durable.write(hidden, bytes, true);
    Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
    note(file, claim, fault, item, "message: " + position + " of " + of + "\n");
  }

  private Path plain(Claim claim) throws IOException {
    if (!Files.isDirectory(base)) {
      throw new NoSuchFileException(
          base.toString()); // not made anew: it may be a mount that is off
    }
    Path plain = base.resolve(claim.name());
    Files.createDirectories(plain.getParent());
    return plain;
  }

  private Path tagged(Claim claim, String tag) {
    Path name = claim.name();
    return base.resolve(name)
        .resolveSibling(SafeName.taggedAnyhow(name.getFileName().toString(), tag));
  }

  private Path hidden(Claim claim) {
    return base.resolve(claim.name()).resolveSibling(".hie-" + claim.tag() + ".tmp");
  }

  private static void note(Path file, Claim claim, Fault fault, String item, String which)
      throws IOException {
    String text =
        "code: "
            + fault.code()
            + "\nreason: "
            + fault.text()
            + "\nitem: "
            + item
            + "\n"
            + which
            + "claim: "
            + claim.id()
            + "\n";
    String name = file.getFileName().toString();
    Path beside =
        name.length() + NOTE.length() > SafeName.MAX_BYTES
            ? file.resolveSibling(SafeName.value(name) + NOTE)
            : file.resolveSibling(file.getFileName() + NOTE);
    Durable.write(beside, Payload.of(text, StandardCharsets.UTF_8), false);
  }
}
