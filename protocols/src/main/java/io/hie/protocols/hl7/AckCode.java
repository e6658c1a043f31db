package io.hie.protocols.hl7;

import org.jspecify.annotations.Nullable;

/**
 * MSA-1 (HL7 table 0008). {@code A} is the application's word, {@code C} that of the system that
 * commits the message to safe storage.
 */
public enum AckCode {
  AA,
  AE,
  AR,
  CA,
  CE,
  CR;

  /** Taken. */
  public boolean isAccept() {
    return this == AA || this == CA;
  }

  /** Not taken this time. */
  public boolean isError() {
    return this == AE || this == CE;
  }

  /** Never to be taken. */
  public boolean isReject() {
    return this == AR || this == CR;
  }

  /** The code that is written so, in any case; null if none is. */
  static @Nullable AckCode parse(String text) {
    for (AckCode code : values()) {
      if (code.name().equalsIgnoreCase(text)) {
        return code;
      }
    }
    return null;
  }
}
