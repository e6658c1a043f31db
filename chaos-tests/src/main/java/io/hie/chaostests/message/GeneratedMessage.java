package io.hie.chaostests.message;

/**
 * A message to send.
 *
 * @param id MSH-10
 * @param patient the patient's number in the run, from 0
 * @param sequence its number among those of its patient, from 1
 * @param type such as {@code ADT^A08}
 * @param frame the MLLP frame, ready for the socket; not to be changed
 * @param digest of the message inside the frame
 */
@SuppressWarnings("ArrayRecordComponent") // compared by number only, and copying would cost
public record GeneratedMessage(
    ControlId id, int patient, int sequence, String type, byte[] frame, long digest) {
  /** The message's number in the run, from 0. */
  public long number() {
    return id.number();
  }

  /** Length of the message inside the frame. */
  public int length() {
    return frame.length - 3;
  }

  /** Without the patient's name and number. */
  @Override
  public String toString() {
    return "GeneratedMessage[" + id + " " + type + "]";
  }
}
