package io.hie.configuration.directory;

import java.time.Instant;

/**
 * A login that goes on. Its refresh token is good once; the next one comes with each use.
 *
 * @param refreshHash of the refresh token that is good now
 * @param refreshed when it was made
 * @param expires when the password is needed again, however busy the session is
 */
public record Session(
    String id, String user, String refreshHash, Instant began, Instant refreshed, Instant expires)
    implements Stored {
  Session refreshed(String hash, Instant at) {
    return new Session(id, user, hash, began, at, expires);
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "Session[" + id + " of " + user + "]";
  }
}
