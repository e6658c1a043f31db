package io.hie.clusternode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The administrator's password: {@code HIE_ADMIN_PASSWORD}, else one that is generated at first
 * start and kept under the data directory, readable by its owner only.
 *
 * @param file where it is kept; null if it came from the environment
 */
record AdminPassword(String password, @Nullable Path file) {

  static AdminPassword of(Map<String, String> environment, Path dataDirectory) throws IOException {
    String given = environment.get("HIE_ADMIN_PASSWORD");
    if (given != null && !given.isBlank()) {
      return new AdminPassword(given, null);
    }
    Path file = fileIn(dataDirectory);
    if (Files.notExists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path fresh = OwnerOnly.createTempFile(dataDirectory);
      Files.writeString(fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return new AdminPassword(Files.readString(file).strip(), file);
  }

  /**
   * The token of the cluster that a node is to join: {@code HIE_TOKEN} or {@code
   * HIE_ADMIN_PASSWORD}, else that of the node's last time in it, else that of the node that has
   * {@code ./data}.
   */
  static AdminPassword toJoin(Map<String, String> environment, Path dataDirectory)
      throws IOException {
    for (String name : new String[] {"HIE_TOKEN", "HIE_ADMIN_PASSWORD"}) {
      String given = environment.get(name);
      if (given != null && !given.isBlank()) {
        return new AdminPassword(given, null);
      }
    }
    for (Path directory : new Path[] {dataDirectory, Path.of("data")}) {
      if (Files.isReadable(fileIn(directory))) {
        return new AdminPassword(Files.readString(fileIn(directory)).strip(), fileIn(directory));
      }
    }
    throw new Hie.Failure(
        "no token for the cluster: set HIE_TOKEN to what is in admin-password of the data directory"
            + " of a node that is in it");
  }

  /** Keeps it for the node's next start, unless the environment is to have it then too. */
  void keep(Map<String, String> environment, Path dataDirectory) throws IOException {
    String given = environment.get("HIE_ADMIN_PASSWORD");
    if (given != null && !given.isBlank()) {
      return;
    }
    Path fresh = OwnerOnly.createTempFile(dataDirectory);
    Files.writeString(fresh, password);
    Files.move(
        fresh,
        fileIn(dataDirectory),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static Path fileIn(Path dataDirectory) {
    return dataDirectory.resolve("admin-password");
  }

  @Override
  public String toString() {
    return "AdminPassword[hidden]";
  }
}
