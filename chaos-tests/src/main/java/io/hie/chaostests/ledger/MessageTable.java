package io.hie.chaostests.ledger;

import io.hie.chaostests.ledger.Reception.Given;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of each message, by its number: plain arrays, so that a run of a day fits (about 40
 * bytes a message).
 */
final class MessageTable {
  private static final byte SENT = 1;
  private static final byte ACKNOWLEDGED = 2;
  private static final byte REFUSED = 4;
  private static final byte TAKEN = 8;
  private static final byte CONTENT = 16;

  private final List<String> types = new ArrayList<>();
  private int size;
  private byte[] flags = new byte[1024];
  private byte[] type = new byte[1024];
  private int[] patient = new int[1024];
  private int[] sequence = new int[1024];
  private int[] length = new int[1024];
  private long[] digest = new long[1024];
  private int[] copies = new int[1024];
  private long[] lastCopy = new long[1024];
  private int[] files = new int[1024];
  private int[] latestOfPatient = new int[1024];

  void sent(LoadEvent.Sent event) {
    int n = Math.toIntExact(event.number());
    if (n >= flags.length) {
      grow((int) Math.max(n + 1L, Math.min(Integer.MAX_VALUE - 8, n * 2L)));
    }
    size = Math.max(size, n + 1);
    flags[n] |= SENT;
    type[n] = typeIndex(event.type());
    patient[n] = event.patient();
    sequence[n] = event.sequence();
    length[n] = event.length();
    digest[n] = event.digest();
    if (event.patient() >= latestOfPatient.length) {
      latestOfPatient = Arrays.copyOf(latestOfPatient, event.patient() * 2);
    }
  }

  void answered(LoadEvent.Answered event) {
    int n = Math.toIntExact(event.number());
    if (event.accepted()) {
      flags[n] |= ACKNOWLEDGED;
    } else if (event.code().endsWith("R")) {
      flags[n] |= REFUSED;
    }
  }

  /** One more than the highest number that was sent. */
  int size() {
    return size;
  }

  boolean isSent(long number) {
    return number < size && (flags[(int) number] & SENT) != 0;
  }

  boolean isAcknowledged(int n) {
    return (flags[n] & ACKNOWLEDGED) != 0;
  }

  boolean isRefused(int n) {
    return (flags[n] & REFUSED) != 0;
  }

  /** Whether the destination has answered AA to one of the copies. */
  boolean isTaken(int n) {
    return (flags[n] & TAKEN) != 0;
  }

  boolean hasBytes(int n, int itsLength, long itsDigest) {
    return length[n] == itsLength && digest[n] == itsDigest;
  }

  boolean isOf(int n, int itsPatient, int itsSequence) {
    return patient[n] == itsPatient && sequence[n] == itsSequence;
  }

  String type(int n) {
    return types.get(type[n]);
  }

  int patient(int n) {
    return patient[n];
  }

  int sequence(int n) {
    return sequence[n];
  }

  /** The latest of the message's patient that has come so far; 0 before the first. */
  int latest(int n) {
    return latestOfPatient[patient[n]];
  }

  int copies(int n) {
    return copies[n];
  }

  /** When the last copy came. */
  long lastCopy(int n) {
    return lastCopy[n];
  }

  /** Whether the last copy was answered so that the node had no reason to send another. */
  boolean wasContent(int n) {
    return (flags[n] & CONTENT) != 0;
  }

  void received(int n, Reception reception, boolean content) {
    copies[n]++;
    lastCopy[n] = reception.nanos();
    latestOfPatient[patient[n]] = Math.max(latest(n), sequence[n]);
    if (reception.answer() == Given.AA) {
      flags[n] |= TAKEN;
    }
    flags[n] = (byte) (content ? flags[n] | CONTENT : flags[n] & ~CONTENT);
  }

  /** Counts a file of the message and tells how many there are now. */
  int filed(int n) {
    return ++files[n];
  }

  int files(int n) {
    return files[n];
  }

  private byte typeIndex(String name) {
    int index = types.indexOf(name);
    if (index < 0) {
      index = types.size();
      types.add(name);
    }
    return (byte) index;
  }

  private void grow(int capacity) {
    flags = Arrays.copyOf(flags, capacity);
    type = Arrays.copyOf(type, capacity);
    patient = Arrays.copyOf(patient, capacity);
    sequence = Arrays.copyOf(sequence, capacity);
    length = Arrays.copyOf(length, capacity);
    digest = Arrays.copyOf(digest, capacity);
    copies = Arrays.copyOf(copies, capacity);
    lastCopy = Arrays.copyOf(lastCopy, capacity);
    files = Arrays.copyOf(files, capacity);
  }
}
