package io.hie.chaostests.fake;

/** How a fake node breaks its promises. */
public enum Fault {
  NONE,
  /** Answers AA at once and writes the message down a little later. */
  ACK_BEFORE_STORE,
  /** Forgets every 50th message after its AA. */
  LOSE,
  /** Now and then delivers a patient's next message before the present one. */
  REORDER,
  /** Two nodes deliver the same messages, the one some time after the other. */
  TWO_OWNERS,
  /** Delivers every 50th message twice. */
  DUPLICATE,
  /** Now and then delivers the message before last of the patient once more. */
  STEP_BACK,
  /** Changes one byte of every 50th message. */
  ALTER,
  /** Answers every 50th message with another control id. */
  MISANSWER,
  /** Answers as MISANSWER does, and takes the retry that follows for a new message. */
  NO_DEDUP,
  /** Leaves every 50th file out. */
  UNARCHIVED,
  /** Changes a byte in every 50th file. */
  ALTER_FILE,
  /** Prints the messages. */
  PRINT_PATIENTS
}
