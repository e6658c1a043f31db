package io.hie.actormodel.history.search;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which messages are looked for; what is null does not matter, the rest must fit all together.
 *
 * @param workspace whose; never left out
 * @param project the production
 * @param messageId its id, or the id of a message made of it
 * @param controlId the sender's id of it (MSH-10)
 * @param history the hash of its key, 32 hexadecimal digits
 * @param item an item that it came to, or that received it
 * @param type such as {@code ADT_A01}; with a {@code *} at the end, all that begins so
 * @param state how it stands at an item; at {@code item} if that is given
 * @param from received then or later
 * @param until received before
 * @param text in its header: sending application and facility, type, version, service; upper and
 *     lower case are the same
 * @param limit how many at most, from 1
 * @param after where the page before ended
 */
public record MessageQuery(
    String workspace,
    @Nullable String project,
    @Nullable String messageId,
    @Nullable String controlId,
    @Nullable String history,
    @Nullable String item,
    @Nullable String type,
    @Nullable LegState state,
    @Nullable Instant from,
    @Nullable Instant until,
    @Nullable String text,
    int limit,
    @Nullable String after) {

  /** All of a workspace, newest first. */
  public static MessageQuery all(String workspace, int limit) {
    return new MessageQuery(
        workspace, null, null, null, null, null, null, null, null, null, null, limit, null);
  }

  /** One message by its id. */
  public static MessageQuery one(String workspace, String messageId) {
    return new MessageQuery(
        workspace, null, messageId, null, null, null, null, null, null, null, null, 1, null);
  }
}
