package io.hie.actormodel.envelope;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a message without reading it.
 *
 * @param messageId unique in the installation; see {@link MessageId}
 * @param correlationId what ties a message to those it answers or was made from; its own id if it
 *     is the first
 * @param timestamp when it was received or made
 * @param source name of the item that it came from
 * @param destination name of the item that it goes to; empty until a route is decided
 * @param bodyClassName the class that a parse gives, as the item that made the message sees it
 * @param contentType media type of the bytes, which decides the parser
 * @param schemaVersion version of the standard, such as {@code 2.4} or {@code R4}; empty if unknown
 * @param encoding IANA name of the character set of the bytes
 * @param priority 0 (first) to 9 (last), 5 unless told
 * @param ttl how long after {@code timestamp} it may still be delivered; none is for ever
 * @param retryCount how often the delivery in hand was tried before
 * @param customProperties whatever else an item wants to pass on; no patient data, since it may be
 *     shown
 */
public record MessageHeader(
    String messageId,
    String correlationId,
    Instant timestamp,
    String source,
    String destination,
    String bodyClassName,
    String contentType,
    String schemaVersion,
    String encoding,
    int priority,
    @Nullable Duration ttl,
    int retryCount,
    Map<String, String> customProperties) {

  public static final int DEFAULT_PRIORITY = 5;

  public MessageHeader {
    if (priority < 0 || priority > 9) {
      throw new IllegalArgumentException("priority is 0 to 9, not " + priority);
    }
    if (retryCount < 0) {
      throw new IllegalArgumentException("retryCount is not negative: " + retryCount);
    }
    customProperties = Map.copyOf(customProperties);
  }

  public MessageHeader withDestination(String destination) {
    return new MessageHeader(
        messageId,
        correlationId,
        timestamp,
        source,
        destination,
        bodyClassName,
        contentType,
        schemaVersion,
        encoding,
        priority,
        ttl,
        retryCount,
        customProperties);
  }

  public MessageHeader withPriority(int priority) {
    return new MessageHeader(
        messageId,
        correlationId,
        timestamp,
        source,
        destination,
        bodyClassName,
        contentType,
        schemaVersion,
        encoding,
        priority,
        ttl,
        retryCount,
        customProperties);
  }

  public MessageHeader withTtl(@Nullable Duration ttl) {
    return new MessageHeader(
        messageId,
        correlationId,
        timestamp,
        source,
        destination,
        bodyClassName,
        contentType,
        schemaVersion,
        encoding,
        priority,
        ttl,
        retryCount,
        customProperties);
  }

  public MessageHeader withRetryCount(int retryCount) {
    return new MessageHeader(
        messageId,
        correlationId,
        timestamp,
        source,
        destination,
        bodyClassName,
        contentType,
        schemaVersion,
        encoding,
        priority,
        ttl,
        retryCount,
        customProperties);
  }

  public MessageHeader withCustomProperties(Map<String, String> customProperties) {
    return new MessageHeader(
        messageId,
        correlationId,
        timestamp,
        source,
        destination,
        bodyClassName,
        contentType,
        schemaVersion,
        encoding,
        priority,
        ttl,
        retryCount,
        customProperties);
  }

  /** Whether its time to live is over at {@code now}. */
  public boolean isExpiredAt(Instant now) {
    return ttl != null && Duration.between(timestamp, now).compareTo(ttl) > 0;
  }
}
