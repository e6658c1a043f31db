package io.hie.persistence.kafka.journal;

import org.apache.pekko.persistence.PersistentRepr;

/** A write cannot be stored as it is. Its text has no content of the event. */
public final class RejectedWriteException extends Exception {
  private static final long serialVersionUID = 1L;

  private RejectedWriteException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The texts of serializers may quote the object, so none is kept. */
  static RejectedWriteException notSerializable(PersistentRepr event, Throwable cause) {
    return new RejectedWriteException(
        "an event of "
            + event.payload().getClass().getName()
            + " cannot be serialized ("
            + cause.getClass().getName()
            + "); bind its class to a serializer under pekko.actor.serialization-bindings",
        null);
  }

  static RejectedWriteException tooLarge(long bytes, long most) {
    return new RejectedWriteException(
        "the events of one write have "
            + bytes
            + " bytes together, and hie.kafka.largest-record allows "
            + most,
        null);
  }
}
