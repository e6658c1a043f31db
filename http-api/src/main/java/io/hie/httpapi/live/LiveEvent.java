package io.hie.httpapi.live;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as one server-sent event. Written when somebody is given it for the
 * first time, so what nobody listens to costs no more than a place in a ring.
 */
final class LiveEvent {
  private final long number;
  private final String id;
  private final String name;
  private final Supplier<String> json;
  private byte @Nullable [] frame;

  /**
   * One that is not written yet.
   *
   * @param id empty for what is told to one listener only, and cannot be gone on from
   */
  LiveEvent(long number, String id, String name, Supplier<String> json) {
    this.number = number;
    this.id = id;
    this.name = name;
    this.json = json;
  }

  long number() {
    return number;
  }

  synchronized byte[] frame() {
    byte[] written = frame;
    if (written == null) {
      String text =
          (id.isEmpty() ? "" : "id: " + id + "\n")
              + "event: "
              + name
              + "\ndata: "
              + json.get()
              + "\n\n";
      written = text.getBytes(StandardCharsets.UTF_8);
      frame = written;
    }
    return written;
  }
}
