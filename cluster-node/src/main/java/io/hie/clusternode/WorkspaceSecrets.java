package io.hie.clusternode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The workspaces' secrets as files under the data directory, readable by their owner only, made at
 * first use. Without its secret a workspace's histories cannot be found any more: they belong in
 * the backup.
 */
final class WorkspaceSecrets {
  private static final int BYTES = 32;

  private final Path directory;

  WorkspaceSecrets(Path dataDirectory) {
    this.directory = dataDirectory.resolve("secrets");
  }

  /** The secret of a workspace; a fresh copy. */
  byte[] of(String workspace) {
    Path file = directory.resolve(URLEncoder.encode(workspace, StandardCharsets.UTF_8) + ".key");
    try {
      OwnerOnly.createDirectory(directory);
      if (Files.notExists(file)) {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        Path fresh = OwnerOnly.createTempFile(directory);
        Files.writeString(fresh, HexFormat.of().formatHex(secret), StandardOpenOption.SYNC);
        try {
          Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException anotherWasFaster) {
          // Its secret is as good as ours.
        } finally {
          Files.delete(fresh);
        }
      }
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "the secret of a workspace cannot be kept in " + directory, failed);
    }
  }
}
