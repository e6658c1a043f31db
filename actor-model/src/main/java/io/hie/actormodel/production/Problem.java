package io.hie.actormodel.production;

/**
 * A fault in a production document.
 *
 * @param severity whether the production can run with it
 * @param path JSON path of the place, such as {@code $.items[2].host_settings.QueueType}
 * @param message what is wrong
 * @param hint how to mend it; the nearest known key or value where there is one; may be empty
 */
public record Problem(Severity severity, String path, String message, String hint) {
  /** Whether a production can run. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** The place as a JSON pointer by RFC 6901, such as {@code /items/2/host_settings/QueueType}. */
  public String pointer() {
    return Place.pointer(path);
  }

  @Override
  public String toString() {
    return path + ": " + message + (hint.isEmpty() ? "" : " (" + hint + ")");
  }
}
