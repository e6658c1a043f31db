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

  static Path fileIn(Path dataDirectory) {
    return dataDirectory.resolve("admin-password");
  }

  @Override
  public String toString() {
    return "AdminPassword[hidden]";
  }
}
