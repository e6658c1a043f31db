package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Logins of {@code hie login}, one for each node's URL, in a file that only its owner can read:
 * {@code HIE_SESSION_FILE}, else {@code ~/.config/hie/sessions.json}.
 */
final class SavedSession {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SavedSession() {}

  private static Path file() {
    String given = System.getenv("HIE_SESSION_FILE");
    return given != null && !given.isBlank()
        ? Path.of(given)
        : Path.of(System.getProperty("user.home"), ".config", "hie", "sessions.json");
  }

  /** What the API answered to the last login or refresh at a URL. */
  static Optional<JsonNode> of(String url) throws IOException {
    Path file = file();
    return Files.isReadable(file)
        ? Optional.ofNullable(JSON.readTree(file.toFile()).get(url))
        : Optional.empty();
  }

  static void keep(String url, JsonNode session) throws IOException {
    ObjectNode all = all();
    all.set(url, session);
    write(all);
  }

  static void forget(String url) throws IOException {
    ObjectNode all = all();
    all.remove(url);
    write(all);
  }

  private static ObjectNode all() throws IOException {
    Path file = file();
    return Files.isReadable(file) && JSON.readTree(file.toFile()) instanceof ObjectNode known
        ? known
        : JSON.createObjectNode();
  }

  private static void write(ObjectNode all) throws IOException {
    Path file = file().toAbsolutePath();
    OwnerOnly.createDirectory(file.getParent());
    Path fresh = OwnerOnly.createTempFile(file.getParent());
    Files.writeString(fresh, JSON.writeValueAsString(all));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
