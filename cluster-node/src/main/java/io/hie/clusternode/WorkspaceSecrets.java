package io.hie.clusternode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The workspaces' secrets as files, readable by their owner only, made at first use. Without its
 * secret a workspace's histories cannot be found any more: they belong in the backup. All nodes of
 * a cluster must have the same, else each would know a patient by another id.
 */
final class WorkspaceSecrets {
  private static final String SUFFIX = ".key";
  private static final int BYTES = 32;
  private static final int TRACE_BYTES = 8;

  private final Path directory;
  private final Path before;

  /**
   * @param directory where they are, which nodes may share
   * @param before where this node made them before it shared that; they are copied when needed
   */
  WorkspaceSecrets(Path directory, Path before) {
    this.directory = directory;
    this.before = before;
  }

  /** The secret of a workspace; a fresh copy. */
  byte[] of(String workspace) {
    Path file = file(directory, workspace);
    try {
      if (Files.notExists(file)) {
        OwnerOnly.createDirectory(directory);
        Path mine = file(before, workspace);
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        Path fresh = OwnerOnly.createTempFile(directory);
        Files.writeString(
            fresh,
            Files.exists(mine) ? Files.readString(mine) : HexFormat.of().formatHex(secret),
            StandardOpenOption.SYNC);
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

  /** What shows that two nodes have the same secret, and nothing else of it; empty without one. */
  Optional<String> trace(String workspace) {
    if (Files.notExists(file(directory, workspace))) {
      return Optional.empty();
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(of(workspace), "HmacSHA256"));
      byte[] trace =
          mac.doFinal("trace for the nodes of a cluster".getBytes(StandardCharsets.UTF_8));
      return Optional.of(HexFormat.of().formatHex(trace, 0, TRACE_BYTES));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
    }
  }

  /**
   * Of all workspaces that have a secret there.
   *
   * @throws UncheckedIOException if the directory cannot be read
   */
  Map<String, String> traces() {
    Map<String, String> all = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
        for (Path file : files) {
          String name = String.valueOf(file.getFileName());
          String workspace =
              URLDecoder.decode(
                  name.substring(0, name.length() - SUFFIX.length()), StandardCharsets.UTF_8);
          trace(workspace).ifPresent(trace -> all.put(workspace, trace));
        }
      } catch (IOException | DirectoryIteratorException failed) {
        throw new UncheckedIOException(
            "the secrets of workspaces in " + directory + " cannot be read",
            failed instanceof IOException it ? it : new IOException(failed));
      }
    }
    return all;
  }

  private static Path file(Path directory, String workspace) {
    return directory.resolve(URLEncoder.encode(workspace, StandardCharsets.UTF_8) + SUFFIX);
  }
}
