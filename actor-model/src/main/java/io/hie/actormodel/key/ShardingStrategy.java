package io.hie.actormodel.key;

/** What messages are kept in order by ({@code ShardingStrategy}). */
public enum ShardingStrategy {
  /** By patient: NHS number, else local identifier with its authority, else sending facility. */
  PATIENT_ID,
  FACILITY,
  MESSAGE_TYPE,
  CORRELATION_ID
}
