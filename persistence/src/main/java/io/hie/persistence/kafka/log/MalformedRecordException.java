package io.hie.persistence.kafka.log;

/** A record is not one that this version can read. Its text never has content of the record. */
public final class MalformedRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedRecordException(String what) {
    super("the record cannot be read: " + what);
  }
}
