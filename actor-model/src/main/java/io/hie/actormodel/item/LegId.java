package io.hie.actormodel.item;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A leg: one message at one item. The path says where it comes from, so that the same steps
 * repeated after a crash give the same leg: {@code 0} is the first target of the service, {@code
 * 0.2} the third output of the item there.
 *
 * @param message number of the received message within its history, from 1
 * @param path output numbers from the service on, separated by dots
 */
public record LegId(long message, String path) implements Comparable<LegId> {

  public static LegId first(long message, int output) {
    return new LegId(message, Integer.toString(output));
  }

  public LegId child(int output) {
    return new LegId(message, path + '.' + output);
  }

  /** By message, then by position in the order of outputs. */
  @Override
  public int compareTo(LegId other) {
    int byMessage = Long.compare(message, other.message);
    if (byMessage != 0) {
      return byMessage;
    }
    int a = 0;
    int b = 0;
    while (a < path.length() && b < other.path.length()) {
      int endA = end(path, a);
      int endB = end(other.path, b);
      int bySegment =
          Integer.compare(
              Integer.parseInt(path, a, endA, 10), Integer.parseInt(other.path, b, endB, 10));
      if (bySegment != 0) {
        return bySegment;
      }
      a = endA + 1;
      b = endB + 1;
    }
    return Integer.compare(path.length(), other.path.length());
  }

  private static int end(String path, int from) {
    int dot = path.indexOf('.', from);
    return dot < 0 ? path.length() : dot;
  }

  @Override
  @JsonValue
  public String toString() {
    return message + ":" + path;
  }

  /**
   * Reads the form of {@link #toString()}.
   *
   * @throws IllegalArgumentException if {@code text} is not of it
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static LegId parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || !isDigits(text, 0, colon) || !isPath(text, colon + 1)) {
      throw new IllegalArgumentException("a leg is written message:path, as in 12:0.1");
    }
    return new LegId(Long.parseLong(text, 0, colon, 10), text.substring(colon + 1));
  }

  private static boolean isPath(String text, int from) {
    int start = from;
    for (int dot = text.indexOf('.', start); dot >= 0; dot = text.indexOf('.', start)) {
      if (!isDigits(text, start, dot)) {
        return false;
      }
      start = dot + 1;
    }
    return isDigits(text, start, text.length());
  }

  /** One to eighteen of them for the message, nine for a step, so that the number fits. */
  private static boolean isDigits(String text, int from, int to) {
    int most = from == 0 ? 18 : 9;
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from && to - from <= most;
  }
}
