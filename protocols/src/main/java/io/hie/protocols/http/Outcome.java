package io.hie.protocols.http;

import io.hie.actormodel.item.Answer;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Ambiguous;
import io.hie.actormodel.item.DeliveryResult.Delivered;
import io.hie.actormodel.item.DeliveryResult.NotSent;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.DeliveryResult.Refused;
import io.hie.actormodel.item.DeliveryResult.Retry;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What an exchange means for the delivery. Decides, and does nothing. */
final class Outcome {
  /** Seconds, or a date by RFC 9110; nothing else is repeated to anybody. */
  private static final Pattern RETRY_AFTER =
      Pattern.compile("\\d{1,9}|[A-Za-z]{3}, [0-9A-Za-z: ]+");

  private static final String STATUS = "http-";
  private static final String UNKNOWN_HOST = "unknown-host";
  private static final String TLS_FAILED = "tls-failed";

  private Outcome() {}

  /**
   * An answer came.
   *
   * @param detail what it said beyond its status, for the history only
   * @param answer all of it, if somebody waits for it
   */
  static DeliveryResult answered(
      int status, HttpHeaders headers, String detail, StatusSet success, @Nullable Answer answer) {
    if (success.contains(status)) {
      return new Delivered(String.valueOf(status), answer);
    }
    if (status == 401 || status == 407) {
      return new NotSent(
          new Reason(
              STATUS + status,
              "the receiver answered " + status + ": it does not know our credentials",
              detail));
    }
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      return new Retry(
          new Reason(
              STATUS + status, "the receiver answered " + status + retryAfter(headers), detail),
          answer);
    }
    if (status >= 300 && status < 400) {
      return new Refused(
          new Reason(
              "redirect",
              "the receiver answered "
                  + status
                  + ", elsewhere; a message is sent nowhere but to URL, so mend that",
              headers.firstValue("Location").orElse(detail)));
    }
    return new Refused(
        new Reason(STATUS + status, "the receiver answered " + status, detail), answer);
  }

  private static String retryAfter(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .filter(value -> value.length() < 40 && RETRY_AFTER.matcher(value).matches())
        .map(value -> ", Retry-After " + value)
        .orElse("");
  }

  /**
   * No answer came.
   *
   * @param sending whether the receiver may have the message
   */
  static DeliveryResult failed(Throwable failure, boolean sending) {
    if (!sending || isHandshake(failure)) {
      return new NotSent(notSent(failure));
    }
    return new Ambiguous(
        failure instanceof TimeoutException || failure instanceof java.net.http.HttpTimeoutException
            ? new Reason("ack-timeout", "it was sent, and no answer came within AckTimeout")
            : new Reason(
                "connection-lost", "it was sent, and the connection broke before an answer"));
  }

  /** Whether what was not sent for this reason will not be until a person changes something. */
  static boolean isForAPerson(String code) {
    return code.equals(UNKNOWN_HOST) || code.equals(TLS_FAILED) || code.startsWith(STATUS);
  }

  private static Reason notSent(Throwable failure) {
    if (failure instanceof HttpConnectTimeoutException || failure instanceof TimeoutException) {
      return new Reason("connect-timeout", "no connection came about within ConnectTimeout");
    }
    if (has(failure, UnresolvedAddressException.class)) {
      return new Reason(UNKNOWN_HOST, "the name of the receiver is not known");
    }
    if (has(failure, SSLException.class)) {
      return new Reason(
          TLS_FAILED,
          "TLS did not come about: one side does not trust the other's certificate, or the receiver"
              + " does not speak TLS");
    }
    if (failure instanceof ConnectException) {
      return new Reason("connect-refused", "the receiver takes no connections");
    }
    return new Reason("connect-failed", "the connection broke before the message was sent");
  }

  /**
   * Java begins to send before TLS has come about, and what it sends waits for that. So if it does
   * not come about, nothing has been sent. There is no type for a receiver that answers in the
   * clear, only words.
   */
  private static boolean isHandshake(Throwable failure) {
    return has(failure, SSLHandshakeException.class)
        || String.valueOf(failure.getMessage()).contains("unrecognized SSL message");
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    int depth = 0;
    for (Throwable at = failure; at != null && depth < 10; at = at.getCause(), depth++) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }
}
