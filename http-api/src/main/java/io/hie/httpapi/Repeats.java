package io.hie.httpapi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests that came with an {@code Idempotency-Key}, so that a repetition gets the same
 * one. What matters over a restart or on another node is also remembered where it was made: in the
 * configuration store, by the id of a replay, in a history. Safe from any thread.
 */
final class Repeats {
  private static final int MOST = 1_000;
  private static final int MOST_BYTES = 64 << 10;
  private static final Duration AGE = Duration.ofHours(24);
  private static final String MAC = "HmacSHA256";

  private final Clock clock;
  private final SecretKeySpec secret;
  private final Map<String, Known> known = new LinkedHashMap<>();

  /** What is known of a key. */
  sealed interface Found {
    /** Nothing; from now on it is under way. */
    record Nothing() implements Found {}

    /** The same request is being done. */
    record UnderWay() implements Found {}

    /** It came with another request. */
    record Other() implements Found {}

    /** It was done. */
    record Done(HttpResponse answer) implements Found {}
  }

  private record Known(ByteString print, Instant at, @Nullable HttpResponse answer) {}

  Repeats(Clock clock) {
    this.clock = clock;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.secret = new SecretKeySpec(random, MAC);
  }

  /** A trace of a request that tells nothing of what is in it. */
  ByteString print(String target, byte[] body) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(secret);
      mac.update(target.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return ByteString.fromArray(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + MAC, impossible);
    }
  }

  /** Looks a key up, and takes it if it is free. */
  synchronized Found take(String key, ByteString print) {
    Instant oldest = clock.instant().minus(AGE);
    known.values().removeIf(each -> each.at().isBefore(oldest));
    Iterator<Known> first = known.values().iterator();
    if (known.size() >= MOST && !known.containsKey(key) && first.next() != null) {
      first.remove();
    }
    Known was = known.get(key);
    if (was == null) {
      known.put(key, new Known(print, clock.instant(), null));
      return new Found.Nothing();
    }
    if (!was.print().equals(print)) {
      return new Found.Other();
    }
    return was.answer() == null ? new Found.UnderWay() : new Found.Done(was.answer());
  }

  /** Keeps an answer that is a success and not a secret; else the key is free again. */
  synchronized void ended(String key, @Nullable HttpResponse answer) {
    Known was = known.remove(key);
    if (was != null
        && answer != null
        && answer.status().isSuccess()
        && answer.entity().isStrict()
        && answer.entity().getContentLengthOption().orElse(0) <= MOST_BYTES
        && answer.getHeader("Cache-Control").isEmpty()) {
      known.put(key, new Known(was.print(), was.at(), answer));
    }
  }
}
