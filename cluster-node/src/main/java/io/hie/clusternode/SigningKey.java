package io.hie.clusternode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The key that signs the tokens of logins: a file beside the other secrets, readable by its owner
 * only, made at first use. Nodes that share a directory of keys take each other's tokens. If it is
 * lost, everybody logs in again.
 */
final class SigningKey {
  /** Begins as no workspace's name does. */
  private static final String FILE = ".api-sessions";

  private static final int BYTES = 32;

  private SigningKey() {}

  /**
   * The key, fresh if there is none.
   *
   * @param shared the directory of keys that nodes share; empty if they share none
   */
  static byte[] in(Path dataDirectory, String shared) {
    Path directory = shared.isEmpty() ? dataDirectory.resolve("secrets") : Path.of(shared);
    Path file = directory.resolve(FILE);
    try {
      OwnerOnly.createDirectory(directory);
      if (Files.notExists(file)) {
        make(directory, file);
      }
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException failed) {
      throw new UncheckedIOException("the key of logins cannot be kept in " + file, failed);
    }
  }

  private static void make(Path directory, Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Path fresh = OwnerOnly.createTempFile(directory);
    Files.writeString(fresh, HexFormat.of().formatHex(secret), StandardOpenOption.SYNC);
    try {
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException anotherWasFaster) {
      // Its key is as good as ours.
    } finally {
      Files.delete(fresh);
    }
  }
}
