package io.hie.actormodel.item;

import io.hie.actormodel.envelope.Payload;

/**
 * What a receiver answered to a message whose sender waits for it: a response to a query, the body
 * of an HTTP response. It travels back to the sender's connection as it came.
 *
 * @param body its bytes, which may hold patient data
 * @param contentType what they are, as {@link io.hie.actormodel.envelope.ContentType} has it, or as
 *     the receiver said; empty if it did not say
 * @param status the status of an HTTP response; 0 for an answer that has none
 */
public record Answer(Payload body, String contentType, int status) {
  /** An answer of a protocol without statuses. */
  public Answer(Payload body, String contentType) {
    this(body, contentType, 0);
  }

  /** Without the bytes. */
  @Override
  public String toString() {
    return "Answer[" + contentType + ", " + body.size() + " bytes, status " + status + "]";
  }
}
