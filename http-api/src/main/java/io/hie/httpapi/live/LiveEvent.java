package io.hie.httpapi.live;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened. Written when somebody is given it for the first time, so what nobody
 * listens to costs no more than a place in a ring. Its id is the position of who gets it, and so
 * not the same for all.
 */
final class LiveEvent {
  private static final int TOLD_ONCE = -1;

  private final String source;
  private final long number;
  private final String name;
  private final Supplier<String> json;
  private @Nullable String written;

  /**
   * One that is not written yet.
   *
   * @param source a run of a node, or an audit trail
   * @param number of the source, ascending
   */
  LiveEvent(String source, long number, String name, Supplier<String> json) {
    this.source = source;
    this.number = number;
    this.name = name;
    this.json = json;
  }

  /** What one listener is told, and cannot go on from. */
  static LiveEvent toldOnce(String name, Supplier<String> json) {
    return new LiveEvent("", TOLD_ONCE, name, json);
  }

  String source() {
    return source;
  }

  long number() {
    return number;
  }

  String name() {
    return name;
  }

  boolean isToldOnce() {
    return number == TOLD_ONCE;
  }

  synchronized String json() {
    String text = written;
    if (text == null) {
      text = json.get();
      written = text;
    }
    return text;
  }

  /**
   * As a server-sent event.
   *
   * @param id empty for none
   */
  byte[] frame(String id) {
    String head = id.isEmpty() ? "" : "id: " + id + "\n";
    return (head + "event: " + name + "\ndata: " + json() + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
