package io.hie.clusternode;

import io.hie.sharding.seal.KeyUnavailableException;
import io.hie.sharding.seal.WorkspaceKeys;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;

/**
 * The workspaces' keys as files {@code WORKSPACE.kek.VERSION}, each 256 bits in hexadecimal. Read
 * once; a version that came later is read when something needs it. They belong in the backup, and
 * not into that of the log.
 */
final class WorkspaceKeyFiles implements WorkspaceKeys {
  private static final int BYTES = 32;
  private static final String INFIX = ".kek.";

  private final Path directory;
  private final boolean mayMake;
  private final Map<String, NavigableMap<Integer, WorkspaceKey>> known = new ConcurrentHashMap<>();

  /**
   * Keys in a directory.
   *
   * @param mayMake whether the first key of a workspace is made; if several nodes share keys, each
   *     would make one of its own
   */
  WorkspaceKeyFiles(Path directory, boolean mayMake) {
    this.directory = directory;
    this.mayMake = mayMake;
  }

  @Override
  public WorkspaceKey newest(String workspace) {
    NavigableMap<Integer, WorkspaceKey> versions = versions(workspace);
    if (versions.isEmpty()) {
      if (!mayMake) {
        throw missing(workspace, 1);
      }
      add(workspace);
      versions = load(workspace);
    }
    return versions.lastEntry().getValue();
  }

  @Override
  public WorkspaceKey version(String workspace, int version) {
    WorkspaceKey key = versions(workspace).get(version);
    if (key == null) {
      key = load(workspace).get(version);
    }
    if (key == null) {
      throw missing(workspace, version);
    }
    return key;
  }

  /** Whether a workspace has a key. */
  boolean has(String workspace) {
    return !versions(workspace).isEmpty();
  }

  /** Makes the next version of a workspace's key; gives its file. */
  Path add(String workspace) {
    try {
      OwnerOnly.createDirectory(directory);
      NavigableMap<Integer, WorkspaceKey> versions = load(workspace);
      Path file = file(workspace, versions.isEmpty() ? 1 : versions.lastKey() + 1);
      byte[] key = new byte[BYTES];
      new SecureRandom().nextBytes(key);
      Path fresh = OwnerOnly.createTempFile(directory);
      Files.writeString(fresh, HexFormat.of().formatHex(key), StandardOpenOption.SYNC);
      try {
        Files.createLink(file, fresh);
      } catch (FileAlreadyExistsException anotherWasFaster) {
        // Its key is as good as ours.
      } finally {
        Files.delete(fresh);
      }
      return file;
    } catch (IOException failed) {
      throw new KeyUnavailableException(
          "the key of workspace " + workspace + " cannot be kept in " + directory, failed);
    }
  }

  /** The file of a version. */
  Path file(String workspace, int version) {
    return directory.resolve(prefix(workspace) + version);
  }

  private static String prefix(String workspace) {
    return URLEncoder.encode(workspace, StandardCharsets.UTF_8) + INFIX;
  }

  private NavigableMap<Integer, WorkspaceKey> versions(String workspace) {
    NavigableMap<Integer, WorkspaceKey> versions = known.get(workspace);
    return versions == null ? load(workspace) : versions;
  }

  private NavigableMap<Integer, WorkspaceKey> load(String workspace) {
    TreeMap<Integer, WorkspaceKey> versions = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      String prefix = prefix(workspace);
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          String name = String.valueOf(file.getFileName());
          if (name.startsWith(prefix) && name.substring(prefix.length()).matches("\\d{1,6}")) {
            int version = Integer.parseInt(name.substring(prefix.length()));
            versions.put(version, read(file, version));
          }
        }
      } catch (IOException failed) {
        throw new KeyUnavailableException(
            "the keys in " + directory + " cannot be read; see that the node's user may", failed);
      }
    }
    if (!versions.isEmpty()) {
      known.put(workspace, versions);
    }
    return versions;
  }

  private static WorkspaceKey read(Path file, int version) throws IOException {
    for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
      switch (permission) {
        case OTHERS_READ, OTHERS_WRITE, GROUP_WRITE ->
            throw new KeyUnavailableException(
                file + " can be used by others than its owner; mend it with: chmod 600 " + file);
        default -> {}
      }
    }
    try {
      byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
      if (key.length == BYTES) {
        return new WorkspaceKey(version, new SecretKeySpec(key, "AES"), file.toString());
      }
    } catch (IllegalArgumentException notHex) {
      // Told below.
    }
    throw new KeyUnavailableException(
        file + " is not a key, which is 64 hexadecimal digits; put the right file back");
  }

  private KeyUnavailableException missing(String workspace, int version) {
    return new KeyUnavailableException(
        file(workspace, version)
            + " is not there, and nothing of workspace "
            + workspace
            + " can be opened or stored without it; put it back from a backup, or, if the workspace is"
            + " new, make it with: hie keys add --keys "
            + directory
            + " "
            + workspace
            + ", and give it to every node");
  }
}
