package io.hie.sharding.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hie.actormodel.envelope.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The window in which a sender's retry is recognised: the last {@value #MOST} messages, for a day.
 */
final class RecentMessages {
  static final int MOST = 128;
  static final Duration WINDOW = Duration.ofHours(24);

  private final Map<Payload, Entry> byFingerprint = new LinkedHashMap<>();

  /**
   * A message of the window.
   *
   * @param epochMillis when it was accepted
   * @param question how it ended for a sender that waits for an answer; null if it does not, or it
   *     has not ended
   */
  record Entry(
      Payload fingerprint,
      String messageId,
      long epochMillis,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Question question) {
    Entry(Payload fingerprint, String messageId, long epochMillis) {
      this(fingerprint, messageId, epochMillis, null);
    }
  }

  /** Notes how a message ended for its sender, so that a retry gets the same answer. */
  void settle(String messageId, Question question) {
    byFingerprint.replaceAll(
        (fingerprint, entry) ->
            entry.messageId().equals(messageId)
                ? new Entry(fingerprint, messageId, entry.epochMillis(), question)
                : entry);
  }

  void add(Entry entry) {
    if (entry.fingerprint().size() == 0) {
      return;
    }
    byFingerprint.remove(entry.fingerprint());
    byFingerprint.put(entry.fingerprint(), entry);
    if (byFingerprint.size() > MOST) {
      Iterator<Entry> oldest = byFingerprint.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Id of the message with this fingerprint, if it came within the window. */
  @Nullable String find(Payload fingerprint, Instant now) {
    Entry entry = entry(fingerprint, now);
    return entry == null ? null : entry.messageId();
  }

  /** The message with this fingerprint, if it came within the window. */
  @Nullable Entry entry(Payload fingerprint, Instant now) {
    Entry entry = fingerprint.size() == 0 ? null : byFingerprint.get(fingerprint);
    return entry == null || entry.epochMillis() < now.minus(WINDOW).toEpochMilli() ? null : entry;
  }

  List<Entry> entries() {
    return new ArrayList<>(byFingerprint.values());
  }
}
